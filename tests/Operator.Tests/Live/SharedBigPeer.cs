using TestKit;

namespace Operator.Tests.Live;

/// <summary>One Big Peer for all tests of this folder; each takes collections of its own.</summary>
[SetUpFixture]
public sealed class SharedBigPeer
{
    private static BigPeerServer? _server;

    public static BigPeerServer Server => _server ?? throw new InvalidOperationException("The Big Peer was not started.");

    [OneTimeSetUp]
    public async Task Start()
    {
        if (SharedCluster.Cluster.IsForeign) Assert.Ignore("The kubelet is played here, which needs a cluster without nodes.");
        if (BigPeerServer.Missing() is { } reason) Assert.Ignore(reason);
        _server = await BigPeerServer.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
