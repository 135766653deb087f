using System.Globalization;
using System.Text.Json;
using MongoC;
using MongoC.Bson;
using TestKit;

namespace Benchmarks.Parts;

/// <summary>MongoDB's stand-in in a process of its own, with an oplog that no benchmark outruns.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private const long OplogBytes = 8L << 30;
    private const int OplogEntries = 20_000_000;

    private readonly ChildProcess _process;
    private readonly MongoClient _client;

    private StandIn(ChildProcess process, string uri)
    {
        (_process, Uri) = (process, uri);
        _client = MongoClient.Open(uri, new MongoClientOptions { AppName = "benchmark" });
    }

    public string Uri { get; }

    public (string Name, int Process) Part => ("MongoDB", _process.Id);

    public static async Task<StandIn> StartAsync()
    {
        var process = ChildProcess.Start(Own.Beside("MongoStandIn"),
            ["--port", "0", "--oplog-bytes", OplogBytes.ToString(CultureInfo.InvariantCulture), "--oplog-entries", OplogEntries.ToString(CultureInfo.InvariantCulture)]);
        try
        {
            using var ready = JsonDocument.Parse(await process.LineAsync("that it is ready", l => l.Contains("\"ready\":true", StringComparison.Ordinal), Own.StartLimit));
            return new StandIn(process, ready.RootElement.GetProperty("uri").GetString()!);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task CreateAsync(string database, params IEnumerable<string> collections)
    {
        foreach (var collection in collections) await RunAsync(database, w => w.String("create", collection));
    }

    public Task DropDatabaseAsync(string database) => RunAsync(database, w => w.Int32("dropDatabase", 1));

    /// <summary>Drops what bridges keep in a database for themselves, so that the next start is a first one.</summary>
    public async Task ForgetBridgeAsync(string database)
    {
        foreach (var collection in new[] { "__ditto_connector_state", "__ditto_connector_documents", "__ditto_unsynced_documents" })
            await RunAsync(database, w => w.String("drop", collection));
    }

    public async Task<long> CountAsync(string database, string collection)
    {
        var reply = await RunAsync(database, w => w.String("count", collection));
        return BsonReader.TryFind(reply, "n"u8, out var n) && n.TryGetInteger(out var count) ? count : throw new InvalidOperationException("MongoDB's answer to count has no n.");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _process.DisposeAsync();
    }

    private Task<byte[]> RunAsync(string database, Action<BsonWriter> command)
    {
        var writer = new BsonWriter();
        command(writer);
        return _client.RunCommandAsync(database, writer.ToArray());
    }
}
