using MongoC;
using MongoStandIn;
using TestKit;

namespace EndToEnd.Tests;

/// <summary>A MongoDB of one test's own, whose oplog the test can have forget.</summary>
internal sealed class OwnMongo : IAsyncDisposable
{
    private const int Enough = 1_000_000;

    private readonly MongoServer _server;

    private OwnMongo(MongoServer server, MongoClient client) => (_server, Client) = (server, client);

    public MongoClient Client { get; }

    public string ConnectionString => _server.ConnectionString;

    public static async Task<OwnMongo> StartAsync(StandInOptions? options = null)
    {
        var server = await MongoServer.StartStandInAsync(options);
        return new OwnMongo(server, MongoClient.Open(server.ConnectionString, new MongoClientOptions { MaxPoolSize = 32 }));
    }

    /// <summary>The oplog drops everything that happened so far, as after a night of heavy writing.</summary>
    public async Task RollOverAsync()
    {
        await ResizeAsync(20);
        await new MongoCollection(Client, "elsewhere", "traffic").InsertAsync(Enumerable.Range(0, 100).Select(i => $$"""{"n":{{i}}}"""));
        await ResizeAsync(Enough);
    }

    /// <summary>The next commands of these names fail with a code.</summary>
    public Task FailAsync(int code, int times, params IEnumerable<string> commands) =>
        FailPointAsync($$"""{"times":{{times}}}""", $$"""{"errorCode":{{code}},"failCommands":[{{string.Join(',', commands.Select(c => $"\"{c}\""))}}]}""");

    /// <param name="mode">JSON, as <c>failCommand</c> takes it.</param>
    /// <param name="data">The same.</param>
    public Task FailPointAsync(string mode, string data) => Client.RunCommandAsync("admin", Documents.Bson($$"""{"configureFailPoint":"failCommand","mode":{{mode}},"data":{{data}}}"""));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
    }

    private Task ResizeAsync(int entries) => Client.RunCommandAsync("admin", Documents.Bson($$"""{"replSetResizeOplog":1,"size":990.0,"entries":{{entries}}}"""));
}
