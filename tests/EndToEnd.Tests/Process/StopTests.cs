using System.Diagnostics;
using System.Text.Json;
using MongoC;
using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>SIGTERM.</summary>
[CancelAfter(120_000)]
internal sealed class StopTests
{
    /// <summary>What the operator gives a pod between SIGTERM and SIGKILL.</summary>
    private static readonly TimeSpan PodGrace = TimeSpan.FromSeconds(30);

    [Test]
    public async Task An_idle_bridge_ends_at_once_and_lets_go_of_its_collections()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.StartAsync();
        await scene.SettleAsync();
        var (exitCode, took) = await scene.Bridge.TerminateAsync();
        Assert.That(exitCode, Is.Zero, scene.Bridge.Process.LastLines());
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(10)));

        // Released, so another name need not challenge anybody.
        await using var other = scene.StartAnother("other");
        await other.ReadyAsync();
    }

    [Test]
    public async Task A_bridge_under_load_ends_in_time_and_goes_on_where_it_was()
    {
        const int Documents = 6000;
        await using var scene = new Scene(new SceneOptions());
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, Documents).Select(i => $$"""{"_id":"m{{i}}","n":{{i}},"t":"{{new string('x', 500)}}"}"""));
        await scene.Docs.BigPeer.InsertAsync(Enumerable.Range(0, Documents).Select(i => $$"""{"_id":"d{{i}}","n":{{i}},"t":"{{new string('y', 500)}}"}"""));
        for (var run = 0; run < 3; run++)
        {
            await scene.LaunchAsync();
            var before = await scene.Docs.BigPeer.CountAsync() + await scene.Docs.Mongo.CountAsync();
            await scene.UntilAsync("work began", async () => await scene.Docs.BigPeer.CountAsync() + await scene.Docs.Mongo.CountAsync() > before || before == 4 * Documents ? null : "not yet");
            var (exitCode, took) = await scene.Bridge.TerminateAsync();
            Assert.That(exitCode, Is.Zero, scene.Bridge.Process.LastLines());
            Assert.That(took, Is.LessThan(BridgeProcess.StopLimit));
        }
        await scene.StartAsync();
        await scene.UntilAsync("everything", async () =>
        {
            var (mongo, bigPeer) = (await scene.Docs.Mongo.CountAsync(), await scene.Docs.BigPeer.CountAsync());
            return mongo == 2 * Documents && bigPeer == 2 * Documents ? null : $"{mongo} in MongoDB, {bigPeer} at the Big Peer";
        });
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_Big_Peer_that_hangs_does_not_keep_the_rest_from_being_saved()
    {
        await using var scene = new Scene(new SceneOptions { Yaml = "runtime: { shutdownTimeout: 5s }" });
        await scene.StartAsync();
        await scene.SettleAsync();
        await using var hangs = await SharedServers.BigPeer.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Delay) { Collection = scene.Docs.BigPeer.Name, Kind = BigPeerStatementKind.Insert });
        await scene.Docs.Mongo.InsertAsync("""{"_id":"stuck"}""");
        await hangs.HitAsync();
        var (exitCode, took) = await scene.Bridge.TerminateAsync();
        Assert.That(exitCode, Is.Zero, scene.Bridge.Process.LastLines());
        Assert.That(took, Is.InRange(TimeSpan.FromSeconds(3.5), TimeSpan.FromSeconds(12)));
        Assert.That(scene.Bridge.Process.Output, Has.None.Contains("was not saved"));
        var state = new MongoCollection(scene.Client, scene.Database, "__ditto_connector_state");
        Assert.That(await state.FindAsync("""{"_id.k":"lease"}""", limit: 0), Is.Empty, "it let go of its collections");
        await hangs.DisposeAsync();
        await scene.StartAsync();
        await scene.BothAsync("\"stuck\"", """{"_id":"stuck"}""");
    }

    [Test]
    public async Task A_MongoDB_that_hangs_cannot_hold_up_the_end_beyond_the_grace_period_of_a_pod()
    {
        await using var mongo = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "MongoStandIn"), ["--port", "0"]);
        using var ready = JsonDocument.Parse(await mongo.LineAsync("that it is ready", l => l.Contains("\"ready\":true", StringComparison.Ordinal), Scene.ArrivalLimit));
        var uri = ready.RootElement.GetProperty("uri").GetString()!;
        await using var scene = new Scene(new SceneOptions());
        await using (var client = MongoClient.Open(uri, new MongoClientOptions())) await scene.CreateAsync(client);
        await using var bridge = BridgeProcess.Start(scene.Yaml(), new Dictionary<string, string>(scene.Secrets()) { ["MONGODB_URI"] = uri });
        await bridge.ReadyAsync();
        await scene.Docs.BigPeer.InsertAsync(Enumerable.Range(0, 500).Select(i => $$"""{"_id":"d{{i}}"}"""));
        mongo.Signal(UnixSignal.Stop);
        bridge.Process.Signal(UnixSignal.Terminate);
        var clock = Stopwatch.StartNew();
        Assert.That(await bridge.Process.ExitAsync(PodGrace), Is.Zero, bridge.Process.LastLines());
        TestContext.Out.WriteLine($"ended after {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.That(bridge.Process.Output, Has.Some.Contains("was not saved"), "it says so");
        mongo.Signal(UnixSignal.Continue);
    }
}
