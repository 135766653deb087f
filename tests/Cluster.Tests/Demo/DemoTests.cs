using TestKit;

namespace Cluster.Tests.Demo;

/// <summary>The whole story of <c>make demo-cluster</c>, in a namespace of its own of the shared cluster, beside an operator that serves another namespace.</summary>
[Order(6)]
public sealed class DemoTests
{
    [OneTimeSetUp]
    public async Task Limit_the_operator_to_another_namespace() =>
        await Operators.HelmAsync(["upgrade", Operators.Release, Helm.Chart, "--install", .. Operators.Values, "--set", $"watchNamespaces={{{Operators.Namespace}}}", "--wait", "--timeout=150s"]);

    [OneTimeTearDown]
    public Task Restore() => Operators.RestoreAsync();

    [Test]
    public async Task It_tells_the_whole_story_and_takes_back_what_it_has_made()
    {
        await using var demo = new DemoRun(DemoRun.OnSharedCluster());
        var (code, said) = await demo.EndAsync();
        Assert.That((code, said), Is.EqualTo((0, said)));
        Assert.That(said, Does.Contain("Step 7/7").And.Contain("$ kubectl get bpdb\n").And.Contain("InStep").And.Contain("is still on both sides").And.Contain("All of it went well"));
        Assert.That(said, Does.Not.Contain("mongodb://"), "what it types has no secrets");
        Assert.That(await demo.LeftAsync(), Is.Empty);
        Assert.That(await Kubectl.RunAsync("get", "namespaces", "-o", "name"), Does.Not.Contain("bridge-demo"));
        Assert.That(await Kubectl.RunAsync("get", "crd", "bigpeerdatabridges.ditto.live", "-o", "name"), Is.Not.Empty, "it was there before");
        await Operators.ReadyAsync();
    }
}
