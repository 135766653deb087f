using BridgeRuntime.Documents;

namespace BridgeRuntime.Feeds;

/// <summary>Is told what the loops of a bridge do, for status and metrics.</summary>
internal interface IFeedObserver
{
    /// <summary>A loop made progress, or found that there is nothing to do.</summary>
    void Tick(string loop);

    void SideSucceeded(Side side);

    /// <summary>A side failed; the loop tries again after a while.</summary>
    void Retrying(string loop, SideException failure, TimeSpan delay);

    void StreamOpened();

    void StreamClosed();

    void StreamEvents(string collection, string operation, int count);

    void SnapshotProgress(string collection, long documents, bool done);

    /// <param name="collection">Which collection.</param>
    /// <param name="kind">baseline, full or changes.</param>
    /// <param name="documents">How many documents were read.</param>
    void BigPeerRead(string collection, string kind, long documents);

    /// <summary>The Big Peer lacks more documents than the guard allows; 0: no longer.</summary>
    void MassDelete(string collection, long missing, bool blocked);

    void CheckpointSaved();

    /// <summary>The last checkpoint could not be saved at shutdown; the next run repeats some work.</summary>
    void NotSaved(Exception reason);

    /// <summary>A collection was dropped or renamed in MongoDB, which is not carried over.</summary>
    void CollectionGone(string collection, string operation);
}
