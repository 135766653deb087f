using TestKit;

namespace Cel.Tests.Server;

/// <summary>One server for all tests; it keeps nothing of what they ask.</summary>
internal static class SharedServer
{
    private static CelServer? _server;

    public static CelServer Server => _server ?? throw new InvalidOperationException("The server was not started.");

    public static async Task StartAsync()
    {
        if (KubernetesCluster.MissingCel() is { } reason) Assert.Ignore(reason);
        _server = await CelServer.StartAsync();
    }

    public static async Task StopAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
