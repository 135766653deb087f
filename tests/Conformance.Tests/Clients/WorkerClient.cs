using System.Text.Json.Nodes;
using TestKit;

namespace Conformance.Tests.Clients;

/// <summary>A client in another language: a program that answers a line with a line, each a document of BSON in base64.</summary>
internal sealed class WorkerClient(string program, string script, string uri) : ICaseClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process = ChildProcess.Start(program, [Path.Combine(RepositoryFolder.Path, "tests", "Conformance.Tests", script), uri]);
    private int _lines;

    public async Task<JsonObject> RunAsync(JsonObject request, CancellationToken cancellation)
    {
        await _process.WriteLineAsync(Convert.ToBase64String(Ejson.Document(request)), cancellation);
        var line = await _process.LineAsync("an answer", _ => true, Limit, _lines++);
        return Ejson.Node(Convert.FromBase64String(line)).AsObject();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
