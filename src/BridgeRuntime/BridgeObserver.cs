using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;

namespace BridgeRuntime;

/// <summary>Brings what the bridge does to its log.</summary>
internal sealed class BridgeObserver(ILogger logger) : IFeedObserver, IReconcileObserver, IDisposable
{
    private int _streamOpen;

    public void Tick(string loop) { }

    public void SideSucceeded(Side side) { }

    public void Retrying(string loop, SideException failure, TimeSpan delay) => logger.Retrying(loop, (long)delay.TotalMilliseconds, failure.Message);

    public void StreamOpened()
    {
        if (Interlocked.Exchange(ref _streamOpen, 1) == 0) logger.StreamOpened();
    }

    public void StreamClosed() => Interlocked.Exchange(ref _streamOpen, 0);

    public void StreamEvents(string collection, string operation, int count) { }

    public void SnapshotProgress(string collection, long documents, bool done)
    {
        if (done && documents > 0) logger.SnapshotDone(collection, documents);
    }

    public void BigPeerRead(string collection, string kind, long documents) => logger.BigPeerRead(collection, kind, documents);

    public void MassDelete(string collection, long missing, bool blocked)
    {
        if (blocked) logger.MassDeleteBlocked(collection, missing);
    }

    public void CheckpointSaved() { }

    public void NotSaved(Exception reason) => logger.NotSaved(reason.Message);

    public void CollectionGone(string collection, string operation) => logger.CollectionGone(collection, operation);

    public IDisposable Step(ReconcileStep step) => this;

    public void Bisected(CollectionSettings collection, SideException refusal) => logger.Bisected(collection.Name, refusal.Message);

    public void Completed(CollectionSettings collection, IReadOnlyList<ReconcileOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Letter is { } letter) logger.DeadLetter(letter.Reason, outcome.Key, letter.Message);
        }
    }

    public void Dispose() { }
}
