using TestKit;

namespace ControllerRuntime.Tests;

[SetUpFixture]
public sealed class ClusterFixture
{
    [OneTimeSetUp]
    public async Task Start()
    {
        if (KubernetesCluster.Missing() is { } reason) Assert.Ignore(reason);
        await SharedCluster.StartAsync();
    }

    [OneTimeTearDown]
    public Task Stop() => SharedCluster.StopAsync();
}
