namespace BridgeCtl.Tests;

/// <summary>The shared servers of the end-to-end tests, for the tests of this assembly.</summary>
[SetUpFixture]
public sealed class Servers
{
    private readonly SharedServers _servers = new();

    [OneTimeSetUp]
    public Task Start() => _servers.Start();

    [OneTimeTearDown]
    public Task Stop() => _servers.Stop();
}
