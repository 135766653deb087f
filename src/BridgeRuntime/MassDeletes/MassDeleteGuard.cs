using System.Security.Cryptography;
using BridgeModel;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using MongoC;

namespace BridgeRuntime.MassDeletes;

/// <summary>The parts of one bridge's mass-delete guard.</summary>
internal sealed class MassDeleteGuard : IDisposable
{
    private readonly Dictionary<string, DocumentReconciler> _reconcilers = [];
    private readonly MissingDocuments _missing;
    private readonly MassDeleteStore _store;
    private IReadOnlyList<MassDeleteRecord> _left = [];

    /// <param name="client">MongoDB.</param>
    /// <param name="database">The bridge's database.</param>
    /// <param name="shard">Whose blocks they are.</param>
    /// <param name="epoch">Of this run.</param>
    /// <param name="collections">All that are configured.</param>
    /// <param name="settings">When deletes stop.</param>
    /// <param name="ledger">The last agreed states.</param>
    /// <param name="bigPeer">The Big Peer's side.</param>
    /// <param name="observer">Is told of blocks.</param>
    /// <param name="time">The clock of the window.</param>
    public MassDeleteGuard(
        MongoClient client, string database, BridgeShard shard, Func<long> epoch, IReadOnlyList<CollectionSettings> collections, MassDeleteGuardSettings settings, MongoLedger ledger,
        BigPeerDocuments bigPeer, IFeedObserver observer, TimeProvider time)
    {
        _missing = new MissingDocuments(client, database, collections.ToDictionary(c => c.Name), _reconcilers, ledger, new MongoDocuments(client, database), bigPeer, time);
        _store = new MassDeleteStore(client, database, shard, epoch);
        Gate = new MassDeleteGate(collections.Select(c => c.Name), settings, _missing, _store, static () => RandomNumberGenerator.GetHexString(6, lowercase: true), observer, time);
        Desk = new MassDeleteDesk(Gate, _missing, time);
    }

    public MassDeleteGate Gate { get; }

    public MassDeleteDesk Desk { get; }

    /// <summary>Reads what an earlier run left.</summary>
    public async Task LoadAsync(CancellationToken cancellation) => _left = await _store.LoadAsync(cancellation);

    /// <summary>Takes up what an earlier run left; nothing is deleted before.</summary>
    public void Begin(IReadOnlyDictionary<string, DocumentReconciler> reconcilers)
    {
        foreach (var (name, reconciler) in reconcilers) _reconcilers[name] = reconciler;
        Gate.Restore(_left);
    }

    /// <summary>Runs until it is stopped.</summary>
    public Task WatchAsync(MongoLedger ledger, KeyQueue queue, IFeedObserver observer, RetryLoop retry, TimeProvider time, CancellationToken cancellation) =>
        new MassDeleteWatch(Gate, _missing, ledger, queue, observer, retry, time).RunAsync(cancellation);

    public void Dispose() => Gate.Dispose();
}
