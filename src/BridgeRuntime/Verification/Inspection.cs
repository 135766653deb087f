using BridgeModel;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using Microsoft.Extensions.Logging;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Verification;

/// <summary>
/// Both sides and the state of a bridge as its configuration names them, looked at from outside: no lease, no epoch, no index, no ledger entry and no document is written. A bridge
/// of that configuration may run or not.
/// </summary>
internal sealed class Inspection : IAsyncDisposable
{
    /// <summary>A server that is not there now is told soon; a person waits.</summary>
    private static readonly TimeSpan SelectionTimeout = TimeSpan.FromSeconds(5);

    private const int PoolSize = 12;

    private readonly string _database;
    private readonly BridgeShard _shard;
    private readonly MongoClient _mongo;
    private readonly BigPeerClient _bigPeer;
    private readonly BigPeerDocuments _documents;
    private readonly CheckpointStore _checkpoints;
    private readonly IDisposable? _owned;

    private Inspection(BridgeConfiguration configuration, MongoClient mongo, IDisposable? owned, TimeProvider time)
    {
        _owned = owned;
        Configuration = configuration;
        (_mongo, _database, _shard) = (mongo, configuration.MongoConnector.Database, new BridgeShard(configuration.Name, Shard: 0));
        Collections = [.. configuration.MongoConnector.Collections.Select(c => new CollectionSettings(c.Key, c.Value, configuration.ConflictPolicy))];
        _bigPeer = new BigPeerClient(configuration.BigPeer, new TransactionView(), time);
        _documents = new BigPeerDocuments(_bigPeer, configuration.Runtime.MaxBatchBytes);
        _checkpoints = new CheckpointStore(mongo, _database, _shard);
        Checks = new Preflight.Doctor(mongo, _database, _bigPeer, _documents, Collections, _checkpoints, time);
    }

    public BridgeConfiguration Configuration { get; }

    public IReadOnlyList<CollectionSettings> Collections { get; }

    public Preflight.Doctor Checks { get; }

    /// <param name="configuration">Names both sides.</param>
    /// <param name="logger">Is told of MongoDB's client.</param>
    /// <param name="time">The clock.</param>
    /// <param name="owned">Goes with it, such as files that the configuration names; null: nothing.</param>
    /// <exception cref="MongoException">The connection string cannot be used; nothing has been asked yet.</exception>
    public static Inspection Open(BridgeConfiguration configuration, ILogger logger, TimeProvider time, IDisposable? owned = null)
    {
        var options = new MongoClientOptions { AppName = $"bridgectl {configuration.Name}", MaxPoolSize = PoolSize, ServerSelectionTimeout = SelectionTimeout, CloseTimeout = TimeSpan.FromSeconds(1), CaFile = configuration.MongoConnector.CaFile };
        return new Inspection(configuration, MongoClient.Open(configuration.MongoConnector.ConnectionString!.Reveal(), options, logger), owned, time);
    }

    /// <summary>What a start, or the running bridge, would plan with.</summary>
    /// <param name="motion">Tells when a difference counts; null: at once.</param>
    /// <param name="left">Collections that cannot be served and are left out.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SideException">A side does not answer.</exception>
    public async Task<VerificationScope> ScopeAsync(IMotion? motion, IReadOnlySet<string> left, CancellationToken cancellation)
    {
        var checkpoint = await _checkpoints.PeekAsync(cancellation);
        var guard = await GuardAsync(cancellation);
        var parked = await ParkedKeys.ReadAsync(_mongo, _database, _shard, cancellation);
        _bigPeer.Transactions.Seen(checkpoint?.Transaction ?? 0);
        var intents = new IntentBook(new MongoIntentSlots(_mongo, _database, _shard));
        await intents.RestoreAsync(cancellation);
        var (ledger, mongo, time) = (new MongoLedger(_mongo, _database, _shard), new MongoDocuments(_mongo, _database) { MostBytes = Configuration.Runtime.MaxBatchBytes }, TimeProvider.System);
        var (ids, versions) = (new ObjectIdSource(time), new LedgerVersions(epoch: 0));
        var collections = Collections.Where(c => !left.Contains(c.Name)).ToList();
        foreach (var collection in collections.Where(c => !c.Counters.IsEmpty)) await _documents.ProbeCountersAsync(collection, cancellation);
        return new VerificationScope
        {
            Collections = [.. collections.Select(c => new VerifiedCollection(
                c, new CollectionKeys(c, _mongo, _database, ledger, _bigPeer), new DocumentReconciler(c, mongo, _documents, ledger, intents, ids.Next, static (_, _) => { }, versions.Next, new NoReconciles())))],
            Sizes = new BatchSizer(Configuration.Runtime.BatchSize, Configuration.Runtime.MaxBatchBytes),
            Parallel = Math.Max(1, Configuration.Runtime.Workers / 2),
            IsParked = parked.Contains,
            IsHeld = key => key.DeletesForWantOf is { } side && guard.Exists(r => r.Collection == key.Key.Collection && r.Lacking == side && r.Holds(key.Ledger)),
            IsBigPeerRead = name => checkpoint?.Of(name).BigPeerRead ?? false,
            Motion = motion,
        };
    }

    /// <summary>What the mass-delete guard of a bridge, the running one or one that starts, would make of the deletes that a verification has planned.</summary>
    /// <exception cref="SideException">MongoDB does not answer.</exception>
    public async Task<IReadOnlyList<MassDeleteForecast>> ForecastAsync(VerificationReport report, TimeProvider time, CancellationToken cancellation)
    {
        var (guard, ledger, forecasts) = (await GuardAsync(cancellation), new MongoLedger(_mongo, _database, _shard), new List<MassDeleteForecast>());
        foreach (var collection in report.Collections)
        {
            foreach (var (side, deletes) in new[] { (Side.Mongo, collection.Counts.LackingInMongoDB), (Side.BigPeer, collection.Counts.LackingInBigPeer) })
            {
                var record = guard.Find(r => r.Collection == collection.Name && r.Lacking == side) ?? new MassDeleteRecord(collection.Name, side, Block: null, Release: null);
                if (deletes == 0 && record.Block is null) continue;
                forecasts.Add(MassDeleteForecast.Of(Configuration.MassDeleteGuard, record, deletes, await ledger.CountAsync(collection.Name, cancellation) ?? 0, time.GetUtcNow()));
            }
        }
        return forecasts;
    }

    public async ValueTask DisposeAsync()
    {
        _bigPeer.Dispose();
        await _mongo.DisposeAsync();
        _owned?.Dispose();
    }

    private async Task<List<MassDeleteRecord>> GuardAsync(CancellationToken cancellation) => [.. await new MassDeleteStore(_mongo, _database, _shard, static () => 0).LoadAsync(cancellation)];
}
