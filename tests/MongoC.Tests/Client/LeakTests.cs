namespace MongoC.Tests.Client;

/// <summary>Native memory is counted block by block, for the whole process: nothing else may run meanwhile.</summary>
[NonParallelizable]
public sealed class LeakTests
{
    // Blocks that come and go with the connections and the monitor thread, whatever the number of calls.
    private const int Tolerance = 300;

    private static readonly byte[] Command = Documents.Json("""{"whatever": 1}""");

    [Test]
    public async Task Ten_thousand_failing_calls_leave_no_native_memory_behind()
    {
        await using var server = new ScriptedServer(_ => ScriptedServer.Error(2, "BadValue", "no", "SomeLabel"));
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions { MaxPoolSize = 4 });
        using var counter = new AllocationCounter();
        await RunAsync(client, 100);
        var before = counter.Live;

        await RunAsync(client, 2500);

        Assert.That(counter.Live - before, Is.InRange(-Tolerance, Tolerance));
        Assert.That(() => client.Pool.FreePlaces, Is.EqualTo(4).After(5000, 5));
    }

    [Test]
    public async Task Finds_streams_and_sessions_that_are_left_early_leave_no_native_memory_behind()
    {
        await using var server = new ScriptedServer(command => command.Name is "find" ? ScriptedServer.Batch("firstBatch", 7, [1]) : ScriptedServer.Batch("firstBatch", 7, []));
        using var counter = new AllocationCounter();
        await LeaveEarlyAsync(server, 20);
        var before = counter.Live;

        await LeaveEarlyAsync(server, 500);

        Assert.That(counter.Live - before, Is.InRange(-Tolerance, Tolerance));
    }

    private static async Task RunAsync(MongoClient client, int rounds)
    {
        for (var i = 0; i < rounds; i++)
        {
            await Fails(() => client.RunCommandAsync("db", Command));
            await Fails(() => Documents.PagesAsync(client.FindAsync("db", "things", Documents.Empty, default)));
            await Fails(() => client.BulkWriteAsync("db", "things", new BulkWrite().UpdateMany(Documents.Empty, Documents.Json("""{"$set": {"a": 1}}""")), ordered: true));
            await Fails(() => client.WatchDatabaseAsync("db", default, new ChangeStreamOptions()).GetAsyncEnumerator().MoveNextAsync().AsTask());
        }
    }

    private static async Task LeaveEarlyAsync(ScriptedServer server, int rounds)
    {
        await using var client = MongoClient.Open(server.Uri, new MongoClientOptions { MaxPoolSize = 4 });
        for (var i = 0; i < rounds; i++)
        {
            await foreach (var _ in client.FindAsync("db", "things", Documents.Empty, default)) break;
            await foreach (var _ in client.WatchDatabaseAsync("db", default, new ChangeStreamOptions())) break;
            await using var session = await client.StartSessionAsync();
            await foreach (var _ in client.FindAsync("db", "things", Documents.Empty, default, session)) break;
        }
    }

    private static async Task Fails(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (MongoException e) when (e.Code == 2)
        {
            return;
        }
        Assert.Fail("The call did not fail as the server said.");
    }
}
