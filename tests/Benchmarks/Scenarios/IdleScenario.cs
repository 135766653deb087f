using System.Globalization;
using System.Text.RegularExpressions;
using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;

namespace Benchmarks.Scenarios;

/// <summary>(g) What a bridge of 1000 documents takes while nothing happens, and its memory then.</summary>
internal static partial class IdleScenario
{
    private const string Tasks = "tasks";
    private const int Documents = 1000;

    /// <summary>What the start leaves behind has settled by then.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: true);
        await mongo.CreateAsync(Tasks, Tasks);
        await LoadPart.RunAsync(new LoadPlan { Kind = LoadKind.Insert, Uri = mongo.Uri, Database = Tasks, Collections = [Tasks], Documents = Documents });
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, Tasks, [Tasks], sink.Endpoint));
        var window = TimeSpan.FromSeconds(bench.Sizes.IdleSeconds);
        await Task.Delay(window < Settling ? window : Settling, TimeProvider.System);

        List<double> cpu = [], mongoCalls = [], bigPeerCalls = [], memory = [];
        for (var i = 0; i < bench.Sizes.Runs; i++)
        {
            var (callsBefore, before) = (await MongoCallsAsync(bridge), new CpuReading([bridge.Part]));
            await sink.BeginAsync(round: 0);
            await Task.Delay(window, TimeProvider.System);
            var perMinute = TimeSpan.FromMinutes(1) / window;
            cpu.Add((new CpuReading([bridge.Part])["bridge"] - before["bridge"]) * perMinute);
            bigPeerCalls.Add((await sink.FiguresAsync()).Requests * perMinute);
            mongoCalls.Add((await MongoCallsAsync(bridge) - callsBefore) * perMinute);
            memory.Add(Resident.Now(bridge.Id));
        }
        bench.Add(new Figure { Name = "g.idle.cpu", What = "(g) processor time of an idle minute", Unit = "s", Values = cpu, Target = Target.AtMost(0.5) });
        bench.Add(new Figure { Name = "g.idle.requests.bigpeer", What = "(g) requests to the Big Peer in an idle minute", Unit = "requests", Values = bigPeerCalls, LessIsBetter = true });
        bench.Add(new Figure { Name = "g.idle.requests.mongodb", What = "(g) calls to MongoDB in an idle minute", Unit = "calls", Values = mongoCalls, LessIsBetter = true, Note = "the stream's own waiting is not counted" });
        bench.Add(new Figure { Name = "j.memory.idle", What = "(j) resident memory, idle", Unit = "MiB", Values = memory, Target = Target.AtMost(80) });
    }

    private static async Task<double> MongoCallsAsync(BridgePart bridge) =>
        MongoCalls().Matches(await bridge.MetricsAsync()).Sum(m => double.Parse(m.Groups["n"].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex("""^bridge_call_seconds_count\{[^}]*side="mongodb"[^}]*\} (?<n>.+)$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MongoCalls();
}
