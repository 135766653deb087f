using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Status;

namespace BridgeRuntime;

/// <summary>Brings what the bridge does to its log, its status and its metrics.</summary>
internal sealed class BridgeObserver(BridgeStatus status, BridgeMetrics metrics, ILogger logger) : IFeedObserver, IReconcileObserver
{
    private int _streamOpen;

    public void LoopStarted(string loop, TimeSpan deadline) => status.RegisterLoop(loop, deadline);

    public void Tick(string loop) => status.Tick(loop);

    public void LoopEnded(string loop) => status.LoopEnded(loop);

    public void SideSucceeded(Side side) => status.SideSucceeded(side);

    public void Retrying(string loop, SideException failure, TimeSpan delay)
    {
        status.SideFailed(failure.Side, failure);
        status.TickIfRegistered(loop);
        metrics.SideFailed(failure);
        metrics.Retried(failure);
        logger.Retrying(loop, (long)delay.TotalMilliseconds, failure.Message);
    }

    public void StreamOpened()
    {
        status.StreamOpened();
        status.StreamAdvanced(eventTime: null);
        if (Interlocked.Exchange(ref _streamOpen, 1) == 0) logger.StreamOpened();
    }

    public void StreamClosed()
    {
        status.StreamClosed();
        Interlocked.Exchange(ref _streamOpen, 0);
    }

    public void StreamEvents(string collection, string operation, int count)
    {
        for (var i = 0; i < count; i++) metrics.StreamEvent(collection, operation);
    }

    public void BatchTaken(int keys) => metrics.BatchTaken(keys);

    public void SnapshotRead(string collection, int documents) => metrics.SnapshotRead(collection, documents);

    public void SnapshotProgress(string collection, long documents, bool done)
    {
        status.SnapshotProgress(collection, documents, done);
        if (done && documents > 0) logger.SnapshotDone(collection, documents);
    }

    public void BigPeerRead(string collection, BigPeerPassKind kind, int documents)
    {
        metrics.BigPeerDocumentsRead(collection, documents);
        logger.BigPeerRead(collection, kind, documents);
    }

    public void BigPeerPassed(string collection, BigPeerPassKind kind)
    {
        metrics.BigPeerPassed(collection, kind);
        if (kind == BigPeerPassKind.Full) status.BigPeerRead(collection);
    }

    public void MassDelete(string collection, long missing, bool blocked)
    {
        if (!blocked)
        {
            status.MassDeleteCleared(collection);
            return;
        }
        status.MassDeleteBlocked(collection, missing);
        logger.MassDeleteBlocked(collection, missing);
    }

    public void CheckpointSaved() => status.CheckpointSaved();

    public void NotSaved(Exception reason) => logger.NotSaved(reason.Message);

    public void CollectionGone(string collection, string operation) => logger.CollectionGone(collection, operation);

    public void DeadLettered(DeadLetter letter)
    {
        metrics.DeadLettered(letter);
        logger.DeadLetter(letter.Reason, letter.Collection, letter.Id?.Json ?? letter.MongoId?.ToString() ?? "", letter.Message);
    }

    public IDisposable Step(ReconcileStep step) => metrics.Step(step);

    public void Bisected(CollectionSettings collection, SideException refusal)
    {
        metrics.Bisected(collection, refusal);
        logger.Bisected(collection.Name, refusal.Message);
    }

    public void Completed(CollectionSettings collection, IReadOnlyList<ReconcileOutcome> outcomes)
    {
        metrics.Completed(collection, outcomes);
        foreach (var outcome in outcomes)
        {
            if (outcome.Letter is { } letter) logger.DeadLetter(letter.Reason, letter.Collection, outcome.Key.Id.Json, letter.Message);
        }
    }
}
