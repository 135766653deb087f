namespace Faults.Tests.Injection;

/// <summary>Which faults come when: the same for the same seed. A part of the rig has one fault at a time; parts fail side by side.</summary>
internal static class FaultSchedule
{
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenFaults = TimeSpan.FromSeconds(1.5);
    private static readonly FaultKind[] Others = [.. Enum.GetValues<FaultKind>().Where(k => k != FaultKind.Kill)];

    public static IReadOnlyList<ScheduledFault> Make(int seed, TimeSpan length, int bridges)
    {
        var random = new Random(seed);
        var faults = new List<ScheduledFault>();
        for (var at = BetweenKills / 2; at < length; at += BetweenKills * (0.6 + (0.8 * random.NextDouble())))
            faults.Add(new ScheduledFault(at, FaultKind.Kill, TimeSpan.FromSeconds(random.Next(3) == 0 ? 2 * random.NextDouble() : 0.1), random.Next(bridges), random.NextDouble()));
        var free = new Dictionary<string, TimeSpan>();
        for (var at = BetweenFaults; at < length; at += BetweenFaults * (0.5 + random.NextDouble()))
        {
            var fault = new ScheduledFault(at, Others[random.Next(Others.Length)], TimeSpan.FromSeconds(0.3 + (3.2 * random.NextDouble())), random.Next(bridges), random.NextDouble());
            var part = PartOf(fault);
            if (free.GetValueOrDefault(part) > at) continue;
            free[part] = fault.At + fault.Duration + TimeSpan.FromSeconds(0.2);
            faults.Add(fault);
        }
        return [.. faults.Where(f => f.At + f.Duration < length).OrderBy(f => f.At)];
    }

    private static string PartOf(ScheduledFault fault) => fault.Kind switch
    {
        FaultKind.Pause or FaultKind.ClockJump => $"bridge {fault.Victim}",
        FaultKind.MongoCut or FaultKind.MongoLatency or FaultKind.MongoReset or FaultKind.MongoHalfOpen or FaultKind.MongoThrottle or FaultKind.MongoRefused => "MongoDB's network",
        FaultKind.StepDown or FaultKind.CursorKilled or FaultKind.MongoDiskFull or FaultKind.WriteConcernFailed => "MongoDB",
        FaultKind.MongoAnswerLost => "MongoDB's answers",
        FaultKind.BigPeerCut or FaultKind.BigPeerLatency or FaultKind.BigPeerReset or FaultKind.BigPeerHalfOpen or FaultKind.BigPeerThrottle or FaultKind.BigPeerRefused => "the Big Peer's network",
        _ => "the Big Peer",
    };
}
