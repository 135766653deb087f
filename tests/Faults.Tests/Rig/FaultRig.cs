using System.Text.Json;
using Faults.Tests.Lives;
using MongoC;
using MongoC.Bson;
using MongoStandIn;
using TestKit;
using TestKit.Network;

namespace Faults.Tests.Rig;

/// <summary>
/// MongoDB's stand-in, a Big Peer over the real engine and bridges between them, each bridge by way of two proxies; users go straight to the servers.
/// </summary>
internal sealed class FaultRig : IAsyncDisposable
{
    // No longer than what the tests wait for after the last fault: a connection whose other end is gone is noticed by these alone.
    private const string MongoLimits = "socketTimeoutMS=8000&connectTimeoutMS=3000&serverSelectionTimeoutMS=4000";

    private readonly MongoServer _mongo;
    private readonly MongoClient _users;

    private FaultRig(MongoServer mongo, BigPeerServer bigPeer, TcpProxy mongoNetwork, TcpProxy bigPeerNetwork)
    {
        (_mongo, BigPeer, MongoNetwork, BigPeerNetwork) = (mongo, bigPeer, mongoNetwork, bigPeerNetwork);
        Database = MongoServer.NewDatabaseName();
        _users = MongoClient.Open($"mongodb://127.0.0.1:{mongo.Port}/?directConnection=true&retryWrites=false", new MongoClientOptions { MaxPoolSize = 24 });
    }

    public string Database { get; }

    public BigPeerServer BigPeer { get; }

    /// <summary>Between the bridges and MongoDB.</summary>
    public TcpProxy MongoNetwork { get; }

    /// <summary>Between the bridges and the Big Peer.</summary>
    public TcpProxy BigPeerNetwork { get; }

    public MongoClient Users => _users;

    public IReadOnlyList<FaultCollection> Collections { get; private set; } = [];

    public IReadOnlyList<RigBridge> Bridges { get; private set; } = [];

    /// <param name="logs">A folder for what the bridges say.</param>
    /// <param name="bridges">Each with a name, a conflict policy and its collections.</param>
    public static async Task<FaultRig> StartAsync(string logs, params IReadOnlyList<(string Name, string Policy, IReadOnlyList<CollectionPlan> Collections)> bridges)
    {
        MongoServer? mongo = null;
        BigPeerServer? bigPeer = null;
        // The greeting of a member of a set names itself, and clients go there: it must name the proxy.
        var mongoNetwork = TcpProxy.ToMongo(() => mongo!.Port);
        var bigPeerNetwork = TcpProxy.ToBigPeer(() => new Uri(bigPeer!.Api.Endpoint).Port);
        try
        {
            mongo = await MongoServer.StartStandInAsync(new StandInOptions { Advertised = $"127.0.0.1:{mongoNetwork.Port}" });
            bigPeer = await BigPeerServer.StartAsync();
            var rig = new FaultRig(mongo, bigPeer, mongoNetwork, bigPeerNetwork);
            await rig.PrepareAsync(logs, bridges);
            return rig;
        }
        catch
        {
            await mongoNetwork.DisposeAsync();
            await bigPeerNetwork.DisposeAsync();
            if (bigPeer is not null) await bigPeer.DisposeAsync();
            if (mongo is not null) await mongo.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes MongoDB's fail point strike.</summary>
    /// <param name="mode">Such as <c>"alwaysOn"</c> or <c>{"times":3}</c>, as JSON.</param>
    /// <param name="data">Its data as JSON.</param>
    public Task FailCommandAsync(string mode, string data) => _users.RunCommandAsync("admin", ExtendedJson.Parse($$"""{"configureFailPoint":"failCommand","mode":{{mode}},"data":{{data}}}"""));

    /// <summary>Makes single operations of retryable writes fail.</summary>
    /// <param name="mode">As of <see cref="FailCommandAsync"/>.</param>
    /// <param name="code">MongoDB's error code.</param>
    public Task FailWritesAsync(string mode, int code) =>
        _users.RunCommandAsync("admin", ExtendedJson.Parse($$"""{"configureFailPoint":"onPrimaryTransactionalWrite","mode":{{mode}},"data":{"failBeforeCommitExceptionCode":{{code}},"closeConnection":false} }"""));

    /// <summary>How many documents of the collections MongoDB wrote, whoever asked for it.</summary>
    public async Task<long> MongoWritesAsync()
    {
        var names = string.Join(',', Collections.Select(c => $"\"{Database}.{c.Name}\""));
        await foreach (var page in _users.AggregateAsync("local", "oplog.rs", ExtendedJson.Parse($$"""{"0":{"$match":{"ns":{"$in":[{{names}}]},"op":{"$in":["i","u","d"]} } },"1":{"$count":"n"} }"""), ReadOnlyMemory<byte>.Empty))
        {
            using var json = JsonDocument.Parse(ExtendedJson.ToJson(page[0].Span, ExtendedJsonMode.Relaxed));
            return json.RootElement.GetProperty("n").GetInt64();
        }
        return 0;
    }

    /// <summary>The reasons and messages of the dead letters that lie there.</summary>
    public async Task<IReadOnlyList<string>> LettersAsync() => await new MongoCollection(_users, Database, "__ditto_unsynced_documents").FindAsync("""{"reason":{"$exists":true}}""", limit: 20);

    public async ValueTask DisposeAsync()
    {
        foreach (var bridge in Bridges) await bridge.DisposeAsync();
        await MongoNetwork.DisposeAsync();
        await BigPeerNetwork.DisposeAsync();
        await _users.DisposeAsync();
        await BigPeer.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    private async Task PrepareAsync(string logs, IReadOnlyList<(string Name, string Policy, IReadOnlyList<CollectionPlan> Collections)> bridges)
    {
        Collections = [.. bridges.SelectMany(b => b.Collections.Select(c => new FaultCollection(c, _users, Database, BigPeer.Api, b.Name, b.Policy)))];
        foreach (var collection in Collections) await collection.CreateAsync();
        var secrets = new Dictionary<string, string> { ["MONGODB_URI"] = $"mongodb://127.0.0.1:{MongoNetwork.Port}/?replicaSet=rs0&{MongoLimits}", ["DITTO_API_KEY"] = BigPeer.Api.ApiKey };
        var endpoint = new UriBuilder(BigPeer.Api.Endpoint) { Port = BigPeerNetwork.Port }.Uri.ToString();
        Bridges = [.. bridges.Select(b => new RigBridge(b.Name, () => Yaml(b.Name, b.Policy, b.Collections, endpoint), secrets, logs))];
    }

    private string Yaml(string name, string policy, IReadOnlyList<CollectionPlan> collections, string endpoint) => $$"""
        name: {{name}}
        conflictPolicy: {{policy}}
        mongoConnector:
          connectionString: ${MONGODB_URI}
          database: {{Database}}
          collections:
            {{string.Join("\n    ", collections.Select(c => $"{c.Name}: {c.Settings}"))}}
        bigPeer: { endpoint: "{{endpoint}}", apiKey: "${DITTO_API_KEY}", pollInterval: 200ms, fullPassInterval: 1m, requestTimeout: 6s }
        runtime: { workers: 2, checkpointInterval: 500ms }
        # Users delete as they like for hours, and the guard, which counts over restarts, would rightly stop them.
        massDeleteGuard: { minimum: 1000000 }
        status: { address: 127.0.0.1, port: 0 }
        metrics: { address: 127.0.0.1, port: 0 }
        """;
}
