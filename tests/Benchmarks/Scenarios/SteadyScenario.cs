using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;
using Benchmarks.Sink;
using TestKit;

namespace Benchmarks.Scenarios;

/// <summary>
/// (f) A steady rate of changes, half of them new documents and half changed ones: how long after a change was sent to the one side it is to be seen on the other. On the way
/// to the Big Peer the sink stands before the Ditto engine, and a change counts as seen when the engine has answered; on the way back a change stream tells.
/// </summary>
internal static class SteadyScenario
{
    private const int Standing = 10;    // times the rate; each run changes at most half as many seconds' worth twice as fast
    private const string Tasks = "tasks";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(Bench bench)
    {
        await ForthAsync(bench);
        await BackAsync(bench);
    }

    private static async Task ForthAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var engine = await BigPeerServer.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: false, engine.Api.Endpoint);
        var plan = new LoadPlan
        {
            Kind = LoadKind.Steady,
            Uri = mongo.Uri,
            Database = Tasks,
            Collections = [Tasks],
            Documents = Standing * bench.Sizes.SteadyRate,
            Rate = bench.Sizes.SteadyRate,
            Seconds = bench.Sizes.SteadySeconds,
        };
        await mongo.CreateAsync(Tasks, Tasks);
        await LoadPart.RunAsync(plan with { Kind = LoadKind.Insert });
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, Tasks, [Tasks], sink.Endpoint));
        var inserted = 0L;
        await RunAsync();
        List<Delays> delays = [];
        var samples = await bench.RepeatAsync(async _ =>
        {
            var (sample, of) = await RunAsync();
            delays.Add(of);
            return sample;
        });
        Add(bench, "f.latency", $"(f) {bench.Sizes.SteadyRate} changes/s from MongoDB to the Ditto engine", delays, samples, Target.AtMost(250), Target.AtMost(500));

        async Task<(Sample Sample, Delays Delays)> RunAsync()
        {
            await sink.BeginAsync(round: 0);
            SinkFigures? seen = null;
            // New documents get numbers that no run before had.
            var own = plan with { From = inserted, Documents = plan.Documents };
            inserted += (plan.Changes + 1) / 2;
            var sample = await Bench.StreamAsync(own, [mongo.Part, bridge.Part, ("Ditto", engine.ProcessId), sink.Part], async () =>
            {
                await bridge.UntilAsync("all changes have been seen", async () => (seen = await sink.FiguresAsync()).Delays.Count >= plan.Changes, Own.RunLimit, Pause);
                return System.Diagnostics.Stopwatch.GetTimestamp();
            });
            return (sample, seen!.Delays);
        }
    }

    private static async Task BackAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var engine = await BigPeerServer.StartAsync();
        List<Delays> delays = [];
        var samples = await bench.RepeatAsync(async i =>
        {
            var name = $"tasks{i}";
            await mongo.CreateAsync(name, name);
            await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, name, [name], engine.Api.Endpoint));
            var plan = new LoadPlan
            {
                Kind = LoadKind.BigPeerSteady,
                Uri = mongo.Uri,
                Database = name,
                Endpoint = engine.Api.Endpoint,
                ApiKey = engine.Api.ApiKey,
                Collections = [name],
                Documents = 0,
                Rate = bench.Sizes.SteadyRate,
                Seconds = bench.Sizes.SteadySeconds,
            };
            await using var load = await LoadPart.StartAsync(plan);
            (string Name, int Process)[] parts = [mongo.Part, bridge.Part, ("Ditto", engine.ProcessId), load.Part];
            var before = new CpuReading(parts);
            await load.GoAsync();
            var result = await load.ResultAsync();
            delays.Add(result.Delays!);
            return new Sample(result.Delays!.P50, new CpuReading(parts).Since(before));
        });
        Add(bench, "f.back", $"(f) {bench.Sizes.SteadyRate} inserts/s from the Ditto engine to MongoDB", delays, samples, null, null);
    }

    private static void Add(Bench bench, string name, string what, IReadOnlyList<Delays> delays, IReadOnlyList<Sample> samples, Target? p95, Target? p99)
    {
        AddOne("p50", d => d.P50, null);
        AddOne("p95", d => d.P95, p95);
        AddOne("p99", d => d.P99, p99);

        void AddOne(string percentile, Func<Delays, double> value, Target? target) =>
            bench.Add($"{name}.{percentile}", $"{what}, {percentile.ToUpperInvariant()}", "ms", [.. delays.Zip(samples, (d, s) => s with { Value = value(d) })], target);
    }
}
