using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Preflight;
using BridgeRuntime.Status;
using BridgeRuntime.Telemetry;
using MongoC;

namespace BridgeRuntime;

/// <summary>Brings what the bridge does to its log, its status and its metrics.</summary>
internal sealed class BridgeObserver(BridgeStatus status, BridgeMetrics metrics, BridgeTraces traces, ILogger logger, TimeProvider time) : IFeedObserver, IReconcileObserver
{
    /// <summary>A failure that goes on is said again this often.</summary>
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(1);

    private readonly RepeatGate _failures = new(RepeatInterval, time);
    private readonly RepeatGate _progress = new(RepeatInterval, time);
    private int _streamOpens;
    private string? _whyNoOplog;
    private bool _isOplogShort;
    private IReadOnlyList<Problem> _problems = [];

    public void LoopStarted(string loop, TimeSpan deadline) => status.Loops.Register(loop, deadline);

    public void Tick(string loop) => status.Loops.Tick(loop);

    public void LoopEnded(string loop) => status.Loops.Ended(loop);

    public void SideSucceeded(Side side)
    {
        var failures = status.SideSucceeded(side);
        if (failures == 0) return;
        _failures.Reset();
        logger.SideAnswersAgain(side == Side.Mongo ? "MongoDB" : "The Big Peer", failures);
    }

    public void Called(in SideCall call) => metrics.Called(call);

    /// <summary>As the overload for a side's call, in the words of the MongoDB client.</summary>
    public void Called(MongoCall call) => metrics.Called(new SideCall(Side.Mongo, call.Kind switch
    {
        MongoCallKind.Read => SideCallKind.Read,
        MongoCallKind.Write => SideCallKind.Write,
        MongoCallKind.Stream => SideCallKind.Stream,
        _ => SideCallKind.Command,
    }, call.Took, call.BytesSent, call.BytesReceived));

    public void Checked(IReadOnlyList<Problem> problems)
    {
        status.Checked(problems);
        foreach (var problem in problems.Where(p => p.Collection is null)) status.SideFailed(problem.Side, problem.ToException());
        // The same again and again is no news.
        foreach (var problem in problems.Except(_problems)) logger.Problem(problem.Reason, problem.Message);
        foreach (var solved in _problems.Where(p => p.Collection is not null && !problems.Any(n => n.Collection == p.Collection))) logger.CollectionServed(solved.Collection!);
        _problems = problems;
    }

    public void Retrying(string loop, SideException failure, TimeSpan delay)
    {
        status.SideFailed(failure.Side, failure);
        status.Loops.TickIfRegistered(loop);
        metrics.SideFailed(failure);
        metrics.Retried(failure);
        if (_failures.IsNews(failure.Message)) logger.Retrying(loop, (long)delay.TotalMilliseconds, failure.Message);
        else logger.RetryingStill(loop, (long)delay.TotalMilliseconds, failure.Message);
    }

    public void StreamAdvanced(DateTimeOffset? eventTime)
    {
        if (!status.StreamAdvanced(eventTime)) return;
        logger.StreamOpened();
        if (Interlocked.Increment(ref _streamOpens) > 1) metrics.StreamReopened();
    }

    public void StreamClosed() => status.StreamClosed();

    public void StreamWedged(int inARow)
    {
        status.StreamWedged(inARow);
        metrics.StreamWedged();
        logger.StreamWedged(inARow);
    }

    public void StreamMoves()
    {
        status.StreamWedged(0);
        logger.StreamMoves();
    }

    public void PollWedged(int inARow)
    {
        status.PollWedged(inARow);
        metrics.PollWedged();
        logger.PollWedged(inARow);
    }

    public void PollMoves()
    {
        status.PollWedged(0);
        logger.PollMoves();
    }

    public void StreamResumesFrom(DateTimeOffset time)
    {
        status.StreamResumesFrom(time);
        logger.StreamResumes(time);
    }

    public void OplogRead(DateTimeOffset? oldest, string? whyNot)
    {
        status.OplogRead(oldest, whyNot);
        SayOplogWindow(status.Report().Oplog);
        if (whyNot is not null && Interlocked.Exchange(ref _whyNoOplog, whyNot) != whyNot) logger.OplogUnreadable(whyNot);
    }

    private void SayOplogWindow(OplogReport oplog)
    {
        if (Interlocked.Exchange(ref _isOplogShort, oplog.IsShort()) == oplog.IsShort()) return;
        if (oplog.IsShort()) logger.OplogWindowShort(Math.Max(0, oplog.WindowSeconds ?? 0));
        else logger.OplogWindowLongEnough(oplog.WindowSeconds ?? 0);
    }

    public void StreamEvents(string collection, string operation, int count) => metrics.StreamEvents(collection, operation, count);

    public IBatchWatch BatchTaken(string collection, int keys)
    {
        metrics.BatchTaken(keys);
        return new BatchScope(collection, keys, traces.Batch(collection, keys), status, logger);
    }

    public void SnapshotRead(string collection, int documents) => metrics.SnapshotRead(collection, documents);

    public void SnapshotNotNeeded(string collection, long documents) => status.SnapshotProgress(collection, documents, done: true);

    public void SnapshotStarted(string collection, long documents, long expected)
    {
        status.SnapshotStarted(collection, documents, expected);
        logger.SnapshotStarted(collection, documents, expected);
        _progress.IsNews(collection);
    }

    public void SnapshotProgress(string collection, long documents, bool done)
    {
        status.SnapshotProgress(collection, documents, done);
        if (done) logger.SnapshotDone(collection, documents);
        else if (_progress.IsNews(collection) && status.Snapshot(collection) is { } snapshot)
            logger.SnapshotGoesOn(collection, documents, snapshot.Expected ?? 0, snapshot.DocumentsPerSecond ?? 0, snapshot.SecondsLeft ?? 0);
    }

    public void RulesChanged(string collection) => logger.RulesChanged(collection);

    public void BigPeerRead(string collection, BigPeerPassKind kind, int documents)
    {
        metrics.BigPeerDocumentsRead(collection, documents);
        logger.BigPeerRead(collection, kind, documents);
    }

    public void BigPeerPassed(string collection, BigPeerPassKind kind)
    {
        metrics.BigPeerPassed(collection, kind);
        if (kind == BigPeerPassKind.Full && status.BigPeerRead(collection)) logger.BigPeerReadOnce(collection);
    }

    public void BigPeerPassTook(string collection, BigPeerPassKind kind, TimeSpan took)
    {
        status.BigPeerPassTook(took);
        metrics.BigPeerPassTook(collection, kind, took);
    }

    public void BigPeerBehind() => status.BigPeerBehind();

    public void BigPeerLooked(TimeSpan ago) => status.BigPeerLooked(ago);

    public void MassDeleteBlocked(string collection, Side lacking, MassDeleteBlock block, long missing, bool isReleasing)
    {
        var report = new MassDeleteReport(DeadLetterStore.SideText(lacking), block.Id, block.Since, missing, isReleasing);
        if (status.MassDeleteBlocked(collection, report)) logger.MassDeleteBlocked(block.Id, SideName(lacking), missing, collection, SideName(lacking == Side.Mongo ? Side.BigPeer : Side.Mongo));
    }

    public void MassDeleteEnded(string collection, Side lacking, bool isReleased)
    {
        if (status.MassDeleteCleared(collection, DeadLetterStore.SideText(lacking)) is not { } block) return;
        if (isReleased) logger.MassDeleteReleased(block.Id, block.Count, collection, SideName(lacking == Side.Mongo ? Side.BigPeer : Side.Mongo));
        else logger.MassDeleteCleared(collection, block.Id, SideName(lacking));
    }

    public void Paused(DateTimeOffset? since)
    {
        if (!status.Paused(since)) return;
        if (since is { } at) logger.Paused(at);
        else logger.Resumed();
    }

    public void CheckpointSaved() => status.CheckpointSaved();

    public void NotSaved(Exception reason) => logger.NotSaved(reason.Message);

    public void CollectionTurned(string collection, string operation) => logger.CollectionTurned(collection, operation);

    public void SweepStarted(string collection, long expected)
    {
        status.Sweep(collection, _ => new SweepReport(Running: true, 0, expected));
        logger.SweepStarted(collection, expected);
    }

    public void Swept(string collection, int documents)
    {
        status.Sweep(collection, s => s with { Documents = s.Documents + documents });
        metrics.Swept(collection, documents);
    }

    public void SweepEnded(string collection)
    {
        var documents = 0L;
        status.Sweep(collection, s =>
        {
            documents = s.Documents;
            return s with { Running = false };
        });
        logger.SweepEnded(collection, documents);
    }

    public void HistoryLost(LostHistory lost, string words)
    {
        status.History(h => h.Lose(lost));
        metrics.HistoryLost(lost.Reason);
        logger.HistoryLost(words, lost.From?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) ?? "an unknown time");
    }

    public void HistoryRecovering(LostHistory lost)
    {
        status.History(h => h.Begin(lost));
        logger.HistoryRecovering(lost.Left.Count, lost.Reason, lost.Since);
    }

    public void HistoryRecovered(LostHistory lost)
    {
        var documents = status.Report().Collections.Sum(c => c.Sweep.Documents);
        status.History(h => h.Recover());
        logger.HistoryRecovered(documents, Math.Round((time.GetUtcNow() - lost.Since).TotalSeconds, 1));
    }

    public void DeadLettered(DeadLetter letter)
    {
        metrics.DeadLettered(letter);
        status.CollectionFailed(letter.Collection, $"{letter.Reason}: {letter.Message}");
        logger.DeadLetter(letter.Reason, letter.Collection, letter.Id?.Json ?? letter.MongoId?.ToString() ?? "", letter.Message);
    }

    public void DeadLettersFull(string collection, IReadOnlyList<DeadLetter> letters)
    {
        metrics.DeadLettersUnkept(collection, letters);
        logger.DeadLettersFull(letters.Count, collection, string.Join(", ", letters.GroupBy(l => l.Reason).Select(g => $"{g.Count()} {g.Key}")));
    }

    public void DeadLettersRetried(string collection, RetryCause cause, int count)
    {
        metrics.DeadLettersRetried(collection, cause, count);
        logger.DeadLettersRetried(count, collection, cause);
    }

    public IDisposable Step(ReconcileStep step)
    {
        var timer = metrics.Step(step);
        return traces.Step(step) is { } span ? new StepScope(timer, span) : timer;
    }

    public void Bisected(CollectionSettings collection, SideException refusal)
    {
        metrics.Bisected(collection, refusal);
        BridgeTraces.Bisected(refusal);
        logger.Bisected(collection.Name, refusal.Message);
    }

    public void Completed(CollectionSettings collection, IReadOnlyList<ReconcileOutcome> outcomes)
    {
        metrics.Completed(collection, outcomes);
        BridgeTraces.Completed(outcomes);
        foreach (var outcome in outcomes.Where(o => !o.NotCarried.IsEmpty)) status.FieldsNotCarried(collection.Name, outcome.NotCarried);
        foreach (var outcome in outcomes)
        {
            if (outcome is { Violation: { } violation, Result: ReconcileResult.Done }) logger.InvalidPassed(collection.Name, outcome.Key.Id.Json, violation.Version, violation.Problem!);
        }
    }

    private static string SideName(Side side) => side == Side.Mongo ? "MongoDB" : "the Big Peer";
}
