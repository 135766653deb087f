using EndToEnd.Tests.History;
using TestKit;

namespace EndToEnd.Tests.MassDeletes;

/// <summary>Most documents vanish in a gap of MongoDB's history: what is found by looking through is held as what the stream tells is.</summary>
[CancelAfter(180_000)]
internal sealed class HeldHistoryTests
{
    private OwnMongo _mongo = null!;
    private MassDeleteScene _scene = null!;

    [SetUp]
    public async Task StartMongo()
    {
        _mongo = await OwnMongo.StartAsync();
        _scene = new MassDeleteScene(mongo: _mongo);
    }

    [TearDown]
    public async Task StopMongo()
    {
        await _scene.DisposeAsync();
        await _mongo.DisposeAsync();
    }

    private Scene Scene => _scene.Scene;

    [Test]
    public async Task Deletes_of_the_gap_are_held_while_all_else_of_it_is_made_good_and_a_release_lets_them_go()
    {
        await _scene.StartAsync();
        await Scene.StopAsync();
        await _scene.DeleteInMongoAsync(0, 80);
        await Scene.Docs.Mongo.UpdateAsync(MassDeleteScene.Id(90), """{"$set":{"on":false}}""");
        await Scene.Docs.BigPeer.UpdateAsync(MassDeleteScene.Id(91), "SET on = :v", "false");
        await Scene.Docs.Mongo.InsertAsync("""{"_id":"in the gap"}""");
        await _mongo.RollOverAsync();

        string id;
        await using (var hangs = await SharedServers.BigPeer.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Delay) { Collection = Scene.Docs.BigPeer.Name, Kind = BigPeerStatementKind.Insert }))
        {
            await Scene.LaunchAsync();
            await hangs.HitAsync();
            id = await _scene.BlockedAsync("mongodb", 80);
            var (code, ready) = await Scene.Bridge.GetStatusAsync("/readyz");
            Assert.That(code, Is.EqualTo(503));
            Assert.That(ready, Does.Contain("[-]history: HistoryLost").And.Contain("MassDeleteBlocked: MongoDB lacks 80 documents").And.Contain($"block {id}"));
            Assert.That(await Sides.ConditionAsync(Scene.Bridge, "HistoryLost"), Is.EqualTo("True OplogRolledOver"));
            Assert.That(await Sides.ConditionAsync(Scene.Bridge, "MassDeleteBlocked"), Is.EqualTo("True ThresholdExceeded"));
        }

        await Sides.RecoveredAsync(Scene);
        await Scene.BothAsync("\"in the gap\"", """{"_id":"in the gap"}""");
        foreach (var n in (int[])[90, 91]) await Scene.BothAsync(MassDeleteScene.Id(n), $$"""{"_id":{{MassDeleteScene.Id(n)}},"n":{{n}},"on":false}""");
        await Scene.SettleAsync();
        Assert.That(await Sides.ConditionAsync(Scene.Bridge, "HistoryLost"), Is.EqualTo("False NothingLost"));
        Assert.That(await Sides.ConditionAsync(Scene.Bridge, "Ready"), Is.EqualTo("False MassDeleteBlocked"), "the gap is made good, and the block stands");
        Assert.That(await Scene.Docs.BigPeer.CountAsync(), Is.EqualTo(MassDeleteScene.Documents + 3), "not one of them");
        Assert.That(await _scene.ListedAsync("mongodb", 30), Is.EqualTo(Enumerable.Range(0, 80).Select(MassDeleteScene.Id)));

        Assert.That((await _scene.ReleaseAsync("mongodb", id)).Code, Is.EqualTo(202));
        await Sides.EqualAsync(Scene, Scene.Docs, 23);
        await _scene.UnblockedAsync();
        await Scene.Bridge.ReadyAsync();
    }

    [Test]
    public async Task A_restart_in_the_middle_of_the_recovery_lets_none_go_and_documents_that_are_restored_end_the_block()
    {
        await _scene.StartAsync();
        await Scene.StopAsync();
        await _scene.DeleteInMongoAsync(0, 80);
        await _mongo.RollOverAsync();
        await Scene.LaunchAsync();
        await _scene.BlockedAsync("mongodb", 80);
        await Scene.Bridge.KillAsync();
        await _mongo.RollOverAsync();
        await Scene.LaunchAsync();
        await Sides.RecoveredAsync(Scene);
        await Scene.SettleAsync();
        await _scene.BlockedAsync("mongodb", 80);
        Assert.That(await Scene.Docs.BigPeer.CountAsync(), Is.EqualTo(MassDeleteScene.Documents + 2));
        await Scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 80).Select(MassDeleteScene.Document));
        await _scene.UnblockedAsync();
        await Sides.EqualAsync(Scene, Scene.Docs, MassDeleteScene.Documents + 2);
    }
}
