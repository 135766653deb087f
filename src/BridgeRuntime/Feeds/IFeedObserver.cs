using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Preflight;
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

    /// <summary>A worker begins a batch; it ends when the result is disposed.</summary>
    IBatchWatch BatchTaken(string collection, int keys);

    /// <summary>A document was parked, or is parked for another reason than before.</summary>
    void DeadLettered(DeadLetter letter);

    /// <summary>There is no room for these letters; the documents stay where they are and are found again.</summary>
    void DeadLettersFull(string collection, IReadOnlyList<DeadLetter> letters);

    /// <summary>Parked documents are tried again.</summary>
    /// <param name="collection">Which collection.</param>
    /// <param name="cause">Who asked.</param>
    /// <param name="count">How many.</param>
    void DeadLettersRetried(string collection, RetryCause cause, int count);

    void SideSucceeded(Side side);

    /// <summary>A call to a side has ended, well or not.</summary>
    void Called(in SideCall call);

    /// <summary>What the start checks, or a later look, found wrong; replaces what was found before.</summary>
    void Checked(IReadOnlyList<Problem> problems);

    /// <summary>A side failed; the loop tries again after a while.</summary>
    void Retrying(string loop, SideException failure, TimeSpan delay);

    /// <summary>The change stream is open and everything up to its position is hinted.</summary>
    /// <param name="eventTime">MongoDB's time of the last event; null where there was none, and nothing is outstanding.</param>
    void StreamAdvanced(DateTimeOffset? eventTime);

    void StreamClosed();

    /// <summary>The change stream stood still while MongoDB moved on, so many times in a row, and is opened anew.</summary>
    void StreamWedged(int inARow);

    /// <summary>It moves again.</summary>
    void StreamMoves();

    /// <summary>Where an earlier run's checkpoint ends: what happened in MongoDB since is outstanding until the stream has read it.</summary>
    void StreamResumesFrom(DateTimeOffset time);

    void StreamEvents(string collection, string operation, int count);

    /// <summary>MongoDB's oldest change is as old as this; null where that cannot be read.</summary>
    void OplogRead(DateTimeOffset? oldest, string? whyNot);

    /// <summary>An earlier run has reconciled this many documents and all there were, or none had to be.</summary>
    void SnapshotNotNeeded(string collection, long documents);

    /// <summary>The snapshot begins, or goes on where an earlier run was.</summary>
    /// <param name="collection">Which collection.</param>
    /// <param name="documents">Documents reconciled in earlier runs.</param>
    /// <param name="expected">About how many there are, those included.</param>
    void SnapshotStarted(string collection, long documents, long expected);

    /// <param name="collection">Which collection.</param>
    /// <param name="documents">Documents reconciled, in earlier runs too.</param>
    /// <param name="done">Whether that is all of them.</param>
    void SnapshotProgress(string collection, long documents, bool done);

    /// <summary>A collection has another filter or other schemas than in the last run: its documents are judged anew.</summary>
    void RulesChanged(string collection);

    void SnapshotRead(string collection, int documents);

    /// <param name="collection">Which collection.</param>
    /// <param name="kind">All documents, or only those the change field names.</param>
    /// <param name="documents">How many documents were read.</param>
    void BigPeerRead(string collection, BigPeerPassKind kind, int documents);

    /// <summary>A pass over a collection of the Big Peer is finished.</summary>
    void BigPeerPassed(string collection, BigPeerPassKind kind);

    /// <summary>How long that pass took.</summary>
    void BigPeerPassTook(string collection, BigPeerPassKind kind, TimeSpan took);

    /// <summary>Somebody else wrote at the Big Peer; what, a pass will find.</summary>
    void BigPeerBehind();

    /// <summary>Everything is hinted that was at the Big Peer so long ago.</summary>
    void BigPeerLooked(TimeSpan ago);

    /// <summary>The Big Peer answered, and again and again from a view that lacks what the bridge wrote, so many times in a row; it is asked over new connections.</summary>
    void PollWedged(int inARow);

    /// <summary>It answers from a newer view again.</summary>
    void PollMoves();

    /// <summary>One side lacks so many documents that their deletes on the other are held; told again when a number changes.</summary>
    /// <param name="collection">Which collection.</param>
    /// <param name="lacking">The side that lacks them.</param>
    /// <param name="block">Since when, and under which id.</param>
    /// <param name="missing">How many by the last look.</param>
    /// <param name="isReleasing">Whether a person has let it go, and it is about to end.</param>
    void MassDeleteBlocked(string collection, Side lacking, MassDeleteBlock block, long missing, bool isReleasing);

    /// <summary>Deletes are not held any more: a person let them go, or the documents are back.</summary>
    void MassDeleteEnded(string collection, Side lacking, bool isReleased);

    /// <summary>A person has paused the bridge; null: it goes on.</summary>
    void Paused(DateTimeOffset? since);

    void CheckpointSaved();

    /// <summary>The last checkpoint could not be saved at shutdown; the next run repeats some work.</summary>
    void NotSaved(Exception reason);

    /// <summary>A collection was dropped, renamed, or replaced by another in MongoDB: it is looked through.</summary>
    void CollectionTurned(string collection, string operation);

    /// <summary>The look through a collection begins.</summary>
    /// <param name="collection">Which collection.</param>
    /// <param name="expected">About how many documents are looked at.</param>
    void SweepStarted(string collection, long expected);

    /// <summary>So many more documents are looked at.</summary>
    void Swept(string collection, int documents);

    /// <summary>All of them are reconciled.</summary>
    void SweepEnded(string collection);

    /// <summary>MongoDB does not go on from the bridge's position.</summary>
    /// <param name="lost">The gap.</param>
    /// <param name="words">What MongoDB said.</param>
    void HistoryLost(LostHistory lost, string words);

    /// <summary>The stream is open again, and a gap is being made good; an earlier run may have noticed it.</summary>
    void HistoryRecovering(LostHistory lost);

    /// <summary>Everything has been looked through and reconciled.</summary>
    void HistoryRecovered(LostHistory lost);
}
