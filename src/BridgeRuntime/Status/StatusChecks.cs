using BridgeRuntime.Checkpoints;
using ProgramEndpoints.Http;

namespace BridgeRuntime.Status;

/// <summary>Judges a report: liveness, readiness, health and conditions are pure functions of it.</summary>
internal static class StatusChecks
{
    private const string CollectionPrefix = "collection/";
    private const string HistoryLost = "HistoryLost";
    private const string NotYetContacted = "NotYetContacted";

    /// <summary>A feed that was opened anew so often in a row and still stands still is not mended that way; a fresh process may be.</summary>
    private const int MostWedges = 3;

    /// <summary>Progress: every registered loop has ticked within its deadline, and no feed stands still for good.</summary>
    public static IReadOnlyList<StatusCheck> Liveness(StatusReport report) => [.. Loops(report), .. Wedged(report)];

    private static IEnumerable<StatusCheck> Loops(StatusReport report) =>
        report.Loops.Select(l => new StatusCheck($"loop/{l.Name}", !l.Stalled, "LoopStalled",
            FormattableString.Invariant($"no progress since {l.LastTickAt:yyyy-MM-dd'T'HH:mm:ss'Z'}, more than {l.DeadlineSeconds} s ago")));

    /// <summary>
    /// Progress, and: everything is wired, the stream is open, the last call to each side succeeded, the first reading of both sides is done
    /// for every collection, and no mass delete waits for a person.
    /// </summary>
    public static IReadOnlyList<StatusCheck> Readiness(StatusReport report) =>
    [
        new("start", report.Started, "Starting", "the bridge is starting"),
        // Before the side: between two openings the side counts as gone, and this is why.
        .. Wedged(report),
        .. report.Sides.Select(s => new StatusCheck(s.Side, s.Connected, s.LastReason ?? (s.LastError is null ? NotYetContacted : $"{TypeName(s)}Unavailable"), s.LastError ?? "no call has succeeded yet")),
        .. report.Problems.Select(p => new StatusCheck(p.Collection is { } collection ? $"{CollectionPrefix}{collection}" : $"start-check/{p.Side}", Passed: false, p.Reason, p.Message)),
        new("stream", report.Stream.Open, "StreamClosed", "MongoDB's change stream is not open"),
        new("history", !report.History.Lost, HistoryLost, HistoryMessage(report)),
        .. Served(report).Select(c => new StatusCheck($"snapshot/{c.Name}", c.Snapshot.Done, "InitialSync",
            FormattableString.Invariant($"MongoDB's documents are being read for the first time, {c.Snapshot.Documents} so far"))),
        .. Served(report).Select(c => new StatusCheck($"big-peer-read/{c.Name}", c.BigPeerRead, "InitialSync",
            "the Big Peer's documents are being read for the first time")),
        .. report.Collections.Select(c => new StatusCheck($"mass-delete-guard/{c.Name}", c.MassDeletes.Count == 0, "MassDeleteBlocked", string.Join("; ", c.MassDeletes.Select(Held)))),
        new("dead-letters", !report.DeadLettersFull, "DeadLettersFull", "no further document can be parked; correct or discard parked documents, or raise deadLetters.maximum"),
        .. Loops(report),
    ];

    /// <summary>Those that nothing keeps from being served; of the others there is no progress to wait for.</summary>
    private static IEnumerable<CollectionReport> Served(StatusReport report) => report.Collections.Where(c => !report.Problems.Any(p => p.Collection == c.Name));

    /// <summary>
    /// healthy: ready. degraded: alive and both sides connected, but not ready, or paused; the reasons are at <c>/readyz</c>. unhealthy: a loop has
    /// stalled, or a side is disconnected.
    /// </summary>
    public static HealthReport Health(StatusReport report)
    {
        var sides = report.Sides.ToDictionary(s => s.Side, s => s.Connected);
        var isWorking = Liveness(report).All(c => c.Passed) && sides.Values.All(connected => connected);
        var status = !isWorking ? "unhealthy" : report.PausedSince is null && Readiness(report).All(c => c.Passed) ? "healthy" : "degraded";
        return new HealthReport(status, Word(sides["mongodb"]), Word(sides["bigpeer"]), Math.Round(report.LagSeconds, 3));

        static string Word(bool connected) => connected ? "connected" : "disconnected";
    }

    /// <summary>The judgements in the form of Kubernetes conditions.</summary>
    public static IReadOnlyList<StatusCondition> Conditions(StatusReport report)
    {
        var blocked = report.Collections.SelectMany(c => c.MassDeletes.Select(m => $"{c.Name}: {Held(m)}")).ToList();
        var letters = report.DeadLetters.Values.Sum();
        var unserved = report.Problems.Where(p => p.Collection is not null).ToList();
        return
        [
            Summary("Ready", "Ready", Readiness(report)),
            Summary("Live", "Progressing", Liveness(report)),
            Synchronizing(report),
            StatusCondition.Of("Paused", report.PausedSince is not null, report.PausedSince is not null ? "PausedByPerson" : "NotPaused", PauseWords(report)),
            .. report.Sides.Select(s => StatusCondition.Of($"{TypeName(s)}Connected", s.Connected,
                s.Connected ? "Connected" : s.LastError is null ? NotYetContacted : s.LastReason ?? "LastCallFailed", s.Connected ? "" : s.LastError ?? "")),
            StatusCondition.Of("CollectionsServed", unserved.Count == 0, unserved.Count == 0 ? "AllServed" : unserved[0].Reason, string.Join(" ", unserved.Select(p => p.Message))),
            StatusCondition.Of("MassDeleteBlocked", blocked.Count > 0, blocked.Count > 0 ? "ThresholdExceeded" : "NoMassDelete",
                string.Join("; ", blocked)),
            StatusCondition.Of(HistoryLost, report.History.Lost, report.History.Lost ? report.History.Reason! : "NothingLost", HistoryMessage(report)),
            OplogWindow(report.Oplog),
            StatusCondition.Of("DeadLetters", letters > 0, letters > 0 ? "DocumentsParked" : "NoneParked",
                letters > 0 ? FormattableString.Invariant($"{letters} documents cannot be synchronised") : ""),
            StatusCondition.Of("DeadLettersFull", report.DeadLettersFull, report.DeadLettersFull ? "MaximumReached" : "RoomLeft",
                report.DeadLettersFull ? "further documents that cannot be synchronised are not listed; they stay where they are and are found again once there is room" : ""),
            WedgeOf(report, "StreamWedged"),
            WedgeOf(report, "PollWedged"),
        ];
    }

    private static string HistoryMessage(StatusReport report)
    {
        if (report.History is not { Lost: true } history) return "";
        var why = history.Reason == nameof(HistoryLossReason.OplogRolledOver) ? "MongoDB's oplog no longer held the bridge's position" : "MongoDB did not know the bridge's position";
        return FormattableString.Invariant(
            $"{why}{(history.PositionAt is { } at ? FormattableString.Invariant($" of {at:yyyy-MM-dd'T'HH:mm:ss'Z'}") : "")}, noticed at {history.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}. Both sides are looked through, {report.Collections.Sum(c => c.Sweep.Documents)} of about {report.Collections.Sum(c => c.Sweep.Expected)} documents so far; it ends by itself");
    }

    private static StatusCondition OplogWindow(OplogReport oplog)
    {
        if (oplog.WindowSeconds is not { } window) return StatusCondition.Of("OplogWindowShort", status: false, "Unknown", oplog.Unreadable ?? "the oplog has not been looked at yet");
        return StatusCondition.Of("OplogWindowShort", oplog.IsShort(), oplog.IsShort() ? "WindowBelowAnHour" : oplog.Rolling ? "WindowLongEnough" : "NothingDropped",
            oplog.IsShort() ? FormattableString.Invariant($"in {Math.Max(0, window):0} s the oplog will no longer hold the bridge's position; enlarge it (replSetResizeOplog), or see what holds the bridge up") : "");
    }

    private static IEnumerable<StatusCheck> Wedged(StatusReport report)
    {
        if (report.Stream.WedgedInARow >= MostWedges)
            yield return new StatusCheck("stream-moves", Passed: false, "StreamWedged", FormattableString.Invariant($"MongoDB's change stream stands still while the database moves on; opening it anew {report.Stream.WedgedInARow} times in a row did not help"));
        if (report.Poll.WedgedInARow >= MostWedges)
            yield return new StatusCheck("poll-moves", Passed: false, "PollWedged", FormattableString.Invariant($"the look at the Big Peer stands still, or sees only a view that lacks what this bridge wrote; new connections {report.Poll.WedgedInARow} times in a row did not help"));
    }

    private static StatusCondition WedgeOf(StatusReport report, string type) =>
        Wedged(report).FirstOrDefault(w => w.Reason == type) is { } wedge ? StatusCondition.Of(type, status: true, "StandsStill", wedge.Message) : StatusCondition.Of(type, status: false, "Moving", "");

    private static string Held(MassDeleteReport block) => FormattableString.Invariant(
        $"{(block.Side == "mongodb" ? "MongoDB" : "the Big Peer")} lacks {block.Count} documents since {block.Since:yyyy-MM-dd'T'HH:mm:ss'Z'}, and their deletes on the other side are held back until a person decides (block {block.Id})");

    /// <summary>Whether changes flow, be it still the first ones.</summary>
    private static StatusCondition Synchronizing(StatusReport report)
    {
        if (report.PausedSince is not null) return StatusCondition.Of("Synchronizing", status: false, "Paused", PauseWords(report));
        var failed = Readiness(report).Where(c => !c.Passed).ToList();
        var stopped = failed.Find(c => c.Reason is not (HistoryLost or "InitialSync" or "MassDeleteBlocked" or "DeadLettersFull") && !c.Name.StartsWith(CollectionPrefix, StringComparison.Ordinal));
        if (stopped is not null) return StatusCondition.Of("Synchronizing", status: false, stopped.Reason, $"{stopped.Name}: {stopped.Message}");
        var first = failed.Find(c => c.Reason is HistoryLost or "InitialSync");
        return StatusCondition.Of("Synchronizing", status: true, first?.Reason ?? "Streaming", first is null ? "" : $"{first.Name}: {first.Message}");
    }

    private static string PauseWords(StatusReport report) => report.PausedSince is not { } since ? "" : FormattableString.Invariant(
        $"a person has paused the bridge at {since:yyyy-MM-dd'T'HH:mm:ss'Z'}: changes are noticed and wait, and nothing is carried over until it is resumed (bridgectl resume)");

    private static StatusCondition Summary(string type, string good, IReadOnlyList<StatusCheck> checks)
    {
        var failed = checks.Where(c => !c.Passed).ToList();
        return failed.Count == 0
            ? StatusCondition.Of(type, status: true, good, "")
            : StatusCondition.Of(type, status: false, failed[0].Reason, string.Join("; ", failed.Select(c => $"{c.Name}: {c.Message}")));
    }

    private static string TypeName(SideReport side) => side.Side == "mongodb" ? "MongoDB" : "BigPeer";
}
