using TestKit;

namespace Cluster.Tests.Demo;

/// <summary>What the demo says where it cannot begin or does not come to its end, and that nothing stays then.</summary>
[Order(2)]
[Parallelizable(ParallelScope.All)]
public sealed class DemoSettingsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    [Test]
    public async Task A_cluster_that_is_there_needs_to_be_told_of_images_and_of_this_machine()
    {
        await using var demo = new DemoRun(new Dictionary<string, string> { ["KUBECONFIG"] = SharedCluster.Cluster.KubeConfig });
        var (code, said) = await demo.EndAsync();
        Assert.That((code, said), Is.EqualTo((1, said)));
        Assert.That(said, Does.Contain("REPOSITORY: from where").And.Contain("HOST_ADDRESS: the address").And.Contain(SharedCluster.Cluster.Host));
        Assert.That(await demo.LeftAsync(), Is.Empty);
    }

    [Test]
    public async Task An_address_of_another_machine_is_refused()
    {
        await using var demo = new DemoRun(new Dictionary<string, string>(DemoRun.OnSharedCluster()) { ["HOST_ADDRESS"] = "192.0.2.1" });
        var (code, said) = await demo.EndAsync();
        Assert.That((code, said), Is.EqualTo((1, said)));
        Assert.That(said, Does.Contain("HOST_ADDRESS is 192.0.2.1, which is no address of this machine"));
    }

    [Test]
    public async Task An_operator_that_serves_all_namespaces_is_left_alone()
    {
        await using var demo = new DemoRun(DemoRun.OnSharedCluster());
        var (code, said) = await demo.EndAsync();
        Assert.That((code, said), Is.EqualTo((1, said)));
        Assert.That(said, Does.Contain($"Deployment {Operators.Release} in namespace {Operators.Namespace} serves the bridges of all namespaces"));
        Assert.That(await Kubectl.RunAsync("get", "namespaces", "-o", "name"), Does.Not.Contain("bridge-demo"));
    }

    [Test]
    public async Task Interrupted_with_a_cluster_of_its_own_it_ends_all_of_it()
    {
        await using var demo = new DemoRun(new Dictionary<string, string>());
        await demo.Process.LineAsync("that its node is ready", l => l.Contains("has a ready node", StringComparison.Ordinal), Limit);
        Assert.That(await demo.LeftAsync(), Does.Contain("kube-apiserver"));
        demo.Process.Signal(UnixSignal.Interrupt);
        var (code, said) = await demo.EndAsync();
        Assert.That((code, said), Is.EqualTo((130, said)));
        Assert.That(await demo.LeftAsync(), Is.Empty);
    }
}
