using TestKit;

namespace Operator.Tests;

/// <summary>Installs the resource on the shared cluster.</summary>
[SetUpFixture]
public sealed class ClusterFixture
{
    [OneTimeSetUp]
    public async Task Start()
    {
        if (KubernetesCluster.Missing() is { } reason) Assert.Ignore(reason);
        await SharedCluster.StartAsync();
        await Kubectl.RunAsync("apply", "--validate=false", "-f", Path.Combine(RepositoryFolder.Path, "crds"));
        await Kubectl.RunAsync("wait", "--for=condition=Established", "--timeout=30s", "crd/bigpeerdatabridges.ditto.live");
    }

    [OneTimeTearDown]
    public Task Stop() => SharedCluster.StopAsync();
}
