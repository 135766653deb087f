using System.Diagnostics;
using System.Globalization;
using TestKit;

namespace Benchmarks.Operators;

/// <summary>
/// Measures the real operator against a control plane of its own: how long bridges take to have their children, what they cost in memory, how long a reconcile takes, and
/// what is written while nothing happens. No pod runs there, so no runtime is asked how it is.
/// </summary>
internal static class OperatorBenchmark
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DeployLimit = TimeSpan.FromMinutes(5);

    /// <summary>The StatefulSets' own controller goes on for a while with the pods, twenty calls a second.</summary>
    private static readonly TimeSpan QuietLimit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(IReadOnlyList<int> sizes)
    {
        if (KubernetesCluster.Missing() is { } reason) throw new InvalidOperationException(reason);
        await using var cluster = await KubernetesCluster.StartOwnAsync();
        using var api = new BenchmarkApi(cluster.KubeConfig);
        await api.PrepareAsync(cluster.KubeConfig);
        await using var process = ChildProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "Operator"),
            ["--runtime-image", "localhost/none:1", "--kubeconfig", cluster.KubeConfig, "--lease-namespace", "default", "--log-level", "Warning", "--status-port", "0", "--metrics-port", api.FreePort.ToString(CultureInfo.InvariantCulture)]);
        var metrics = new OperatorFigures(api.FreePort);
        await Eventually.HoldsAsync("the operator leads", async () => await metrics.TryReadAsync() && metrics.Sum("controller_leads") > 0 ? null : "not yet", StartLimit, () => process.LastLines());
        Console.WriteLine("| bridges | all have their children | resident memory | reconcile P50 | P99 | writes in an idle minute | of the lease, of events |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        var have = 0;
        foreach (var size in sizes)
        {
            await metrics.ReadAsync();
            var before = metrics.Buckets();
            var clock = Stopwatch.StartNew();
            await api.CreateAsync(have, size);
            await Eventually.HoldsAsync("every bridge has its StatefulSet, which comes last", async () => await api.StatefulSetsAsync() is var n && n >= size ? null : $"{n}", DeployLimit, () => process.LastLines());
            var took = clock.Elapsed;
            have = size;
            await QuietAsync(metrics);
            var (p50, p99) = OperatorFigures.Percentiles(before, metrics.Buckets());
            var (writes, lease, events) = await IdleAsync(metrics);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {size} | {took.TotalSeconds:0.0} s | {Resident(process.Id):0} MB | {p50 * 1000:0} ms | {p99 * 1000:0} ms | {writes:0} | {lease:0}, {events:0} |"));
        }
    }

    /// <summary>Waits until the operator has had nothing to do for a while.</summary>
    private static async Task QuietAsync(OperatorFigures metrics)
    {
        var began = Stopwatch.StartNew();
        var since = Stopwatch.StartNew();
        var last = -1d;
        while (since.Elapsed < Quiet)
        {
            if (began.Elapsed > QuietLimit) throw new TimeoutException($"The operator was still busy after {QuietLimit.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            await metrics.ReadAsync();
            if (metrics.Sum("controller_reconciles_total") is var now && now == last) continue;
            last = now;
            since.Restart();
        }
    }

    private static async Task<(double Writes, double Lease, double Events)> IdleAsync(OperatorFigures metrics)
    {
        var before = metrics.Writes();
        await Task.Delay(IdleTime, TimeProvider.System);
        await metrics.ReadAsync();
        var after = metrics.Writes();
        var perMinute = TimeSpan.FromMinutes(1) / IdleTime;
        return ((after.Others - before.Others) * perMinute, (after.Lease - before.Lease) * perMinute, (after.Events - before.Events) * perMinute);
    }

    private static double Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
