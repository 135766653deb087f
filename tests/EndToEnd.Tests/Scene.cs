using System.Globalization;
using System.Text.Json;
using MongoC;
using TestKit;

namespace EndToEnd.Tests;

/// <summary>A test's own database, collections and bridge.</summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>How long one change may take to arrive, on a machine that does much else.</summary>
    public static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(30);

    /// <summary>What calls to the dead letters present.</summary>
    public const string Token = "status-token-of-the-tests";

    private readonly SceneOptions _options;
    private readonly BigPeerApi _bigPeer;
    private readonly OwnMongo? _mongo;
    private readonly Dictionary<string, CollectionPair> _pairs = [];
    private readonly Dictionary<string, string> _settings;
    private BridgeProcess? _bridge;
    private int _settled;

    /// <param name="options">What the bridge is told.</param>
    /// <param name="bigPeer">Instead of the shared one.</param>
    /// <param name="mongo">Instead of the shared one; the caller disposes of it, after the scene.</param>
    public Scene(SceneOptions options, BigPeerApi? bigPeer = null, OwnMongo? mongo = null)
    {
        (_options, _bigPeer, _mongo) = (options, bigPeer ?? SharedServers.BigPeer.Api, mongo);
        _settings = new Dictionary<string, string>(options.Collections);
        Database = MongoServer.NewDatabaseName();
        foreach (var name in options.Collections.Keys)
        {
            // The engine is shared, so its collections need names of their own; MongoDB's have the same.
            var unique = $"{name}_{Database}";
            _pairs[name] = new CollectionPair(new MongoCollection(Client, Database, unique), new BigPeerCollection(_bigPeer, unique, options.Strict));
        }
    }

    public string Database { get; }

    public BridgeProcess Bridge => _bridge ?? throw new InvalidOperationException("The bridge does not run.");

    public MongoClient Client => _mongo?.Client ?? SharedServers.Client;

    public CollectionPair this[string name] => _pairs[name];

    /// <summary>The first collection.</summary>
    public CollectionPair Docs => _pairs.Values.First();

    public string Yaml(string name = "bridge") => string.Create(CultureInfo.InvariantCulture, $$"""
        name: {{name}}
        conflictPolicy: {{_options.Policy}}
        mongoConnector:
          connectionString: ${MONGODB_URI}
          database: {{Database}}
          collections:
            {{string.Join("\n    ", _pairs.Select(p => $"{p.Value.Mongo.Name}: {{ {_settings[p.Key]}, dqlStrictMode: {(_options.Strict ? "true" : "false")} }}"))}}
        bigPeer: { endpoint: "{{_bigPeer.Endpoint}}", apiKey: "${DITTO_API_KEY}", pollInterval: 100ms, fullPassInterval: {{_options.FullPassInterval.TotalMilliseconds}}ms, requestTimeout: {{_options.RequestTimeout.TotalMilliseconds}}ms }
        status: { address: 127.0.0.1, port: 0, token: "${STATUS_TOKEN}" }
        metrics: { address: 127.0.0.1, port: 0 }
        {{_options.Yaml}}
        """);

    /// <summary>Gives a collection other settings, for the next start.</summary>
    public void Configure(string collection, string settings) => _settings[collection] = settings;

    public Dictionary<string, string> Secrets() => new(_options.Environment) { ["MONGODB_URI"] = _mongo?.ConnectionString ?? SharedServers.Mongo.ConnectionString, ["DITTO_API_KEY"] = _bigPeer.ApiKey, ["STATUS_TOKEN"] = Token };

    /// <summary>A second process of the same configuration; the caller disposes of it.</summary>
    public BridgeProcess StartAnother(string name = "bridge") => BridgeProcess.Start(Yaml(name), Secrets(), _options.Files);

    /// <summary>Starts the bridge and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        await LaunchAsync();
        await Bridge.ReadyAsync();
    }

    /// <summary>Starts the bridge and does not wait.</summary>
    public async Task LaunchAsync()
    {
        if (_bridge is not null) await _bridge.DisposeAsync();
        else if (_options.CreatesCollections) await CreateAsync(Client);
        _bridge = StartAnother();
    }

    /// <summary>Creates the collections that are not there yet.</summary>
    public async Task CreateAsync(MongoClient client)
    {
        foreach (var pair in _pairs.Values)
        {
            try
            {
                await client.RunWriteCommandAsync(Database, Documents.Bson($$"""{"create":"{{pair.Mongo.Name}}"}"""));
            }
            catch (MongoException e) when (e.CodeName == "NamespaceExists")
            {
                // A test has put documents into it.
            }
        }
    }

    /// <summary>Stops the bridge as Kubernetes does.</summary>
    public async Task StopAsync()
    {
        var (exitCode, _) = await Bridge.TerminateAsync();
        if (exitCode != 0) throw new InvalidOperationException($"The bridge ended with {exitCode}.\n{Bridge.Process.LastLines()}");
    }

    /// <summary>Waits until both sides hold what is given; null: no such document.</summary>
    /// <param name="pair">Which collection.</param>
    /// <param name="id">The <c>_id</c> on both sides as Extended JSON that is plain JSON too.</param>
    /// <param name="mongo">Canonical or relaxed Extended JSON; members in any order.</param>
    /// <param name="bigPeer">JSON, members in any order.</param>
    public Task BothAsync(CollectionPair pair, string id, string? mongo, string? bigPeer) => UntilAsync($"{id} of {pair.Mongo.Name}", async () =>
    {
        return Objection("MongoDB", Sorted(Documents.Canonical(mongo)), Sorted(await pair.Mongo.FindAsync(id)))
            ?? Objection("the Big Peer", Sorted(bigPeer), await pair.BigPeer.FindAsync(id));
    });

    /// <summary>As <see cref="BothAsync(CollectionPair,string,string,string)"/>, for documents of plain JSON types in the first collection.</summary>
    public Task BothAsync(string id, string? document) => BothAsync(Docs, id, document, document);

    /// <summary>Waits until there is no objection; a failure shows the bridge's last words.</summary>
    public Task UntilAsync(string what, Func<Task<string?>> objection, TimeSpan? limit = null) =>
        Eventually.HoldsAsync(what, objection, limit ?? ArrivalLimit, () => _bridge?.Process.LastLines() ?? "The bridge does not run.");

    /// <summary>Waits until the Big Peer's document is this, and MongoDB has a document that looks like it.</summary>
    public Task BothAsync(string id, string mongo, string bigPeer) => BothAsync(Docs, id, mongo, bigPeer);

    /// <summary>The reasons of the dead letters that lie there.</summary>
    public async Task<IReadOnlyList<string>> LettersAsync() => [.. (await LetterDocumentsAsync()).Select(l => l.GetProperty("reason").GetString()!)];

    /// <summary>The dead letters that lie in the database.</summary>
    public async Task<IReadOnlyList<JsonElement>> LetterDocumentsAsync() =>
        [.. (await new MongoCollection(Client, Database, "__ditto_unsynced_documents").FindAsync("""{"reason":{"$exists":true}}""", limit: 0)).Select(l => JsonDocument.Parse(l).RootElement)];

    /// <summary>Waits until these letters, and no others, lie there.</summary>
    public Task ParkedAsync(params IEnumerable<string> reasons) => UntilAsync($"dead letters {string.Join(", ", reasons)}", async () =>
    {
        var letters = await LetterDocumentsAsync();
        return letters.Select(l => l.GetProperty("reason").GetString()!).Order().SequenceEqual(reasons.Order()) ? null : string.Join('\n', letters.Take(5).Select(l => l.GetRawText()));
    });

    /// <summary>Waits until one letter lies there, for this reason.</summary>
    /// <returns>Its message.</returns>
    public async Task<string> ParkedForAsync(string reason)
    {
        await ParkedAsync(reason);
        return (await LetterDocumentsAsync()).Single().GetProperty("message").GetString()!;
    }

    /// <summary>Waits until the Big Peer has been looked through so many times more.</summary>
    public async Task PassesAsync(int passes)
    {
        var before = await Bridge.MetricAsync("bridge_big_peer_passes_total");
        await UntilAsync($"{passes} passes", async () => await Bridge.MetricAsync("bridge_big_peer_passes_total") >= before + (passes * _pairs.Count) ? null : "not yet");
    }

    /// <summary>Makes an index in MongoDB.</summary>
    public Task IndexAsync(CollectionPair pair, string keys, bool unique = true) =>
        Client.RunWriteCommandAsync(Database, Documents.Bson($$"""{"createIndexes":"{{pair.Mongo.Name}}","indexes":[{"key":{{keys}},"name":"of_the_test","unique":{{(unique ? "true" : "false")}}}]}"""));

    /// <summary>A change from each side has arrived: what was done before it has been looked at.</summary>
    /// <param name="members">Further members of the documents that show it, as the collection's filter wants them.</param>
    public async Task SettleAsync(string members = "")
    {
        var (mongo, bigPeer) = ($"settled-{++_settled}-m", $"settled-{_settled}-d");
        await Docs.Mongo.InsertAsync($$"""{"_id":"{{mongo}}"{{members}}}""");
        await Docs.BigPeer.InsertAsync($$"""{"_id":"{{bigPeer}}"{{members}}}""");
        await BothAsync($"\"{mongo}\"", $$"""{"_id":"{{mongo}}"{{members}}}""");
        await BothAsync($"\"{bigPeer}\"", $$"""{"_id":"{{bigPeer}}"{{members}}}""");
    }

    public async ValueTask DisposeAsync()
    {
        if (_bridge is not null) await _bridge.DisposeAsync();
        await Client.RunWriteCommandAsync(Database, Documents.Bson("""{"dropDatabase":1}"""));
    }

    private static string? Sorted(string? json) => json is null ? null : JsonText.Canonical(json);

    private static string? Objection(string side, string? expected, string? found) => expected == found ? null : $"{side} should have {expected ?? "none"}\nbut has {found ?? "none"}";
}
