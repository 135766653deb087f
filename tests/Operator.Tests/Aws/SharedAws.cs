using TestKit;

namespace Operator.Tests.Aws;

/// <summary>One AWS for all tests here, which checks signatures and policies; each test makes secrets of its own.</summary>
[SetUpFixture]
public sealed class SharedAws
{
    private static AwsAccount? _account;
    private AwsServer? _server;

    internal static AwsAccount Account => _account ?? throw new InvalidOperationException("AWS was not started.");

    [OneTimeSetUp]
    public async Task Start()
    {
        if (AwsServer.Missing() is { } reason) Assert.Ignore(reason);
        _server = await AwsServer.StartAsync();
        _account = await AwsAccount.OpenAsync(_server.Endpoint);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _account?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
