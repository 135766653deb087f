using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;

namespace BridgeRuntime.Feeds;

/// <summary>Hints every document that the bridge keeps in step, so that it is looked at on both sides and judged by the filter and the schemas of now.</summary>
/// <param name="collection">Whose documents.</param>
/// <param name="ledger">Knows them.</param>
/// <param name="queue">Takes the hints.</param>
/// <param name="hinted">Is told of each.</param>
/// <param name="observer">Is told that the loop lives.</param>
/// <param name="retry">How failures of MongoDB are waited out.</param>
/// <param name="wait">Waits for what the workers do.</param>
/// <param name="loop">Which loop runs it.</param>
internal sealed class LedgerRecheck(CollectionSettings collection, MongoLedger ledger, KeyQueue queue, Action hinted, IFeedObserver observer, RetryLoop retry, TickingWait wait, string loop)
{
    /// <summary>Returns when every document has been reconciled.</summary>
    public Task RunAsync(CancellationToken cancellation) => retry.RunAsync(HintAsync, cancellation);

    private async Task HintAsync(CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var mark = new PositionTracker<bool>(_ => done.TrySetResult()).Begin(true);
        await foreach (var entry in ledger.ScanAsync(collection.Name, cancellation))
        {
            // A baseline document is kept in step from its first change on, and a look at it is none.
            if (entry.IsBaseline) continue;
            await queue.EnqueueAsync(new Hint(new DocumentKey(collection.Name, entry.Id), HintSides.Recheck, entry.MongoId), Lane.Bulk, mark, () => observer.Tick(loop), cancellation);
            hinted();
            observer.Tick(loop);
        }
        mark.Complete();
        retry.Succeeded();
        await wait.ForAsync(done.Task, () => observer.Tick(loop), cancellation);
    }
}
