using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks.Figures;
using Benchmarks.Load;
using Benchmarks.Scenarios;
using Perfolizer.Horology;

namespace Benchmarks.Conversion;

/// <summary>(k) Conversion alone, by BenchmarkDotNet, on one core: BSON megabytes a second, and what is allocated for a document.</summary>
internal static class ConversionScenario
{
    public static Task RunAsync(Bench bench)
    {
        ConversionBenchmark.Sizes = bench.Sizes.Conversion;
        var artifacts = Directory.CreateTempSubdirectory("conversion-");
        try
        {
            var summary = BenchmarkRunner.Run<ConversionBenchmark>(Config(bench.Sizes, artifacts.FullName));
            if (summary.HasCriticalValidationErrors || summary.Reports.Any(r => !r.Success)) throw new InvalidOperationException($"BenchmarkDotNet failed: {string.Join("; ", summary.ValidationErrors.Select(e => e.Message))}");
            foreach (var report in summary.Reports) Add(bench, report);
        }
        finally
        {
            artifacts.Delete(recursive: true);
        }
        return Task.CompletedTask;
    }

    private static ManualConfig Config(Sizes sizes, string artifacts)
    {
        // In this process: the other way would build a project of its own while others measure. The median is taken over iterations, so there are more than five.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithPlatform(Platform.X64).WithLaunchCount(1)
            .WithWarmupCount(sizes.Runs > 1 ? 5 : 1).WithIterationCount(sizes.Runs > 1 ? 9 : 1).WithIterationTime(TimeInterval.FromMilliseconds(sizes.ConversionMilliseconds));
        return ManualConfig.CreateEmpty().AddJob(job).AddLogger(NullLogger.Instance).AddColumnProvider(DefaultColumnProviders.Instance)
            .WithArtifactsPath(artifacts).WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator);
    }

    private static void Add(Bench bench, BenchmarkReport report)
    {
        var size = (int)report.BenchmarkCase.Parameters[nameof(ConversionBenchmark.Size)];
        var isToDitto = report.BenchmarkCase.Descriptor.WorkloadMethod.Name == nameof(ConversionBenchmark.ToDitto);
        var (name, words) = (FormattableString.Invariant($"k.{(isToDitto ? "to-ditto" : "to-bson")}.{size}"), $"(k) {(isToDitto ? "BSON → Ditto JSON" : "Ditto JSON → BSON")}, {FigureTable.Number(size)} B");
        // Nanoseconds an operation. A document is not exactly of the size that was asked for.
        double bytes = LoadDocument.Bson(size).Length;
        bench.Add(new Figure
        {
            Name = name,
            What = words,
            Unit = "MB/s",
            Values = [.. report.ResultStatistics!.OriginalValues.Select(ns => bytes / ns * 1e3)],
            Target = size == 1024 ? Target.AtLeast(200) : null,
        });
        bench.Add(new Figure { Name = $"{name}.allocated", What = $"{words}: allocated for one", Unit = "B", Values = [report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0], LessIsBetter = true });
    }
}
