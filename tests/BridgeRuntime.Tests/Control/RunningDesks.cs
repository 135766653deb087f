using BridgeModel;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.Control;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Feeds;
using BridgeRuntime.Tests.MassDeletes;
using BridgeRuntime.Tests.Simulation;
using BridgeRuntime.Verification;
using MongoC;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Control;

/// <summary>The desks of a bridge of one collection, and nothing else of it: what they put into the queue stays there.</summary>
internal sealed class RunningDesks : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly BigPeerClient _bigPeer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running;

    private RunningDesks(MongoClient client, string database, string collection, BigPeerApi api, CheckpointStore store, Checkpoint checkpoint, int queueSize, FakeTimeProvider time)
    {
        var shard = new BridgeShard("b", 0);
        var configuration = new BridgeConfiguration
        {
            MongoConnector = new MongoConnectorSpec { Database = database, Collections = new Dictionary<string, CollectionSpec> { [collection] = new() { Fields = ["_id"], DqlStrictMode = false, InitialSync = true } } },
            BigPeer = new BigPeerSettings { Endpoint = api.Endpoint, ApiKey = new Secret(api.ApiKey) },
        };
        var settings = new CollectionSettings(collection, configuration.MongoConnector.Collections[collection], ConflictPolicy.MongoDB);
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), () => 1);
        Queue = new KeyQueue([collection], queueSize, time, backoff);
        _bigPeer = new BigPeerClient(configuration.BigPeer, new TransactionView(), TimeProvider.System);
        Ledger = new MongoLedger(client, database, shard);
        var reconciler = new DocumentReconciler(
            settings, new MongoDocuments(client, database), new BigPeerDocuments(_bigPeer, 1 << 20), Ledger, new IntentBook(new MongoIntentSlots(client, database, shard)), new ObjectIdSource(time).Next, static (_, _) => { },
            new LedgerVersions(1).Next, SilentObserver.Instance);
        Gate = new MassDeleteGate([collection], configuration.MassDeleteGuard, Guard, Guard, () => "3fa9c1", Log, time);
        Checkpoints = new CheckpointKeeper(store, checkpoint, () => 1, TimeSpan.FromSeconds(1), Log, Retry(LoopName.Checkpoint), time);
        Desks = BridgeDesks.Make(
            configuration, [new VerifiedCollection(settings, new CollectionKeys(settings, client, database, Ledger, _bigPeer), reconciler)], Queue, new DeadLetterStore(client, database, shard, new DeadLetterSettings(), Log, time),
            Gate, Checkpoints, () => (time.GetUtcNow(), time.GetUtcNow()), Log, Retry, time);
        _running = [Desks.Verification.RunAsync(_stopping.Token), Desks.Resync.RunAsync(_stopping.Token), Checkpoints.RunAsync(_stopping.Token)];

        RetryLoop Retry(string name) => new(name, Log, backoff, time);
    }

    public FeedLog Log { get; } = new();

    public MassDeletesOfTest Guard { get; } = new();

    public KeyQueue Queue { get; }

    public MassDeleteGate Gate { get; }

    public MongoLedger Ledger { get; }

    public CheckpointKeeper Checkpoints { get; }

    public BridgeDesks Desks { get; }

    /// <summary>Begins where an earlier run ended.</summary>
    public static async Task<RunningDesks> StartAsync(MongoClient client, string database, string collection, BigPeerApi api, FakeTimeProvider time, int queueSize)
    {
        var store = new CheckpointStore(client, database, new BridgeShard("b", 0));
        return new RunningDesks(client, database, collection, api, store, await store.OpenAsync(default), queueSize, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(Task.WhenAll(_running)).WaitAsync(Limit, TimeProvider.System);
        _stopping.Dispose();
        _bigPeer.Dispose();
        Gate.Dispose();
        Queue.Dispose();
    }
}
