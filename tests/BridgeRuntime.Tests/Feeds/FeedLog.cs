using System.Collections.Concurrent;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Status;

namespace BridgeRuntime.Tests.Feeds;

/// <summary>Remembers what loops tell.</summary>
internal sealed class FeedLog : IFeedObserver
{
    private readonly ConcurrentDictionary<string, int> _ticks = new();
    private int _checkpointsSaved;

    public ConcurrentQueue<(string Loop, SideFailure Failure, TimeSpan Delay)> Retries { get; } = new();

    public ConcurrentQueue<(string Collection, Side Lacking, string Id, long Missing)> MassDeletes { get; } = new();

    public ConcurrentQueue<DeadLetter> Letters { get; } = new();

    public ConcurrentQueue<(DateTimeOffset? Oldest, string? WhyNot)> Oplogs { get; } = new();

    public ConcurrentQueue<(string Collection, int Count)> Unkept { get; } = [];

    public ConcurrentQueue<(string Collection, RetryCause Cause, int Count)> LetterRetries { get; } = [];

    public ConcurrentQueue<(string Collection, string Operation)> Turns { get; } = [];

    public ConcurrentQueue<string> Sweeps { get; } = [];

    public ConcurrentQueue<string> History { get; } = [];

    public int CheckpointsSaved => Volatile.Read(ref _checkpointsSaved);

    public void Clear()
    {
        Letters.Clear();
        Unkept.Clear();
        LetterRetries.Clear();
    }

    public int Ticks(string loop) => _ticks.GetValueOrDefault(loop);

    public ConcurrentQueue<DateTimeOffset?> Pauses { get; } = [];

    public void Paused(DateTimeOffset? since) => Pauses.Enqueue(since);

    public void LoopStarted(string loop, TimeSpan deadline) { }

    public void Checked(IReadOnlyList<BridgeRuntime.Preflight.Problem> problems) { }

    public void Tick(string loop) => _ticks.AddOrUpdate(loop, 1, (_, n) => n + 1);

    public void LoopEnded(string loop) { }

    public IBatchWatch BatchTaken(string collection, int keys) => new Unwatched();

    public void DeadLettered(DeadLetter letter) => Letters.Enqueue(letter);

    public void DeadLettersFull(string collection, IReadOnlyList<DeadLetter> letters) => Unkept.Enqueue((collection, letters.Count));

    public void DeadLettersRetried(string collection, RetryCause cause, int count) => LetterRetries.Enqueue((collection, cause, count));

    public void SideSucceeded(Side side) { }

    public void Called(in SideCall call) { }

    public void Retrying(string loop, SideException failure, TimeSpan delay) => Retries.Enqueue((loop, failure.Failure, delay));

    public void StreamAdvanced(DateTimeOffset? eventTime) { }

    public void StreamResumesFrom(DateTimeOffset time) { }

    public void OplogRead(DateTimeOffset? oldest, string? whyNot) => Oplogs.Enqueue((oldest, whyNot));

    public void StreamClosed() { }

    public ConcurrentQueue<string> Wedges { get; } = new();

    public void StreamWedged(int inARow) => Wedges.Enqueue($"stream {inARow}");

    public void StreamMoves() => Wedges.Enqueue("stream moves");

    public void PollWedged(int inARow) => Wedges.Enqueue($"poll {inARow}");

    public void PollMoves() => Wedges.Enqueue("poll moves");

    public void StreamEvents(string collection, string operation, int count) { }

    public void SnapshotNotNeeded(string collection, long documents) { }

    public void SnapshotStarted(string collection, long documents, long expected) { }

    public void SnapshotProgress(string collection, long documents, bool done) { }

    public void RulesChanged(string collection) { }

    public void SnapshotRead(string collection, int documents) { }

    public void BigPeerRead(string collection, BigPeerPassKind kind, int documents) { }

    public void BigPeerPassed(string collection, BigPeerPassKind kind) { }

    public void BigPeerPassTook(string collection, BigPeerPassKind kind, TimeSpan took) { }

    public void BigPeerBehind() { }

    public void BigPeerLooked(TimeSpan ago) { }

    public void MassDeleteBlocked(string collection, Side lacking, MassDeleteBlock block, long missing, bool isReleasing) => MassDeletes.Enqueue((collection, lacking, block.Id, missing));

    public void MassDeleteEnded(string collection, Side lacking, bool isReleased) => MassDeletes.Enqueue((collection, lacking, isReleased ? "released" : "back", 0));

    public void CheckpointSaved() => Interlocked.Increment(ref _checkpointsSaved);

    public void NotSaved(Exception reason) { }

    public void CollectionTurned(string collection, string operation) => Turns.Enqueue((collection, operation));

    public void SweepStarted(string collection, long expected) => Sweeps.Enqueue($"{collection} begins, {expected}");

    public void Swept(string collection, int documents) { }

    public void SweepEnded(string collection) => Sweeps.Enqueue($"{collection} ends");

    public void HistoryLost(LostHistory lost, string words) => History.Enqueue($"lost {lost.Reason}");

    public void HistoryRecovering(LostHistory lost) => History.Enqueue($"recovering {string.Join(',', lost.Left)}");

    public void HistoryRecovered(LostHistory lost) => History.Enqueue("recovered");

    private sealed class Unwatched : IBatchWatch
    {
        public void Failed(SideException failure) { }

        public void Dispose() { }
    }
}
