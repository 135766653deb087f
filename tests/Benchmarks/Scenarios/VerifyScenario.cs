using System.Diagnostics;
using System.Text.Json;
using Benchmarks.Figures;
using Benchmarks.Parts;
using TestKit;

namespace Benchmarks.Scenarios;

/// <summary>(h) A verification of a standing collection against the Ditto engine: BSON looked at a second, and by how much the memory of the bridge rises.</summary>
internal static class VerifyScenario
{
    private const string Tasks = "tasks";
    private const double DocumentMegabytes = 1024 / 1e6;

    public static async Task RunAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var engine = await BigPeerServer.StartAsync();
        await SnapshotScenario.FillAsync(bench, mongo);
        await using var bridge = BridgePart.Launch(bench.Setup(mongo, Tasks, [Tasks], engine.Api.Endpoint));
        await bridge.ReadyAsync(Own.RunLimit);
        (string Name, int Process)[] parts = [mongo.Part, bridge.Part, ("Ditto", engine.ProcessId)];
        List<double> memory = [];
        var samples = await bench.RepeatAsync(async _ =>
        {
            Resident.ForgetHighest(bridge.Id);
            var (before, began) = (new CpuReading(parts), Stopwatch.GetTimestamp());
            await VerifyAsync(bridge, bench.Sizes.Standing);
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            memory.Add(Resident.Highest(bridge.Id));
            return new Sample(bench.Sizes.Standing * DocumentMegabytes / seconds, new CpuReading(parts).Since(before));
        });
        bench.Add("h.verify", $"(h) verify of {FigureTable.Number(bench.Sizes.Standing)} documents of 1 KiB", "MB/s", samples, Target.AtLeast(20));
        bench.Add(new Figure { Name = "h.verify.memory", What = "(h) resident memory, highest meanwhile", Unit = "MiB", Values = memory, LessIsBetter = true });
    }

    private static async Task VerifyAsync(BridgePart bridge, int documents)
    {
        var (code, body) = await bridge.CallAsync("POST", "/control/verification", "{}");
        if (code != 202) throw new InvalidOperationException($"The verification was not begun: {code} {body}");
        await bridge.UntilAsync("the verification has ended", async () => State(body = (await bridge.CallAsync("GET", "/control/verification")).Body) != "running", Own.RunLimit, TimeSpan.FromMilliseconds(50));
        using var report = JsonDocument.Parse(body);
        var counts = report.RootElement.GetProperty("collections")[0].GetProperty("counts");
        if (State(body) != "done" || counts.GetProperty("equal").GetInt64() != documents) throw new InvalidOperationException($"The verification did not find {documents} equal documents: {body}");
    }

    private static string? State(string report)
    {
        using var parsed = JsonDocument.Parse(report);
        return parsed.RootElement.GetProperty("state").GetString();
    }
}
