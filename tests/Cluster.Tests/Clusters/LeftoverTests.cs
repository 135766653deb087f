using TestKit;

namespace Cluster.Tests.Clusters;

/// <summary>A second cluster beside the shared one, which goes without a trace, however it ends.</summary>
[Parallelizable(ParallelScope.Self)]
[Order(2)]
public sealed class LeftoverTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Test]
    public async Task A_second_cluster_runs_beside_the_first_and_leaves_nothing_when_its_starter_is_killed()
    {
        var second = await PodCluster.StartAsync();
        var number = second.Host.Split('.')[2];
        try
        {
            Assert.That(second.Host, Is.Not.EqualTo(SharedCluster.Cluster.Host));
            var nodes = await Commands.RunAsync("kubectl", ["--kubeconfig", second.KubeConfig, "get", "nodes", "--no-headers"], Limit);
            Assert.That(nodes, Does.Contain(" Ready "));
            Assert.That(await TracesAsync(second.Folder, number), Is.Not.Empty);

            // Nothing can be tidied up by whoever is killed so.
            second.KillStarter();
            await Eventually.HoldsAsync("nothing of it is left", async () => await TracesAsync(second.Folder, number) is { Length: > 0 } left ? left : null, Limit);
        }
        finally
        {
            await second.DisposeAsync();
        }
        Assert.That(Directory.Exists(second.Folder), Is.False);
        Assert.That(await Kubectl.RunAsync("get", "nodes", "--no-headers"), Does.Contain(" Ready "), "the first one runs on");
    }

    /// <summary>Processes, mounts, links and routes of a cluster.</summary>
    private static async Task<string> TracesAsync(string folder, string number)
    {
        var routes = (await Commands.RunAsync("ip", ["-4", "route"], Limit)).Split('\n').Where(r => r.Contains($"10.244.{number}.", StringComparison.Ordinal) || r.Contains($"10.245.{number}.", StringComparison.Ordinal));
        var links = (await Commands.RunAsync("ip", ["-o", "link"], Limit)).Split('\n').Where(l => l.Contains($" ds{number}@", StringComparison.Ordinal));
        var mounts = (await File.ReadAllLinesAsync("/proc/self/mounts")).Where(m => m.Contains(folder, StringComparison.Ordinal));
        var processes = Processes.With(folder);
        return string.Join('\n', [.. routes, .. links, .. mounts, .. processes]);
    }
}
