using BridgeRuntime.Feeds;
using BridgeRuntime.Tests.Documents;
using MongoC;
using MongoStandIn;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

internal sealed class OplogWatchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Test]
    public async Task The_oldest_entry_is_read_again_and_again()
    {
        await using var server = await MongoServer.StartStandInAsync();
        await using var client = MongoClient.Open(server.ConnectionString, new MongoClientOptions());
        await client.BulkWriteAsync("db", "c", new BulkWrite().Insert(Bsons.Parse("""{"_id":1}""")), ordered: true);
        var time = new FakeTimeProvider();
        var log = await LookAsync(client, time, looks: 2);
        Assert.That(log.Oplogs.Select(o => o.WhyNot), Has.All.Null);
        Assert.That(log.Oplogs.Select(o => o.Oldest), Has.All.EqualTo(TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(2)));
    }

    [Test]
    public async Task Who_may_not_read_it_is_told_why_and_works_on()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { Users = [new StandInUser("bridge", "s3cret", "readWrite@shop")] });
        await using var client = MongoClient.Open(server.ConnectionString.Replace("mongodb://", "mongodb://bridge:s3cret@", StringComparison.Ordinal), new MongoClientOptions());
        var log = await LookAsync(client, new FakeTimeProvider(), looks: 1);
        Assert.That(log.Oplogs.Single().Oldest, Is.Null);
        Assert.That(log.Oplogs.Single().WhyNot, Does.Contain("Grant read on the database local").And.Not.Contains("s3cret"));
        Assert.That(log.Ticks(LoopName.Oplog), Is.EqualTo(1));
        Assert.That(log.Retries, Is.Empty, "a look that is forbidden is no failure of a side");
    }

    [Test]
    public async Task A_server_without_an_oplog_says_so()
    {
        await using var server = await MongoServer.StartStandInAsync(new StandInOptions { IsStandalone = true });
        await using var client = MongoClient.Open(server.ConnectionString, new MongoClientOptions());
        var log = await LookAsync(client, new FakeTimeProvider(), looks: 1);
        Assert.That(log.Oplogs.Single().Oldest, Is.Null);
        Assert.That(log.Oplogs.Single().WhyNot, Is.Not.Empty);
    }

    private static async Task<FeedLog> LookAsync(MongoClient client, FakeTimeProvider time, int looks)
    {
        var log = new FeedLog();
        using var stop = new CancellationTokenSource();
        var running = new OplogWatch(client, log, time).RunAsync(stop.Token);
        for (var look = 1; look <= looks; look++)
        {
            if (look > 1) time.Advance(OplogWatch.Interval);
            await Eventually.HoldsAsync($"look {look}", () => Task.FromResult(log.Ticks(LoopName.Oplog) >= look ? null : "not yet"), Limit);
        }
        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        return log;
    }
}
