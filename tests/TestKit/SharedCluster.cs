namespace TestKit;

/// <summary>One cluster for all tests of a run; each test takes a namespace of its own.</summary>
public static class SharedCluster
{
    private static KubernetesCluster? _cluster;

    public static KubernetesCluster Cluster => _cluster ?? throw new InvalidOperationException("The cluster was not started.");

    /// <exception cref="TimeoutException">It did not get ready.</exception>
    public static async Task StartAsync() => _cluster = await KubernetesCluster.StartAsync();

    public static async Task StopAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
    }
}
