using TestKit;

namespace Operator.Tests;

/// <summary>One cluster with the resource installed for all tests; each test takes a namespace of its own.</summary>
[SetUpFixture]
public sealed class SharedCluster
{
    private static KubernetesCluster? _cluster;

    public static KubernetesCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster was not started.");

    [OneTimeSetUp]
    public async Task Start()
    {
        if (KubernetesCluster.Missing() is { } reason) Assert.Ignore(reason);
        _cluster = await KubernetesCluster.StartAsync();
        await Kubectl.RunAsync("apply", "--validate=false", "-f", Path.Combine(RepositoryFolder.Path, "crds"));
        await Kubectl.RunAsync("wait", "--for=condition=Established", "--timeout=30s", "crd/bigpeerdatabridges.ditto.live");
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
