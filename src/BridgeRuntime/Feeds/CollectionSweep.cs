using System.Threading.Channels;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Preflight;
using BridgeRuntime.Queue;
using MongoC;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Looks one collection through where events do not tell which documents changed: after a gap in MongoDB's history, and when the collection itself was dropped,
/// renamed or replaced. Every key that the ledger knows is looked at on both sides, which finds what is gone; where asked for, every document that MongoDB has, which finds
/// what is new. What is to be deleted is decided key by key, like any other delete.
/// </summary>
internal sealed class CollectionSweep(
    CollectionSettings collection, MongoClient client, string database, MongoHints hints, MongoLedger ledger, KeyQueue queue, DeadLetterStore letters, DeadLetterReplay replay,
    StartChecks checks, IFeedObserver observer, RetryLoop retry, TickingWait wait, TimeSpan deadline)
{
    private readonly Lock _lock = new();
    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly string _loop = LoopName.Sweep(collection.Name);
    private List<Action> _waiting = [];
    private bool _withMongo;

    /// <summary>Asks for a look that begins after this; several that wait become one.</summary>
    /// <param name="withMongo">Whether every document of MongoDB is looked at, or only what the ledger knows.</param>
    /// <param name="done">Is told when all of it has been reconciled.</param>
    public void Ask(bool withMongo, Action done)
    {
        lock (_lock)
        {
            _withMongo |= withMongo;
            _waiting.Add(done);
        }
        _asked.Writer.TryWrite(true);
    }

    /// <summary>Does what is asked for, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _asked.Reader.ReadAsync(cancellation);
            // What is not there is looked for too: it is gone. What cannot be served for another reason would fail.
            if (!checks.IsMissing(collection.Name)) await checks.ServedAsync(collection.Name, cancellation);
            var (done, withMongo) = Take();
            if (done.Count == 0) continue;
            observer.LoopStarted(_loop, deadline);
            await SweepAsync(withMongo, cancellation);
            observer.LoopEnded(_loop);
            foreach (var told in done) told();
        }
    }

    private (List<Action> Done, bool WithMongo) Take()
    {
        lock (_lock)
        {
            var taken = (_waiting, _withMongo);
            (_waiting, _withMongo) = ([], false);
            return taken;
        }
    }

    private async Task SweepAsync(bool withMongo, CancellationToken cancellation)
    {
        long expected = 0;
        await retry.RunAsync(async c => expected = (await ledger.CountAsync(collection.Name, c) ?? 0) + (withMongo ? await CountAsync(c) : 0), cancellation);
        observer.SweepStarted(collection.Name, expected);
        await new LedgerRecheck(collection, ledger, queue, () => observer.Swept(collection.Name, 1), observer, retry, wait, _loop).RunAsync(cancellation);
        if (withMongo) await new MongoLookThrough(client, database, collection, hints, queue, letters, n => observer.Swept(collection.Name, n), observer, retry, wait, _loop, () => observer.Tick(_loop)).RunAsync(cancellation);
        // The ledger may never have known what is parked, and MongoDB may have it no more.
        await retry.RunAsync(c => replay.EnqueueAsync([.. letters.ToRetry().Where(l => l.Collection == collection.Name)], RetryCause.Sweep, Lane.Bulk, () => observer.Tick(_loop), c), cancellation);
        observer.SweepEnded(collection.Name);
    }

    /// <summary>From the collection's metadata, which costs the server nothing and may be somewhat off.</summary>
    private async Task<long> CountAsync(CancellationToken cancellation) => BsonDocuments.Integer(
        await MongoErrors.TranslateAsync(client.RunCommandAsync(database, BsonDocuments.Make(w => w.String("count", collection.Name)), session: null, cancellation)), "n");
}
