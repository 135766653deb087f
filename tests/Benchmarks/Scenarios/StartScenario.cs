using System.Diagnostics;
using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;

namespace Benchmarks.Scenarios;

/// <summary>(i) A start of a bridge that has run before, with 1000 documents: until the process answers on its status port, and until it is ready.</summary>
internal static class StartScenario
{
    private const string Tasks = "tasks";

    public static async Task RunAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: true);
        await mongo.CreateAsync(Tasks, Tasks);
        await LoadPart.RunAsync(new LoadPlan { Kind = LoadKind.Insert, Uri = mongo.Uri, Database = Tasks, Collections = [Tasks], Documents = 1000 });
        var setup = bench.Setup(mongo, Tasks, [Tasks], sink.Endpoint);
        await using (var first = await BridgePart.StartAsync(setup)) await first.StopAsync();

        List<double> ready = [];
        var listening = await bench.RepeatAsync(async _ =>
        {
            var began = Stopwatch.GetTimestamp();
            await using var bridge = BridgePart.Launch(setup);
            (string Name, int Process)[] parts = [mongo.Part, bridge.Part, sink.Part];
            var before = new CpuReading(parts);
            await bridge.ListeningAsync();
            var listens = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            await bridge.ReadyAsync();
            ready.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            var cpu = new CpuReading(parts).Since(before);
            await bridge.StopAsync();
            return new Sample(listens, cpu);
        });
        bench.Add("i.start.listening", "(i) start of the process until its status port answers", "ms", listening, Target.AtMost(300));
        bench.Add("i.start.ready", "(i) start until ready", "ms", [.. listening.Zip(ready, (s, r) => s with { Value = r })], note: "asks both sides, takes the leases, opens the stream");
    }
}
