using System.Text.Json.Nodes;
using MongoC;
using MongoC.Bson;
using MongoStandIn;
using Operator.Tests.Bridges;
using Operator.Tests.Kubelet;
using TestKit;

namespace Operator.Tests.Live;

/// <summary>A namespace with the operator, a played kubelet that runs the real runtime, a MongoDB with a user, and the shared Big Peer.</summary>
internal sealed class LiveScene : IAsyncDisposable
{
    public const string User = "ada";
    public const string Password = "hush-hush-of-the-tests";

    private readonly List<MongoServer> _servers = [];

    private LiveScene(BridgeScene bridges, PlayedKubelet kubelet, MongoServer mongo)
    {
        (Bridges, Kubelet, Mongo) = (bridges, kubelet, mongo);
        Database = MongoServer.NewDatabaseName();
        Collection = $"tasks_{Database}";
        Client = MongoClient.Open(ConnectionString, new MongoClientOptions());
        _servers.Add(mongo);
    }

    public BridgeScene Bridges { get; }

    public PlayedKubelet Kubelet { get; }

    public MongoServer Mongo { get; private set; }

    public MongoClient Client { get; }

    public string Database { get; }

    /// <summary>The name of the first collection, on both sides.</summary>
    public string Collection { get; }

    public string ConnectionString => WithUser(Mongo.ConnectionString, User, Password);

    /// <summary>How often the operator that runs now has asked runtimes how they are.</summary>
    public long StatusReads => Bridges.Operator.Reads.Sum("operator_runtime_status_reads_total");

    public static async Task<LiveScene> StartAsync(int probeHaste = 1)
    {
        var mongo = await MongoServer.StartStandInAsync(new StandInOptions { User = User, Password = Password });
        var bridges = await BridgeScene.StartAsync();
        return new LiveScene(bridges, await PlayedKubelet.StartAsync(bridges.Namespace, probeHaste), mongo);
    }

    public static string WithUser(string connectionString, string user, string password) => connectionString.Replace("mongodb://", $"mongodb://{user}:{password}@", StringComparison.Ordinal);

    public MongoCollection InMongo(string? collection = null) => new(Client, Database, collection ?? Collection);

    public BigPeerCollection InBigPeer(string? collection = null) => new(SharedBigPeer.Server.Api, collection ?? Collection, strict: true);

    /// <summary>Creates the collection in MongoDB.</summary>
    public Task CreateAsync(string? collection = null) => Client.RunWriteCommandAsync(Database, ExtendedJson.Parse($$"""{"create":"{{collection ?? Collection}}"}"""));

    public Task CreateSecretsAsync(string? connectionString = null, string? apiKey = null) =>
        Bridges.CreateSecretsAsync(connectionString ?? ConnectionString, SharedBigPeer.Server.Api.Endpoint, apiKey ?? SharedBigPeer.Server.Api.ApiKey);

    public string Manifest(string name = "x", string settings = "fields: [_id], initialSync: true", string? collection = null, string more = "") =>
        BridgeScene.Manifest(name, $"{collection ?? Collection}: {{{settings}}}", Database, more);

    /// <summary>The usual bridge with its secrets and its collection, ready.</summary>
    public async Task StartBridgeAsync(string more = "")
    {
        await CreateAsync();
        await CreateSecretsAsync();
        await Bridges.ApplyAsync(Manifest(more: more));
        await ReadyAsync();
    }

    public Task ReadyAsync(string bridge = "x") => UntilAsync($"bridge {bridge} is ready", async () =>
    {
        var found = await Bridges.ConditionAsync(bridge, "Ready");
        return found == "True/InStep" ? null : $"{found}: {await Bridges.MessageAsync(bridge, "Ready")}";
    });

    public Task UntilAsync(string bridge, string type, string expected) => UntilAsync($"{type} of {bridge} is {expected}", async () =>
    {
        var found = await Bridges.ConditionAsync(bridge, type);
        return found == expected ? null : $"{found}: {await Bridges.MessageAsync(bridge, type)}";
    });

    /// <summary>Waits until there is nothing to object to; a failure shows what the operator and the runtimes said last.</summary>
    public async Task UntilAsync(string what, Func<Task<string?>> objection)
    {
        try
        {
            await Bridges.UntilAsync(what, objection);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n-- the operator:\n{string.Join('\n', Bridges.Log.Lines.TakeLast(20))}\n-- runs:\n{string.Join('\n', Kubelet.Runs)}\n-- the runtimes:\n{string.Join('\n', Kubelet.Output.TakeLast(30))}", e);
        }
    }

    /// <summary>A document from each side arrives on the other.</summary>
    public async Task FlowsAsync(string tag)
    {
        await InMongo().InsertAsync($$"""{"_id":"m-{{tag}}","n":1}""");
        await InBigPeer().InsertAsync($$"""{"_id":"d-{{tag}}","n":1}""");
        await UntilAsync("a document of MongoDB's is at the Big Peer", async () => await InBigPeer().FindAsync($"\"m-{tag}\"") is null ? "not yet" : null);
        await UntilAsync("a document of the Big Peer's is in MongoDB", async () => await InMongo().FindAsync($"\"d-{tag}\"") is null ? "not yet" : null);
    }

    public async Task<JsonNode> StatusAsync(string bridge = "x") => (await Bridges.GetAsync("bpdb", bridge))["status"]!;

    public async Task StopMongoAsync()
    {
        _servers.Remove(Mongo);
        await Mongo.DisposeAsync();
    }

    /// <summary>The next server of the same address as one that has ended.</summary>
    public async Task<MongoServer> StartMongoAsync(StandInOptions options)
    {
        Mongo = await MongoServer.StartStandInAsync(options);
        _servers.Add(Mongo);
        return Mongo;
    }

    /// <summary>No password and no key stands anywhere that people read.</summary>
    public async Task AssertNoSecretsAsync(params string[] further)
    {
        var objects = await Bridges.KubectlAsync("get", "bpdb,statefulset,pods,jobs,services,serviceaccounts,events", "-o", "json");
        var told = string.Join('\n', [objects, .. Bridges.Log.Lines, .. Kubelet.Output]);
        Assert.Multiple(() =>
        {
            foreach (var secret in (string[])[Password, BigPeerServer.Key, .. further]) Assert.That(told, Does.Not.Contain(secret));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Bridges.Operator.DisposeAsync();
        await Kubelet.DisposeAsync();
        await Bridges.DisposeAsync();
        await Client.DisposeAsync();
        foreach (var server in _servers) await server.DisposeAsync();
    }
}
