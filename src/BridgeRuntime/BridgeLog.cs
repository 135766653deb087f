namespace BridgeRuntime;

/// <summary>What a bridge says. Event ids: 100 the bridge, 110 its feeds and sides, 120 its documents, 130 its first reading of both sides, 150 the removal of
/// its state, 170 gaps in MongoDB's history.</summary>
internal static partial class BridgeLog
{
    [LoggerMessage(100, LogLevel.Information, "Bridge {Name} starts: {Collections} collections of MongoDB database {Database} at {Hosts} and the Big Peer at {Endpoint}")]
    public static partial void Starting(this ILogger logger, string name, int collections, string database, string hosts, string endpoint);

    [LoggerMessage(101, LogLevel.Information, "Status on port {StatusPort}, metrics on port {MetricsPort}")]
    public static partial void Listening(this ILogger logger, int statusPort, int metricsPort);

    [LoggerMessage(102, LogLevel.Information, "Bridge {Name} has stopped")]
    public static partial void Stopped(this ILogger logger, string name);

    [LoggerMessage(103, LogLevel.Critical, "{Reason}")]
    public static partial void Fatal(this ILogger logger, string reason);

    [LoggerMessage(104, LogLevel.Critical, "The bridge failed in a way it does not know; it ends so that a fresh start can repair it")]
    public static partial void Bug(this ILogger logger, Exception exception);

    [LoggerMessage(105, LogLevel.Warning, "The last checkpoint was not saved; the next start repeats some work: {Reason}")]
    public static partial void NotSaved(this ILogger logger, string reason);

    [LoggerMessage(106, LogLevel.Error, "{Reason}: {Problem}")]
    public static partial void Problem(this ILogger logger, Preflight.ProblemReason reason, string problem);

    [LoggerMessage(107, LogLevel.Information, "Collection {Collection} is served from now on")]
    public static partial void CollectionServed(this ILogger logger, string collection);

    [LoggerMessage(108, LogLevel.Warning, "Paused since {Since}: changes are noticed and nothing is carried over until POST /control/resume")]
    public static partial void Paused(this ILogger logger, DateTimeOffset since);

    [LoggerMessage(109, LogLevel.Information, "The pause is over")]
    public static partial void Resumed(this ILogger logger);

    [LoggerMessage(110, LogLevel.Information, "The change stream is open")]
    public static partial void StreamOpened(this ILogger logger);

    [LoggerMessage(116, LogLevel.Information, "The change stream goes on from {Time}, where an earlier run ended")]
    public static partial void StreamResumes(this ILogger logger, DateTimeOffset time);

    [LoggerMessage(117, LogLevel.Information, "How long the oplog keeps the bridge's position is not known: {Reason}")]
    public static partial void OplogUnreadable(this ILogger logger, string reason);

    [LoggerMessage(118, LogLevel.Debug, "{Loop} tries again in {DelayMilliseconds} ms, still: {Reason}")]
    public static partial void RetryingStill(this ILogger logger, string loop, long delayMilliseconds, string reason);

    [LoggerMessage(119, LogLevel.Information, "{Side} answers again after {Failures} failures")]
    public static partial void SideAnswersAgain(this ILogger logger, string side, long failures);

    [LoggerMessage(130, LogLevel.Information, "Initial sync of {Collection} begins: about {Expected} documents, {Documents} of them done by earlier runs")]
    public static partial void SnapshotStarted(this ILogger logger, string collection, long documents, long expected);

    [LoggerMessage(131, LogLevel.Information, "Initial sync of {Collection} goes on: {Documents} of about {Expected} documents, {PerSecond} a second, {SecondsLeft} s left")]
    public static partial void SnapshotGoesOn(this ILogger logger, string collection, long documents, long expected, double perSecond, double secondsLeft);

    [LoggerMessage(132, LogLevel.Information, "The Big Peer's documents of {Collection} have been read once")]
    public static partial void BigPeerReadOnce(this ILogger logger, string collection);

    [LoggerMessage(133, LogLevel.Information, "The mass-delete guard of {Collection} holds nothing back any more (block {Id}): the documents are back in {Side}")]
    public static partial void MassDeleteCleared(this ILogger logger, string collection, string id, string side);

    [LoggerMessage(134, LogLevel.Warning, "MassDeleteReleased: block {Id} is let go. The {Count} documents of {Collection} that it held are deleted in {Other}")]
    public static partial void MassDeleteReleased(this ILogger logger, string id, long count, string collection, string other);

    [LoggerMessage(111, LogLevel.Warning, "{Loop} tries again in {DelayMilliseconds} ms: {Reason}")]
    public static partial void Retrying(this ILogger logger, string loop, long delayMilliseconds, string reason);

    [LoggerMessage(112, LogLevel.Information, "Initial sync of {Collection} is done: {Documents} documents")]
    public static partial void SnapshotDone(this ILogger logger, string collection, long documents);

    [LoggerMessage(113, LogLevel.Debug, "Read {Documents} documents of {Collection} at the Big Peer ({Kind})")]
    public static partial void BigPeerRead(this ILogger logger, string collection, Status.BigPeerPassKind kind, long documents);

    [LoggerMessage(114, LogLevel.Error, "MassDeleteBlocked: {Side} lacks {Missing} documents of {Collection} that were synchronised (block {Id}). None of them is deleted in {Other}. If they were meant to go, release the block; else restore them.")]
    public static partial void MassDeleteBlocked(this ILogger logger, string id, string side, long missing, string collection, string other);

    [LoggerMessage(135, LogLevel.Error, "StreamWedged: the change stream stays open and stands still while MongoDB moves on, {InARow} times in a row. It is opened anew.")]
    public static partial void StreamWedged(this ILogger logger, int inARow);

    [LoggerMessage(136, LogLevel.Information, "The change stream moves again")]
    public static partial void StreamMoves(this ILogger logger);

    [LoggerMessage(137, LogLevel.Error, "PollWedged: the look at the Big Peer stands still, or sees only a view that lacks what this bridge wrote, {InARow} times in a row. It is begun anew over new connections.")]
    public static partial void PollWedged(this ILogger logger, int inARow);

    [LoggerMessage(138, LogLevel.Information, "The look at the Big Peer moves again")]
    public static partial void PollMoves(this ILogger logger);

    [LoggerMessage(115, LogLevel.Warning, "MongoDB reports {Operation} of {Collection}; all of its documents are looked at again")]
    public static partial void CollectionTurned(this ILogger logger, string collection, string operation);

    [LoggerMessage(170, LogLevel.Warning, "{Words}. Everything that happened since {From} may have been missed: the change stream is opened anew, and then both sides are looked through. Nothing need be done, but enlarge the oplog so that it outlasts the next outage")]
    public static partial void HistoryLost(this ILogger logger, string words, string from);

    [LoggerMessage(171, LogLevel.Warning, "Recovery from lost history ({Reason}, noticed at {Since}) begins: {Collections} collections are looked through. Of a collection without initialSync every document of MongoDB goes over, as nothing tells which are new")]
    public static partial void HistoryRecovering(this ILogger logger, int collections, Checkpoints.HistoryLossReason reason, DateTimeOffset since);

    [LoggerMessage(172, LogLevel.Information, "Recovery from lost history is done: {Documents} documents were looked at in {Seconds} s, and both sides are in step")]
    public static partial void HistoryRecovered(this ILogger logger, long documents, double seconds);

    [LoggerMessage(173, LogLevel.Information, "{Collection} is looked through: about {Expected} documents")]
    public static partial void SweepStarted(this ILogger logger, string collection, long expected);

    [LoggerMessage(174, LogLevel.Information, "{Collection} has been looked through: {Documents} documents")]
    public static partial void SweepEnded(this ILogger logger, string collection, long documents);

    [LoggerMessage(175, LogLevel.Warning, "OplogWindowShort: in {Seconds} s MongoDB's oplog will no longer hold the bridge's position. Enlarge it (replSetResizeOplog), or see what holds the bridge up")]
    public static partial void OplogWindowShort(this ILogger logger, double seconds);

    [LoggerMessage(176, LogLevel.Information, "MongoDB's oplog holds the bridge's position for {Seconds} s again, long enough")]
    public static partial void OplogWindowLongEnough(this ILogger logger, double seconds);

    [LoggerMessage(129, LogLevel.Information, "The filter or the schemas of {Collection} are not those of the last run; its documents are looked at again")]
    public static partial void RulesChanged(this ILogger logger, string collection);

    [LoggerMessage(120, LogLevel.Warning, "Dead letter {Reason} in {Collection} for {Id}: {Message}")]
    public static partial void DeadLetter(this ILogger logger, DeadLetters.DeadLetterReason reason, string collection, string id, string message);

    [LoggerMessage(128, LogLevel.Warning, "An invalid document of {Collection} went over: {Id}, schema version {Version}: {Problem}")]
    public static partial void InvalidPassed(this ILogger logger, string collection, string id, string version, string problem);

    [LoggerMessage(121, LogLevel.Debug, "A batch of {Collection} is refused and tried again in halves: {Reason}")]
    public static partial void Bisected(this ILogger logger, string collection, string reason);

    [LoggerMessage(122, LogLevel.Error, "DeadLettersFull: {Count} documents of {Collection} cannot be synchronised ({Reasons}), and there is no room for their letters. They stay where they are and are found again when there is. Correct or discard parked documents, or raise deadLetters.maximum and restart.")]
    public static partial void DeadLettersFull(this ILogger logger, int count, string collection, string reasons);

    [LoggerMessage(123, LogLevel.Debug, "{Count} parked documents of {Collection} are tried again ({Cause})")]
    public static partial void DeadLettersRetried(this ILogger logger, int count, string collection, DeadLetters.RetryCause cause);

    [LoggerMessage(150, LogLevel.Information, "The state of bridge {Name} in MongoDB database {Database} at {Hosts} is to go; a runtime that stops may take until {Limit} s from now")]
    public static partial void StateGoes(this ILogger logger, string name, string database, string hosts, double limit);

    [LoggerMessage(151, LogLevel.Information, "The state of bridge {Name} is gone; dropped collections: {Dropped}. One that is not among them is kept for another bridge, or must not be dropped by this user. The documents of both sides are as they were.")]
    public static partial void StateGone(this ILogger logger, string name, string dropped);

    [LoggerMessage(152, LogLevel.Information, "Bridge {Name} has no state in database {Database}; there is nothing to do")]
    public static partial void NoState(this ILogger logger, string name, string database);

    [LoggerMessage(153, LogLevel.Warning, "Tries again in {DelayMilliseconds} ms: {Reason}")]
    public static partial void RemovalRetries(this ILogger logger, long delayMilliseconds, string reason);
}
