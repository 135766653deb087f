using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;

namespace BridgeRuntime.Feeds;

/// <summary>Is told what the loops of a bridge do, for status and metrics.</summary>
internal interface IFeedObserver
{
    /// <summary>A loop runs from now on and ticks at least once per deadline.</summary>
    void LoopStarted(string loop, TimeSpan deadline);

    /// <summary>A loop made progress, found that there is nothing to do, or waits for room in the queue.</summary>
    void Tick(string loop);

    /// <summary>A loop has done its work.</summary>
    void LoopEnded(string loop);

    void BatchTaken(int keys);

    /// <summary>A document was parked before it got a key.</summary>
    void DeadLettered(DeadLetter letter);

    void SideSucceeded(Side side);

    /// <summary>A side failed; the loop tries again after a while.</summary>
    void Retrying(string loop, SideException failure, TimeSpan delay);

    void StreamOpened();

    void StreamClosed();

    void StreamEvents(string collection, string operation, int count);

    /// <param name="collection">Which collection.</param>
    /// <param name="documents">Documents reconciled in this run.</param>
    /// <param name="done">Whether that is all of them.</param>
    void SnapshotProgress(string collection, long documents, bool done);

    void SnapshotRead(string collection, int documents);

    /// <param name="collection">Which collection.</param>
    /// <param name="kind">All documents, or only those the change field names.</param>
    /// <param name="documents">How many documents were read.</param>
    void BigPeerRead(string collection, BigPeerPassKind kind, int documents);

    /// <summary>A pass over a collection of the Big Peer is finished.</summary>
    void BigPeerPassed(string collection, BigPeerPassKind kind);

    /// <summary>The Big Peer lacks more documents than the guard allows; 0: no longer.</summary>
    void MassDelete(string collection, long missing, bool blocked);

    void CheckpointSaved();

    /// <summary>The last checkpoint could not be saved at shutdown; the next run repeats some work.</summary>
    void NotSaved(Exception reason);

    /// <summary>A collection was dropped or renamed in MongoDB, which is not carried over.</summary>
    void CollectionGone(string collection, string operation);
}
