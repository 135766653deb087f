using System.Text.Json.Nodes;
using TestKit;

namespace Conformance.Tests.Clients;

/// <summary>A client in another language: a program that answers a line with a line.</summary>
internal sealed class WorkerClient(string program, string script, string uri) : ICaseClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process = ChildProcess.Start(program, [Path.Combine(RepositoryFolder.Path, "tests", "Conformance.Tests", script), uri]);
    private int _lines;

    public async Task<JsonObject> RunAsync(JsonObject request, CancellationToken cancellation)
    {
        await _process.WriteLineAsync(request.ToJsonString(), cancellation);
        var line = await _process.LineAsync("an answer", _ => true, Limit, _lines++);
        return JsonNode.Parse(line)!.AsObject();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
