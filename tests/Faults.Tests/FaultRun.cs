using Faults.Tests.Checking;
using Faults.Tests.Injection;
using Faults.Tests.Lives;
using Faults.Tests.Rig;
using TestKit.Network;

namespace Faults.Tests;

/// <summary>
/// Documents live through their steps on both sides while the faults of a schedule go on; then users stop, faults end, and both sides must become equal with every
/// acknowledged write accounted for. The seed decides on faults, victims and what users do; how these meet is the machine's doing.
/// </summary>
/// <param name="rig">Between what.</param>
/// <param name="seed">Decides.</param>
/// <param name="length">How long users and faults go on.</param>
/// <param name="documents">How many live.</param>
/// <param name="pace">How many times slower than a machine of its own this one is.</param>
internal sealed class FaultRun(FaultRig rig, int seed, TimeSpan length, int documents, double pace)
{
    /// <summary>How long both sides may take to become equal, as long as nothing moves on.</summary>
    public static readonly TimeSpan EqualLimit = TimeSpan.FromSeconds(30);

    private const int Writers = 6;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(240);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan AbsoluteLimit = TimeSpan.FromMinutes(5);

    private readonly BigPeerTraffic _traffic = new();
    private readonly FaultInjector _injector = new(rig, pace);
    private readonly List<DocumentLife> _lives = [.. MakeLives(rig, seed, documents)];
    private long _mongoWrites;

    /// <summary>Users, faults, and the end. The bridges run, and go on running.</summary>
    public async Task<FaultReport> RunAsync(CancellationToken cancellation)
    {
        rig.MongoNetwork.Tap = (request, point) => ValueTask.FromResult(_injector.OnMongo(request, point));
        rig.BigPeerNetwork.Tap = (request, point) =>
        {
            _traffic.See(request, point);
            return ValueTask.FromResult(WireVerdict.Pass);
        };
        var settlement = new Settlement(_lives);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> running = [.. Enumerable.Range(0, Writers).Select(w => WriteAsync(w, end.Token)), SweepAsync(settlement, end.Token), WatchAsync(end.Token)];
        var faults = _injector.RunAsync(FaultSchedule.Make(seed, length, rig.Bridges.Count), length, cancellation);
        // A user or a reader that fails ends the run at once.
        if (await Task.WhenAny([faults, .. running]) is { } first && first != faults) await first;
        await faults;
        await end.CancelAsync();
        await Task.WhenAll(running);
        await _injector.HealAsync();
        var seconds = await EqualAsync(settlement, cancellation);
        await settlement.EndAsync();
        return await ReportAsync(settlement, seconds);
    }

    private static IEnumerable<DocumentLife> MakeLives(FaultRig rig, int seed, int documents)
    {
        var random = new Random(seed);
        for (var i = 0; i < documents; i++)
        {
            var collection = rig.Collections[i % rig.Collections.Count];
            var bridge = rig.Bridges.Single(b => b.Name == collection.Bridge);
            yield return new DocumentLife(collection, 1 + (i / rig.Collections.Count), new Random(random.Next()), () => bridge.DownMark);
        }
    }

    private async Task WriteAsync(int writer, CancellationToken cancellation)
    {
        var random = new Random(seed + 1 + writer);
        var own = _lives.Where((_, i) => i % Writers == writer).ToList();
        while (!cancellation.IsCancellationRequested)
        {
            await own[random.Next(own.Count)].StepAsync();
            await Rest(LongestRest * random.NextDouble(), cancellation);
        }
    }

    private static async Task SweepAsync(Settlement settlement, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            await settlement.SweepAsync();
            await Rest(BetweenSweeps, cancellation);
        }
    }

    /// <summary>Reads the bridges' metrics, and starts again whoever ended by itself.</summary>
    private async Task WatchAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            for (var i = 0; i < rig.Bridges.Count; i++)
            {
                await rig.Bridges[i].ReadMetricsAsync();
                await _injector.ReviveAsync(i);
            }
            await Rest(BetweenSweeps, cancellation);
        }
    }

    private static async Task Rest(TimeSpan time, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(time, TimeProvider.System, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The run ends.
        }
    }

    /// <returns>How long it took until every document had arrived, in seconds.</returns>
    /// <exception cref="TimeoutException">Nothing moved on for the time that is allowed.</exception>
    private async Task<double> EqualAsync(Settlement settlement, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (least, moved) = (int.MaxValue, began);
        while (true)
        {
            var (open, words) = await settlement.SweepAsync();
            for (var i = 0; i < rig.Bridges.Count; i++) await _injector.ReviveAsync(i);
            if (open == 0) return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            if (open < least) (least, moved) = (open, TimeProvider.System.GetTimestamp());
            if (TimeProvider.System.GetElapsedTime(moved) > EqualLimit * pace || TimeProvider.System.GetElapsedTime(began) > AbsoluteLimit)
            {
                var letters = await rig.LettersAsync();
                throw new TimeoutException($"{open} documents did not arrive on the other side.\n\n{words}\n\ndead letters: {string.Join('\n', letters)}\n\n{string.Join("\n\n", settlement.Objections.Take(3))}");
            }
            await Task.Delay(BetweenSweeps / 2, TimeProvider.System, cancellation);
        }
    }

    private async Task<FaultReport> ReportAsync(Settlement settlement, double seconds)
    {
        foreach (var bridge in rig.Bridges) await bridge.ReadMetricsAsync();
        var writes = _lives.SelectMany(l => l.Totals).GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.Sum(t => t.Value));
        _mongoWrites = await rig.MongoWritesAsync();
        var letters = await rig.LettersAsync();
        return new FaultReport
        {
            Seed = seed,
            Minutes = Math.Round(length.TotalMinutes, 2),
            Pace = Math.Round(pace, 1),
            Faults = _injector.Counts.OrderBy(c => c.Key).ToDictionary(c => c.Key.ToString(), c => c.Value),
            Restarts = rig.Bridges.Sum(b => b.Starts) - rig.Bridges.Count,
            Deaths = [.. rig.Bridges.SelectMany(b => b.Deaths)],
            Documents = _lives.Count,
            Steps = settlement.Judged,
            Unrecorded = _lives.Sum(l => l.Unrecorded),
            UserWritesInMongo = writes.GetValueOrDefault(UserSide.Mongo),
            UserWritesAtBigPeer = writes.GetValueOrDefault(UserSide.BigPeer),
            BridgeWritesInMongo = _mongoWrites - writes.GetValueOrDefault(UserSide.Mongo),
            BridgeWritesAtBigPeer = _traffic.Written,
            Conflicts = Total("bridge_conflicts_total"),
            Echoes = Total("bridge_echoes_total"),
            Reruns = Total("bridge_reruns_total"),
            Retries = Total("bridge_retries_total"),
            Verdicts = settlement.Verdicts.OrderBy(v => v.Key).ToDictionary(v => v.Key.ToString(), v => v.Value),
            SecondsUntilEqual = Math.Round(seconds, 1),
            Losses = (int)settlement.Verdicts.GetValueOrDefault(VerdictKind.Lost),
            Objections = [.. settlement.Objections, .. letters.Select(l => $"a dead letter: {l}")],
        };
    }

    private long Total(string metric) => (long)rig.Bridges.Sum(b => b.Total(metric));
}
