using System.Text.Json.Nodes;
using Conformance.Tests.Cases;
using Conformance.Tests.Clients;
using Conformance.Tests.Matching;
using TestKit;

namespace Conformance.Tests;

/// <summary>
/// The cases of <c>testdata/</c> say what MongoDB 7.0 answers; a fixture a client runs them all. The server is the stand-in, or the one that
/// <c>MONGODB_URI</c> names.
/// </summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
[Parallelizable(ParallelScope.Self)]
public abstract class ConformanceTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private MongoServer? _server;
    private ICaseClient? _client;

    /// <summary>Connects the client; ignores the fixture with a reason when the client is not installed.</summary>
    protected abstract ICaseClient Open(string uri);

    [OneTimeSetUp]
    public async Task Start()
    {
        _server = await MongoServer.StartAsync();
        _client = Open(_server.ConnectionString);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_client is not null) await _client.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    protected async Task HoldsAsync(ConformanceCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.OnlyStandIn is { } reason && !_server!.IsStandIn) Assert.Ignore($"Only the stand-in: {reason}");
        using var limit = new CancellationTokenSource(Limit);
        var database = MongoServer.NewDatabaseName();
        try
        {
            await new CaseRun(_client!, database).RunAsync(item, limit.Token);
        }
        catch (Mismatch e)
        {
            Assert.Fail(e.Message);
        }
        finally
        {
            await _client!.RunAsync(new JsonObject { ["op"] = "reset" }, limit.Token);
            await _client.RunAsync(new JsonObject { ["op"] = "command", ["database"] = database, ["command"] = Ejson.Canonical(new JsonObject { ["dropDatabase"] = 1 }) }, limit.Token);
        }
    }
}
