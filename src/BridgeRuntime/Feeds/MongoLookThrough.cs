using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Queue;
using MongoC;

namespace BridgeRuntime.Feeds;

/// <summary>Hints every document that one collection of MongoDB has, after its first reading; begins anew after a restart.</summary>
internal sealed class MongoLookThrough(
    MongoClient client, string database, CollectionSettings collection, MongoHints hints, KeyQueue queue, DeadLetterStore letters, Action<int> hinted,
    IFeedObserver observer, RetryLoop retry, TickingWait wait, string loop, Action tick)
{
    /// <summary>Returns when every document has been reconciled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var snapshot = new MongoSnapshot(client, database, collection, hints, queue, letters, CollectionProgress.None with { SnapshotDone = true }, Passed, observer, retry, loop) { Hinted = hinted };
        await wait.ForAsync(snapshot.RunAsync(cancellation), tick, cancellation);
        await wait.ForAsync(ended.Task, tick, cancellation);

        void Passed(SnapshotPosition position)
        {
            if (position.IsEnd) ended.TrySetResult();
        }
    }
}
