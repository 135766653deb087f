using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Makes a gap in MongoDB's history good. First the stream is opened anew, so that nothing that happens from then on is missed; then every collection is looked through
/// on both sides: what the ledger knows (a document that is gone on one side was deleted there), what MongoDB has, and, by a full pass, what the Big Peer has.
/// Documents that changed on both sides merge field by field, as ever. The gap stands in the checkpoint, together with the new position, until all of that is reconciled.
/// </summary>
/// <remarks>
/// Without initial sync the ledger does not tell which of MongoDB's documents are older than the bridge: nothing is recorded of them. One that was made in the gap must go
/// over, and one that nobody changed need not; as the two look the same, both do. Nothing is lost by it, and the message says so.
/// </remarks>
/// <param name="collections">All that are configured.</param>
/// <param name="askForSweep">Has one of them looked through, in MongoDB and in the ledger, from now on; the action is told when all of it is reconciled.</param>
/// <param name="askForPass">Has every collection of the Big Peer compared from now on; the action is told when what differs is hinted.</param>
/// <param name="checkpoints">Keep the gap.</param>
/// <param name="observer">Is told.</param>
/// <param name="time">The clock.</param>
internal sealed class HistoryRecovery(
    IReadOnlyCollection<string> collections, Action<string, Action> askForSweep, Action<Action> askForPass, CheckpointKeeper checkpoints, IFeedObserver observer, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _gap;           // counts the gaps of this run: what was begun before the newest is of no use
    private bool _isOpen;       // whether the stream has a position behind the newest
    private bool _isPassed;     // whether the Big Peer has been looked through since

    /// <summary>The stream cannot go on from its position. It must be opened without one, and <see cref="Opened"/> be told.</summary>
    public void Lost(SideException failure)
    {
        var current = checkpoints.Current;
        // Lost again before the last gap was made good: it began where that one did.
        var lost = new LostHistory(MongoErrors.LossOf(failure), time.GetUtcNow(), current.Lost is { } before ? before.From : current.StreamTime, [.. collections]);
        lock (_lock)
        {
            (_gap, _isOpen, _isPassed) = (_gap + 1, false, false);
            // In one save: with the gap, and without the position that is of no use.
            checkpoints.Update(c => c with { Lost = lost, StreamToken = null, StreamTime = null });
        }
        observer.HistoryLost(lost, failure.Message);
    }

    /// <summary>The stream is open: from its position on nothing is missed.</summary>
    public void Opened()
    {
        int gap;
        lock (_lock)
        {
            if (_isOpen) return;
            (_isOpen, gap) = (true, _gap);
        }
        if (checkpoints.Current.Lost is not { } lost) return;
        observer.HistoryRecovering(lost);
        // Of a collection that is served no longer there is nothing to look through.
        foreach (var name in lost.Left)
        {
            if (collections.Contains(name)) askForSweep(name, () => Swept(name, gap));
            else Swept(name, gap);
        }
        askForPass(() => Passed(gap));
    }

    private void Swept(string collection, int gap)
    {
        lock (_lock)
        {
            if (gap != _gap) return;
            checkpoints.Update(c => c.Lost is { } lost ? c with { Lost = lost with { Left = lost.Left.Remove(collection) } } : c);
        }
        EndIfDone(gap);
    }

    private void Passed(int gap)
    {
        lock (_lock)
        {
            if (gap != _gap) return;
            _isPassed = true;
        }
        EndIfDone(gap);
    }

    private void EndIfDone(int gap)
    {
        LostHistory made;
        lock (_lock)
        {
            if (gap != _gap || !_isPassed || checkpoints.Current.Lost is not { Left.Count: 0 } lost) return;
            made = lost;
            checkpoints.Update(c => c with { Lost = null });
        }
        observer.HistoryRecovered(made);
    }
}
