using System.Collections.Concurrent;
using Faults.Tests.Rig;
using TestKit;
using TestKit.Network;

namespace Faults.Tests.Injection;

/// <summary>Does to a rig what a schedule says, and takes it all back.</summary>
/// <param name="rig">To what.</param>
/// <param name="pace">How many times slower than a machine of its own this one is: so much further apart the faults are.</param>
internal sealed class FaultInjector(FaultRig rig, double pace)
{
    // What the bridge says to the Big Peer and users do not.
    private const string OfTheBridge = ":ids|:docs|SELECT _id";
    private const string Writes = "[\"insert\",\"update\",\"delete\",\"findAndModify\"]";
    private const string Everything = "[\"find\",\"aggregate\",\"getMore\",\"insert\",\"update\",\"delete\",\"findAndModify\",\"count\",\"createIndexes\"]";
    private const double DiesWhileItStarts = 0.25;
    private static readonly TimeSpan WorksLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan[] Skews = [TimeSpan.FromHours(-26), TimeSpan.FromMinutes(-3), TimeSpan.Zero, TimeSpan.FromSeconds(40), TimeSpan.FromHours(3), TimeSpan.FromDays(40)];

    private readonly ConcurrentDictionary<FaultKind, int> _counts = new();
    private readonly SemaphoreSlim[] _processes = [.. rig.Bridges.Select(_ => new SemaphoreSlim(1))];
    private readonly TimeSpan[] _skews = new TimeSpan[rig.Bridges.Count];
    private int _answersToLose;

    /// <summary>How often each fault was done.</summary>
    public IReadOnlyDictionary<FaultKind, int> Counts => _counts;

    /// <summary>Asked of each of MongoDB's messages.</summary>
    public WireVerdict OnMongo(WireRequest request, WirePoint point)
    {
        if (point != WirePoint.After || request.Verb is not ("insert" or "update" or "delete" or "findAndModify")) return WireVerdict.Pass;
        return Interlocked.Decrement(ref _answersToLose) >= 0 ? WireVerdict.Reset : WireVerdict.Pass;
    }

    /// <summary>Does one fault after the other, side by side where they overlap, until the time is over.</summary>
    public async Task RunAsync(IReadOnlyList<ScheduledFault> faults, TimeSpan length, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        var running = new List<Task>();
        foreach (var fault in faults)
        {
            if ((pace * fault.At) + fault.Duration > length) break;
            var wait = (pace * fault.At) - TimeProvider.System.GetElapsedTime(started);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, cancellation);
            if (fault.Kind == FaultKind.ClockJump && RigBridge.NoClock is not null) continue;
            running.Add(DoAsync(fault));
            running.RemoveAll(r => r.IsCompletedSuccessfully);
        }
        await Task.WhenAll(running);
    }

    /// <summary>Takes everything back, and sees to it that every bridge runs.</summary>
    public async Task HealAsync()
    {
        Interlocked.Exchange(ref _answersToLose, 0);
        await rig.FailCommandAsync("\"off\"", """{"failCommands":[]}""");
        await rig.FailWritesAsync("\"off\"", code: 1);
        (rig.MongoNetwork.Condition, rig.BigPeerNetwork.Condition) = (LinkCondition.Good, LinkCondition.Good);
        for (var i = 0; i < rig.Bridges.Count; i++)
        {
            rig.Bridges[i].Signal(UnixSignal.Continue);
            await ReviveAsync(i);
        }
    }

    /// <summary>A program that ended by itself is started again, as whoever runs it does.</summary>
    public async Task ReviveAsync(int bridge)
    {
        await _processes[bridge].WaitAsync();
        try
        {
            await rig.Bridges[bridge].ReviveAsync();
        }
        finally
        {
            _processes[bridge].Release();
        }
    }

    private Task DoAsync(ScheduledFault fault)
    {
        if (fault.Kind != FaultKind.Kill) Count(fault.Kind);
        return StrikeAsync(fault);
    }

    private void Count(FaultKind kind) => _counts.AddOrUpdate(kind, 1, (_, n) => n + 1);

    private Task StrikeAsync(ScheduledFault fault) => fault.Kind switch
    {
        FaultKind.Kill => KillAsync(fault),
        FaultKind.Pause => PauseAsync(fault),
        FaultKind.ClockJump => JumpAsync(fault),
        FaultKind.MongoCut => LinkAsync(rig.MongoNetwork, fault, new LinkCondition { IsCut = true }),
        FaultKind.MongoLatency => LinkAsync(rig.MongoNetwork, fault, new LinkCondition { Latency = TimeSpan.FromMilliseconds(20 + (180 * fault.Strength)) }),
        FaultKind.MongoHalfOpen => LinkAsync(rig.MongoNetwork, fault, new LinkCondition { HoldsAnswers = true }),
        FaultKind.MongoThrottle => LinkAsync(rig.MongoNetwork, fault, new LinkCondition { BytesPerSecond = 4_000 + (int)(60_000 * fault.Strength) }),
        FaultKind.MongoReset => ResetAsync(rig.MongoNetwork, fault, refuses: false),
        FaultKind.MongoRefused => ResetAsync(rig.MongoNetwork, fault, refuses: true),
        FaultKind.BigPeerCut => LinkAsync(rig.BigPeerNetwork, fault, new LinkCondition { IsCut = true }),
        FaultKind.BigPeerLatency => LinkAsync(rig.BigPeerNetwork, fault, new LinkCondition { Latency = TimeSpan.FromMilliseconds(20 + (180 * fault.Strength)) }),
        FaultKind.BigPeerHalfOpen => LinkAsync(rig.BigPeerNetwork, fault, new LinkCondition { HoldsAnswers = true }),
        FaultKind.BigPeerThrottle => LinkAsync(rig.BigPeerNetwork, fault, new LinkCondition { BytesPerSecond = 4_000 + (int)(60_000 * fault.Strength) }),
        FaultKind.BigPeerReset => ResetAsync(rig.BigPeerNetwork, fault, refuses: false),
        FaultKind.BigPeerRefused => ResetAsync(rig.BigPeerNetwork, fault, refuses: true),
        FaultKind.StepDown => StepDownAsync(fault),
        FaultKind.CursorKilled => FailAsync(fault, $$"""{"times":{{1 + (int)(3 * fault.Strength)}}}""", $$"""{"failCommands":["getMore"],"errorCode":{{(fault.Strength < 0.5 ? 237 : 43)}}"""),
        FaultKind.MongoDiskFull when fault.Strength < 0.5 => FailWritesAsync(fault, 14031),
        FaultKind.MongoDiskFull => FailAsync(fault, "\"alwaysOn\"", $$"""{"failCommands":{{Writes}},"errorCode":14031"""),
        FaultKind.WriteConcernFailed => FailAsync(fault, "\"alwaysOn\"", $$"""{"failCommands":{{Writes}},"writeConcernError":{"code":64,"codeName":"WriteConcernFailed","errmsg":"waiting for replication timed out"}"""),
        FaultKind.MongoAnswerLost => LoseAnswersAsync(fault),
        FaultKind.BigPeerAnswerLost => RuleAsync(fault, BigPeerFault.LostAnswer() with { Times = 1 + (int)(4 * fault.Strength) }),
        FaultKind.BigPeerStale => RuleAsync(fault, new BigPeerFault(BigPeerFaultKind.Stale) { Unreached = fault.Strength < 0.5 ? "refuse" : "wait" }),
        FaultKind.BigPeer408 => RuleAsync(fault, BigPeerFault.Answer(408, BigPeerErrorShape.Text)),
        FaultKind.BigPeer429 => RuleAsync(fault, BigPeerFault.Answer(429) with { Headers = new Dictionary<string, string> { ["retry-after"] = "1" } }),
        FaultKind.BigPeer500 => RuleAsync(fault, BigPeerFault.Answer(500, BigPeerErrorShape.Statement)),
        FaultKind.BigPeer503 => RuleAsync(fault, BigPeerFault.Answer(503, BigPeerErrorShape.Error)),
        FaultKind.BigPeerDiskFull => RuleAsync(fault, BigPeerFault.Answer(507, BigPeerErrorShape.Text)),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, "no such fault"),
    };

    private async Task KillAsync(ScheduledFault fault)
    {
        // One kill of a bridge at a time; a schedule that is ahead of the machine has some to spare.
        if (!await _processes[fault.Victim].WaitAsync(TimeSpan.Zero)) return;
        try
        {
            // Some die while they start. The others get to work first, however slow the machine is.
            if (fault.Strength >= DiesWhileItStarts) await rig.Bridges[fault.Victim].WorksAsync(WorksLimit);
            Count(FaultKind.Kill);
            await rig.Bridges[fault.Victim].KillAsync();
            await Task.Delay(fault.Duration, TimeProvider.System);
            await rig.Bridges[fault.Victim].LaunchAsync(_skews[fault.Victim]);
        }
        finally
        {
            _processes[fault.Victim].Release();
        }
    }

    private async Task PauseAsync(ScheduledFault fault)
    {
        rig.Bridges[fault.Victim].Signal(UnixSignal.Stop);
        await Task.Delay(fault.Duration, TimeProvider.System);
        rig.Bridges[fault.Victim].Signal(UnixSignal.Continue);
    }

    private Task JumpAsync(ScheduledFault fault)
    {
        var skew = _skews[fault.Victim] = Skews[(int)(fault.Strength * Skews.Length)];
        rig.Bridges[fault.Victim].Skew(skew);
        return Task.CompletedTask;
    }

    private static async Task LinkAsync(TcpProxy network, ScheduledFault fault, LinkCondition condition)
    {
        network.Condition = condition;
        await Task.Delay(fault.Duration, TimeProvider.System);
        network.Condition = LinkCondition.Good;
    }

    private static async Task ResetAsync(TcpProxy network, ScheduledFault fault, bool refuses)
    {
        if (refuses) network.Condition = new LinkCondition { Refuses = true };
        network.ResetAll();
        await Task.Delay(fault.Duration, TimeProvider.System);
        network.Condition = LinkCondition.Good;
    }

    private async Task StepDownAsync(ScheduledFault fault)
    {
        var fails = FailAsync(fault, "\"alwaysOn\"", $$"""{"failCommands":{{Everything}},"errorCode":10107""");
        rig.MongoNetwork.ResetAll();
        await fails;
    }

    /// <param name="fault">Whose bridge is struck, and for how long.</param>
    /// <param name="mode">As the fail point takes it.</param>
    /// <param name="data">The beginning of the fail point's data.</param>
    private async Task FailAsync(ScheduledFault fault, string mode, string data)
    {
        await rig.FailCommandAsync(mode, $$"""{{data}},"appName":"bridge {{rig.Bridges[fault.Victim].Name}}"}""");
        await Task.Delay(fault.Duration, TimeProvider.System);
        await rig.FailCommandAsync("\"off\"", """{"failCommands":[]}""");
    }

    /// <summary>Some operations of a bulk fail, and others do not. Users write without retries, so that it strikes bridges alone.</summary>
    private async Task FailWritesAsync(ScheduledFault fault, int code)
    {
        await rig.FailWritesAsync("""{"activationProbability":0.5}""", code);
        await Task.Delay(fault.Duration, TimeProvider.System);
        await rig.FailWritesAsync("\"off\"", code);
    }

    private async Task LoseAnswersAsync(ScheduledFault fault)
    {
        Interlocked.Exchange(ref _answersToLose, 1 + (int)(3 * fault.Strength));
        await Task.Delay(fault.Duration, TimeProvider.System);
        Interlocked.Exchange(ref _answersToLose, 0);
    }

    private async Task RuleAsync(ScheduledFault fault, BigPeerFault rule)
    {
        await using (await rig.BigPeer.Control.AddAsync(rule with { StatementPattern = OfTheBridge })) await Task.Delay(fault.Duration, TimeProvider.System);
    }
}
