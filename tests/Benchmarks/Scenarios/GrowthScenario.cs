using System.Globalization;
using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Parts;

namespace Benchmarks.Scenarios;

/// <summary>What a document costs as there come to be more of them, more collections, more workers: (a) into the sink, once each.</summary>
internal static class GrowthScenario
{
    private const string Once = "one run";

    public static async Task RunAsync(Bench bench)
    {
        await DocumentsAsync(bench);
        foreach (var collections in bench.Sizes.Collections) await StreamAsync(bench, collections, workers: 4, "growth.collections", collections);
        foreach (var workers in bench.Sizes.Workers) await StreamAsync(bench, collections: 1, workers, "growth.workers", workers);
    }

    /// <summary>One collection grows; each stretch is a stream of its own, from the last size to the next.</summary>
    private static async Task DocumentsAsync(Bench bench)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: false);
        await mongo.CreateAsync("growth", "tasks");
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, "growth", ["tasks"], sink.Endpoint));
        var have = 0;
        List<(double Documents, double Cost)> costs = [];
        foreach (var size in bench.Sizes.Growth)
        {
            Resident.ForgetHighest(bridge.Id);
            await sink.BeginAsync(round: 0);
            var (count, before) = (size - have, CpuReading.SecondsOf(bridge.Id));
            var plan = new LoadPlan { Kind = LoadKind.Insert, Uri = mongo.Uri, Database = "growth", Collections = ["tasks"], From = have, Documents = count };
            var sample = await Bench.StreamAsync(plan, [mongo.Part, bridge.Part, sink.Part], () => sink.ReachedAsync(count));
            var cost = (CpuReading.SecondsOf(bridge.Id) - before) / count * 1e6;
            costs.Add((size, cost));
            have = size;
            var words = $"growth: up to {FigureTable.Number(size)} documents";
            Add(bench, $"growth.documents.{size}.rate", words, "documents/s", sample);
            Add(bench, $"growth.documents.{size}.cost", $"{words}, processor time of the bridge for each", "µs", sample with { Value = cost }, lessIsBetter: true);
            Add(bench, $"growth.documents.{size}.memory", $"{words}, highest resident memory of the bridge", "MiB", sample with { Value = Resident.Highest(bridge.Id) }, lessIsBetter: true);
        }
        bench.Add(new Figure
        {
            Name = "growth.documents.slope",
            What = "growth: exponent of the cost of a document by their number, log-log",
            Unit = "",
            Values = [Slope.LogLog(costs)],
            LessIsBetter = true,
            Note = "0: each costs the same however many there are",
        });
    }

    private static async Task StreamAsync(Bench bench, int collections, int workers, string name, int value)
    {
        await using var mongo = await StandIn.StartAsync();
        await using var sink = await SinkPart.StartAsync(keeps: false);
        List<string> names = [.. Enumerable.Range(0, collections).Select(i => string.Create(CultureInfo.InvariantCulture, $"tasks{i}"))];
        await mongo.CreateAsync("growth", names);
        await using var bridge = await BridgePart.StartAsync(bench.Setup(mongo, "growth", names, sink.Endpoint) with { Workers = workers });
        await RunAsync(0, bench.Sizes.WarmUp);
        var sample = await RunAsync(bench.Sizes.WarmUp, bench.Sizes.Stream);
        Add(bench, string.Create(CultureInfo.InvariantCulture, $"{name}.{value:D2}"), $"growth: {value} {name[(name.LastIndexOf('.') + 1)..]}", "documents/s", sample);

        async Task<Sample> RunAsync(int from, int documents)
        {
            await sink.BeginAsync(round: 0);
            var plan = new LoadPlan { Kind = LoadKind.Insert, Uri = mongo.Uri, Database = "growth", Collections = names, From = from, Documents = documents };
            return await Bench.StreamAsync(plan, [mongo.Part, bridge.Part, sink.Part], () => sink.ReachedAsync(documents));
        }
    }

    private static void Add(Bench bench, string name, string what, string unit, Sample sample, bool lessIsBetter = false) =>
        bench.Add(new Figure { Name = name, What = what, Unit = unit, Values = [sample.Value], Cpu = sample.Cpu, LessIsBetter = lessIsBetter, Note = Once });
}
