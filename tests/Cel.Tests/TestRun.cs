using Cel.Tests.Server;

namespace Cel.Tests;

/// <summary>Starts what all tests share. Where the server cannot be had, all tests are skipped with the reason.</summary>
[SetUpFixture]
public sealed class TestRun
{
    [OneTimeSetUp]
    public Task Start() => SharedServer.StartAsync();

    [OneTimeTearDown]
    public Task Stop() => SharedServer.StopAsync();
}
