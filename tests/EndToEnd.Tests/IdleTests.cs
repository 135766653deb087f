using System.Diagnostics;
using MongoC;
using TestKit;

namespace EndToEnd.Tests;

/// <summary>A bridge with nothing to do leaves both sides alone.</summary>
[CancelAfter(180_000)]
internal sealed class IdleTests
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(11);    // longer than two looks at the leases
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    [Test]
    public async Task Nothing_is_written_on_either_side()
    {
        // An engine of its own: others' tests write into the shared one.
        await using var bigPeer = await BigPeerServer.StartAsync();
        await using var scene = new Scene(new SceneOptions
        {
            Collections = new Dictionary<string, string>
            {
                ["docs"] = "fields: [_id], initialSync: true",
                ["orders"] = "fields: [orderId], initialSync: true",
                ["later"] = "fields: [_id], initialSync: false",
                ["revised"] = "fields: [_id], initialSync: true, changeField: rev",
            },
            FullPassInterval = TimeSpan.FromSeconds(2),
        }, bigPeer.Api);
        await scene.Docs.Mongo.InsertAsync(
            """{"_id":"types","date":{"$date":"2026-01-31T12:00:00Z"},"dec":{"$numberDecimal":"1.50"},"whole":{"$numberDouble":"1.0"},"bin":{"$binary":{"base64":"AA==","subType":"00"}},"e":{},"o":{"e":{},"x":{"y":[]}}}""",
            """{"_id":"conflict","a":1}""", """{"_id":"nan","n":{"$numberDouble":"NaN"},"zero":{"$numberDouble":"-0.0"},"big":{"$numberDouble":"1e300"}}""");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"conflict","a":2,"date":"2026-01-31T12:00:00Z"}""", """{"_id":"made","w":1.0,"z":-0.0,"big":18446744073709551615,"e":{},"n":null}""");
        await scene["orders"].Mongo.InsertAsync("""{"orderId":1,"a":1}""", """{"a":"has no identity"}""");
        await scene["orders"].BigPeer.InsertAsync("""{"_id":2,"a":1}""", """{"_id":{"does":"not fit"}}""");
        await scene["later"].Mongo.InsertAsync("""{"_id":"apart","a":1}""", """{"_id":"both","a":1}""");
        await scene["later"].BigPeer.InsertAsync("""{"_id":"apart too","a":1}""", """{"_id":"both","b":1}""");
        await scene["revised"].BigPeer.InsertAsync("""{"_id":"r","rev":1}""", """{"_id":"s","rev":1}""");
        await scene.StartAsync();
        await scene.SettleAsync();

        using var end = new CancellationTokenSource();
        await using var changes = scene.Client.WatchDatabaseAsync(scene.Database, default, new ChangeStreamOptions(), end.Token).GetAsyncEnumerator(end.Token);
        var (early, quietFor) = await WatchAsync(changes, bigPeer.Api, scene, TimeSpan.FromSeconds(40), Quiet);
        Assert.That(quietFor, Is.GreaterThanOrEqualTo(Quiet), $"the bridge never came to rest:\n{string.Join('\n', early.TakeLast(20))}");

        var passes = await scene.Bridge.MetricAsync("bridge_big_peer_passes_total");
        var (events, _) = await WatchAsync(changes, bigPeer.Api, scene, Watched, Watched);
        Assert.That(events, Is.Empty);
        Assert.That(await scene.Bridge.MetricAsync("bridge_big_peer_passes_total"), Is.GreaterThan(passes), "the bridge looked at the Big Peer meanwhile");
        Assert.That((await scene.Bridge.GetStatusAsync("/readyz")).Code, Is.EqualTo(200));
    }

    /// <summary>Collects what happens on either side until it has been quiet for a while, or the time is over.</summary>
    private static async Task<(List<string> Events, TimeSpan QuietFor)> WatchAsync(IAsyncEnumerator<ChangeStreamBatch> changes, BigPeerApi bigPeer, Scene scene, TimeSpan limit, TimeSpan quiet)
    {
        var events = new List<string>();
        var (all, still) = (Stopwatch.StartNew(), Stopwatch.StartNew());
        var transaction = await TransactionAsync(bigPeer, scene);
        while (all.Elapsed < limit && still.Elapsed < quiet)
        {
            Assert.That(await changes.MoveNextAsync(), Is.True, "the change stream ended");
            var before = events.Count;
            events.AddRange(changes.Current.Events.Select(e => Documents.Canonical(e)));
            var now = await TransactionAsync(bigPeer, scene);
            if (now != transaction) events.Add($"commit {now} at the Big Peer");
            transaction = now;
            if (events.Count > before) still.Restart();
        }
        return (events, still.Elapsed);
    }

    private static async Task<long> TransactionAsync(BigPeerApi bigPeer, Scene scene) =>
        (await bigPeer.ExecuteAsync($"SELECT _id FROM `{scene.Docs.BigPeer.Name}` LIMIT 1", strict: false)).TransactionId;
}
