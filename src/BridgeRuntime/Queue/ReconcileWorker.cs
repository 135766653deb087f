using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;

namespace BridgeRuntime.Queue;

/// <summary>Takes batches from the queue and has them reconciled. A side that fails makes it wait; its keys go back into the queue.</summary>
internal sealed class ReconcileWorker(
    int slot, BatchSizer sizes, KeyQueue queue, IReadOnlyDictionary<string, DocumentReconciler> reconcilers, DeadLetterStore letters,
    IFeedObserver observer, RetryLoop retry, TimeProvider time)
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(5);

    private readonly string _name = LoopName.Worker(slot);

    /// <param name="stopping">Nothing new is taken.</param>
    /// <param name="abort">What is in flight is forgotten.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abort)
    {
        while (true)
        {
            observer.Tick(_name);
            var items = await TakeAsync(stopping);
            if (items.Count == 0) continue;
            using var batch = observer.BatchTaken(items[0].Key.Collection, items.Count);
            try
            {
                await RunBatchAsync(items, abort);
                retry.Succeeded();
            }
            catch (SideException e)
            {
                queue.Return(items);
                batch.Failed(e);
                await retry.WaitAsync(e, stopping);
            }
        }
    }

    private async Task RunBatchAsync(IReadOnlyList<ReconcileItem> items, CancellationToken abort)
    {
        // What is parked waits on either side: a hint from one must not pass for an echo while the other's change has not gone over.
        items = [.. items.Select(i => letters.IsParked(i.Key) ? i with { Hints = i.Hints | HintSides.Recheck } : i)];
        var read = letters.Mark();
        var outcomes = await reconcilers[items[0].Key.Collection].ReconcileAsync(slot, items, abort);
        sizes.Learn(items[0].Key.Collection, items.Count, outcomes.Sum(o => o.Bytes));
        await letters.PutAsync([.. outcomes.SelectMany(o => o.Letters)], abort);
        await letters.RemoveAsync([.. outcomes.Where(o => o.Result == ReconcileResult.Done).Select(o => o.Key)], read, abort);
        // A document that has its key was none without one, or no second one of another's.
        await letters.RemoveAsync(items[0].Key.Collection, [.. outcomes.Where(o => o.Result != ReconcileResult.Again && o.MongoId is not null).Select(o => o.MongoId!.Value)], read, abort);
        queue.Complete(outcomes);
        observer.SideSucceeded(Side.Mongo);
        if (outcomes.Any(o => o.WroteBigPeer)) observer.SideSucceeded(Side.BigPeer);
    }

    /// <summary>Nothing where none came for a while, so that the loop shows that it lives.</summary>
    private async Task<IReadOnlyList<ReconcileItem>> TakeAsync(CancellationToken stopping)
    {
        if (queue.Released is { IsCompleted: false } released)
        {
            await Task.WhenAny(released, Task.Delay(TickInterval, time, stopping));
            stopping.ThrowIfCancellationRequested();
            return [];
        }
        using var patience = new CancellationTokenSource(TickInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, patience.Token);
        try
        {
            return await queue.TakeAsync(sizes.For, either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return [];
        }
    }
}
