using System.Diagnostics;
using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;
using TestKit;

namespace Benchmarks.Scenarios;

/// <summary>(e) The initial sync of a standing collection, from the start of the bridge's process until all of it has been acknowledged and recorded.</summary>
internal static class SnapshotScenario
{
    private const string Tasks = "tasks";
    private const string Unit = "documents/s";

    public static async Task RunAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await FillAsync(bench, mongo);
        await using (var sink = await SinkPart.StartAsync(keeps: false))
        {
            var endpoint = sink.Endpoint;
            bench.Add("e.snapshot.sink", $"(e) snapshot of {FigureTable.Number(bench.Sizes.Standing)} documents into the sink", Unit, await bench.RepeatAsync(_ => RunAsync(endpoint, sink.Part)), Target.AtLeast(15_000));
        }
        bench.Add("e.snapshot.engine", "(e) the same into the Ditto engine", Unit, await bench.RepeatAsync(async _ =>
        {
            await using var engine = await BigPeerServer.StartAsync();
            return await RunAsync(engine.Api.Endpoint, ("Ditto", engine.ProcessId));
        }), Target.AtLeast(15_000));

        async Task<Sample> RunAsync(string endpoint, (string Name, int Process) target)
        {
            var setup = bench.Setup(mongo, Tasks, [Tasks], endpoint);
            var began = Stopwatch.GetTimestamp();
            await using var bridge = BridgePart.Launch(setup);
            (string Name, int Process)[] parts = [mongo.Part, bridge.Part, target];
            var before = new CpuReading(parts);
            await bridge.SyncedAsync(Own.RunLimit, TimeSpan.FromMilliseconds(50));
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var cpu = new CpuReading(parts).Since(before);
            await bridge.StopAsync();
            await mongo.ForgetBridgeAsync(Tasks);
            return new Sample(bench.Sizes.Standing / seconds, cpu);
        }
    }

    /// <summary>Fills the collection <c>tasks</c> of the database of that name.</summary>
    public static async Task FillAsync(Bench bench, StandIn mongo)
    {
        await mongo.CreateAsync(Tasks, Tasks);
        await LoadPart.RunAsync(new LoadPlan { Kind = LoadKind.Insert, Uri = mongo.Uri, Database = Tasks, Collections = [Tasks], Documents = bench.Sizes.Standing });
    }
}
