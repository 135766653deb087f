using TestKit;

namespace EndToEnd.Tests.Process;

/// <summary>SIGTERM.</summary>
[CancelAfter(120_000)]
internal sealed class StopTests
{
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
}
