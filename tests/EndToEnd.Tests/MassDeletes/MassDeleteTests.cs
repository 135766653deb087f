using TestKit;

namespace EndToEnd.Tests.MassDeletes;

/// <summary>Many documents vanish on one side: none is deleted on the other before a person says so, and everything else goes on.</summary>
[CancelAfter(180_000)]
internal sealed class MassDeleteTests
{
    private MassDeleteScene _scene = null!;

    [SetUp]
    public void SetUp() => _scene = new MassDeleteScene();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    private Scene Scene => _scene.Scene;

    [Test]
    public async Task Nothing_is_deleted_on_the_other_side_until_it_is_released_and_everything_else_goes_on([Values("mongodb", "bigPeer")] string side)
    {
        await _scene.StartAsync();
        await DeleteAsync(side, 0, 60);
        var id = await _scene.BlockedAsync(side, 60);
        Assert.That(await OtherCountAsync(side), Is.EqualTo(MassDeleteScene.Documents), "not one of them");

        await Scene.SettleAsync();
        await Scene.Docs.Mongo.UpdateAsync(MassDeleteScene.Id(70), """{"$set":{"on":false}}""");
        await Scene.Docs.BigPeer.UpdateAsync(MassDeleteScene.Id(71), "SET on = :v", "false");
        foreach (var n in (int[])[70, 71]) await Scene.BothAsync(MassDeleteScene.Id(n), $$"""{"_id":{{MassDeleteScene.Id(n)}},"n":{{n}},"on":false}""");
        await DeleteAsync(side, 60, 61);
        await Scene.SettleAsync();
        Assert.That(await OtherCountAsync(side), Is.EqualTo(MassDeleteScene.Documents + 4), "a single delete is held as well");

        var (readyCode, ready) = await Scene.Bridge.GetStatusAsync("/readyz");
        Assert.That((readyCode, ready), Is.EqualTo((503, ready)));
        Assert.That(ready, Does.Contain("deletes on the other side are held back until a person decides").And.Contain($"block {id}"));
        Assert.That(await Scene.Bridge.MetricAsync("bridge_mass_delete_blocked"), Is.GreaterThanOrEqualTo(60));
        Assert.That(await _scene.ListedAsync(side, 25), Is.EqualTo(Enumerable.Range(0, 61).Select(MassDeleteScene.Id)));

        Assert.That((await _scene.ReleaseAsync(side, token: null)).Code, Is.EqualTo(401));
        Assert.That((await _scene.ReleaseAsync(side, "000000")).Code, Is.EqualTo(409));
        Assert.That((await _scene.ReleaseAsync(side == "mongodb" ? "bigPeer" : "mongodb")).Code, Is.EqualTo(409));
        Assert.That(await OtherCountAsync(side), Is.EqualTo(MassDeleteScene.Documents + 4));

        var (code, body) = await _scene.ReleaseAsync(side, id);
        Assert.That(code, Is.EqualTo(202), body);
        await _scene.CountsAsync(43, 43);
        await _scene.UnblockedAsync();
        Assert.That(await _scene.ListedAsync(side, 10), Is.Empty);
        await Scene.Bridge.ReadyAsync();
        await Scene.UntilAsync("the metric is back", async () => await Scene.Bridge.MetricAsync("bridge_mass_delete_blocked") is 0 ? null : "not yet");
    }

    [Test]
    public async Task A_block_outlives_the_process_and_so_does_a_release([Values("mongodb", "bigPeer")] string side)
    {
        await _scene.StartAsync();
        await DeleteAsync(side, 0, 60);
        var id = await _scene.BlockedAsync(side, 60);
        await Scene.Bridge.KillAsync();
        await Scene.LaunchAsync();
        await Scene.Bridge.OpenedAsync();
        await Scene.SettleAsync();
        Assert.That(await _scene.BlockedAsync(side, 60), Is.EqualTo(id));
        Assert.That(await OtherCountAsync(side), Is.EqualTo(MassDeleteScene.Documents + 2));

        // It may be killed at any moment of the release: what was let go is gone in the end, and nothing else is.
        Assert.That((await _scene.ReleaseAsync(side, id)).Code, Is.EqualTo(202));
        await Scene.Bridge.KillAsync();
        await Scene.StartAsync();
        await _scene.CountsAsync(42, 42);
        await _scene.UnblockedAsync();
    }

    [Test]
    public async Task A_release_covers_what_was_lacking_then_and_not_what_is_lacking_later()
    {
        await _scene.StartAsync();
        await _scene.DeleteInMongoAsync(0, 40);
        var first = await _scene.BlockedAsync("mongodb", 40);
        Assert.That((await _scene.ReleaseAsync("mongodb", first)).Body, Does.Contain("\"covered\":true"));
        await _scene.DeleteInMongoAsync(40, 80);
        var second = await _scene.BlockedAsync("mongodb", 40);
        Assert.That(second, Is.Not.EqualTo(first));
        await _scene.CountsAsync(20, 60);
        Assert.That((await _scene.ReleaseAsync("mongodb", first)).Code, Is.EqualTo(409), "an old release lets no later block go");
        Assert.That((await _scene.ReleaseAsync("mongodb")).Code, Is.EqualTo(202));
        await _scene.CountsAsync(20, 20);
    }

    [Test]
    public async Task A_block_ends_by_itself_when_the_documents_are_back([Values("mongodb", "bigPeer")] string side)
    {
        await _scene.StartAsync();
        await DeleteAsync(side, 0, 60);
        await _scene.BlockedAsync(side, 60);
        var back = Enumerable.Range(0, 60).Select(MassDeleteScene.Document);
        if (side == "mongodb") await Scene.Docs.Mongo.InsertAsync(back);
        else await Scene.Docs.BigPeer.InsertAsync(back);
        await _scene.UnblockedAsync();
        await _scene.CountsAsync(MassDeleteScene.Documents, MassDeleteScene.Documents);
        await DeleteAsync(side, 99, 100);
        await _scene.CountsAsync(99, 99);
    }

    [Test]
    public async Task What_was_deleted_while_no_bridge_ran_is_held_when_it_comes_back([Values("mongodb", "bigPeer")] string side)
    {
        await _scene.StartAsync();
        await Scene.StopAsync();
        await DeleteAsync(side, 0, 60);
        await Scene.LaunchAsync();
        await _scene.BlockedAsync(side, 60);
        await Scene.SettleAsync();
        Assert.That(await OtherCountAsync(side), Is.EqualTo(MassDeleteScene.Documents + 2));
    }

    [Test]
    public async Task A_few_deletes_go_over_at_once([Values("mongodb", "bigPeer")] string side)
    {
        await _scene.StartAsync();
        await DeleteAsync(side, 0, 15);
        await _scene.CountsAsync(85, 85);
        Assert.That(await _scene.BlocksAsync(), Is.Empty);
        await DeleteAsync(side, 15, 25);
        await _scene.BlockedAsync(side, 10);
        Assert.That(await OtherCountAsync(side), Is.EqualTo(85), "together they are a quarter within the window");
    }

    [Test]
    public async Task A_bridge_that_is_killed_again_and_again_lets_no_more_go_than_one_that_lives([Values("mongodb", "bigPeer")] string side)
    {
        await _scene.StartAsync();
        var deleted = 0;
        while (deleted < 60 && (await _scene.BlocksAsync()).Count == 0)
        {
            var from = deleted;
            await DeleteAsync(side, from, deleted += 5);
            await Scene.UntilAsync("they are gone over, or held", async () =>
                await OtherCountAsync(side) == MassDeleteScene.Documents - deleted || (await _scene.BlocksAsync()).Count > 0 ? null : "not yet");
            await Scene.Bridge.KillAsync();
            await Scene.LaunchAsync();
            await Scene.Bridge.OpenedAsync();
        }
        await Scene.SettleAsync();
        Assert.That(await OtherCountAsync(side) - 2, Is.InRange(MassDeleteScene.Documents - 20, MassDeleteScene.Documents - 10), "a fifth at most, and not much less");
        await _scene.BlockedAsync(side, 5);
    }

    [Test]
    public async Task What_was_counted_before_a_restart_is_let_go_with_a_release()
    {
        await _scene.StartAsync();
        await _scene.DeleteInMongoAsync(0, 15);
        await _scene.CountsAsync(85, 85);
        await Scene.Bridge.KillAsync();
        await Scene.StartAsync();
        await _scene.DeleteInMongoAsync(15, 25);
        await _scene.BlockedAsync("mongodb", 10);
        Assert.That(await Scene.Docs.BigPeer.CountAsync(), Is.EqualTo(85));
        Assert.That((await _scene.ReleaseAsync("mongodb")).Code, Is.EqualTo(202));
        await _scene.CountsAsync(75, 75);
        await _scene.UnblockedAsync();
        await Scene.Bridge.KillAsync();
        await Scene.StartAsync();
        await _scene.DeleteInMongoAsync(25, 38);
        await _scene.CountsAsync(62, 62);
        Assert.That(await _scene.BlocksAsync(), Is.Empty, "a person has decided about what was before");
    }

    [Test]
    public async Task Documents_that_leave_the_filter_are_not_lacking_and_those_that_vanish_beside_them_are()
    {
        await _scene.DisposeAsync();
        _scene = new MassDeleteScene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true, filter: on = true" } });
        await _scene.StartAsync();
        await Scene.Client.RunWriteCommandAsync(Scene.Database, Documents.Bson($$$"""{"update":"{{{Scene.Docs.Mongo.Name}}}","updates":[{"q":{"n":{"$lt":40}},"u":{"$set":{"on":false}},"multi":true}]}"""));
        await _scene.CountsAsync(100, 60);
        await _scene.DeleteInMongoAsync(40, 70);
        await _scene.BlockedAsync("mongodb", 30);
        await Scene.SettleAsync(""","on":true""");
        Assert.That(await Scene.Docs.BigPeer.CountAsync(), Is.EqualTo(62));
        Assert.That((await _scene.ReleaseAsync("mongodb")).Code, Is.EqualTo(202));
        await _scene.CountsAsync(72, 32);
    }

    [Test]
    public async Task Documents_that_were_at_the_Big_Peer_before_and_never_changed_are_held_and_let_go_as_well()
    {
        await _scene.DisposeAsync();
        _scene = new MassDeleteScene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: false" } });
        await Scene.Docs.BigPeer.InsertAsync(Enumerable.Range(0, MassDeleteScene.Documents).Select(MassDeleteScene.Document));
        await _scene.StartAsync();
        await _scene.DeleteInMongoAsync(0, 60);
        await Scene.UntilAsync("they are held", async () => await _scene.BlocksAsync() is { Count: 1 } ? null : "not yet");
        Assert.That(await Scene.Docs.BigPeer.CountAsync(), Is.GreaterThan(80));
        Assert.That((await _scene.ReleaseAsync("mongodb")).Code, Is.EqualTo(202));
        await _scene.CountsAsync(40, 40);
    }

    [Test]
    public async Task Under_a_field_mapping_documents_that_were_loaded_anew_are_not_lacking()
    {
        await _scene.DisposeAsync();
        _scene = new MassDeleteScene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [n], initialSync: true" } });
        await _scene.StartAsync();
        await _scene.DeleteInMongoAsync(0, 60);
        await _scene.BlockedAsync("mongodb", 60);
        await Scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 60).Select(n => $$"""{"_id":"anew-{{n}}","n":{{n}},"on":false}"""));
        await _scene.UnblockedAsync();
        await _scene.CountsAsync(MassDeleteScene.Documents, MassDeleteScene.Documents);
    }

    private Task DeleteAsync(string side, int from, int to) => side == "mongodb" ? _scene.DeleteInMongoAsync(from, to) : _scene.DeleteInBigPeerAsync(from, to);

    private Task<long> OtherCountAsync(string side) => side == "mongodb" ? Scene.Docs.BigPeer.CountAsync() : Scene.Docs.Mongo.CountAsync();
}
