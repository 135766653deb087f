using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;

namespace BridgeRuntime.Feeds;

/// <summary>Hints every document that the bridge keeps in step, so that it is judged by a filter or by schemas that are new.</summary>
internal sealed class LedgerRecheck(CollectionSettings collection, MongoLedger ledger, KeyQueue queue, IFeedObserver observer, RetryLoop retry)
{
    private readonly string _loop = LoopName.Snapshot(collection.Name);

    /// <summary>Returns when every document has been reconciled.</summary>
    public Task RunAsync(CancellationToken cancellation) => retry.RunAsync(HintAsync, cancellation);

    private async Task HintAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mark = new PositionTracker<bool>(_ => done.TrySetResult()).Begin(true);
        await foreach (var entry in ledger.ScanAsync(collection.Name, cancellation))
        {
            // A baseline document is kept in step from its first change on, and a new filter is none.
            if (entry.IsBaseline) continue;
            await queue.EnqueueAsync(new Hint(new DocumentKey(collection.Name, entry.Id), HintSides.Recheck, entry.MongoId), Lane.Bulk, mark, () => observer.Tick(_loop), cancellation);
            observer.Tick(_loop);
        }
        mark.Complete();
        retry.Succeeded();
        await done.Task.WaitAsync(cancellation);
    }
}
