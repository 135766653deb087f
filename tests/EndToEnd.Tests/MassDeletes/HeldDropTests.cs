using EndToEnd.Tests.History;
using TestKit;

namespace EndToEnd.Tests.MassDeletes;

/// <summary>A mapped collection is dropped or renamed away, or the database with it: the documents in Ditto stay until a person says otherwise.</summary>
[CancelAfter(180_000)]
internal sealed class HeldDropTests
{
    private MassDeleteScene _scene = null!;

    [SetUp]
    public void SetUp() => _scene = new MassDeleteScene();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    private Scene Scene => _scene.Scene;

    [Test]
    public async Task What_was_in_a_dropped_collection_is_held_and_listed_and_a_release_lets_it_go([Values] bool isDown)
    {
        await _scene.StartAsync();
        if (isDown) await Scene.StopAsync();
        await DropAsync();
        if (isDown) await Scene.LaunchAsync();
        var id = await _scene.BlockedAsync("mongodb", MassDeleteScene.Documents);
        await Scene.Bridge.LogAsync($"MongoDB reports drop of {Scene.Docs.Mongo.Name}");
        Assert.That(await Sides.ConditionAsync(Scene.Bridge, "MassDeleteBlocked"), Is.EqualTo("True ThresholdExceeded"));
        Assert.That(await _scene.ListedAsync("mongodb", 40), Is.EqualTo(Enumerable.Range(0, MassDeleteScene.Documents).Select(MassDeleteScene.Id)));
        Assert.That(await Scene.Docs.BigPeer.CountAsync(), Is.EqualTo(MassDeleteScene.Documents));

        // Made anew by its first document, it is kept in step, and what is held stays held.
        await Scene.SettleAsync();
        Assert.That(await Scene.Docs.BigPeer.CountAsync(), Is.EqualTo(MassDeleteScene.Documents + 2));
        Assert.That((await _scene.ReleaseAsync("mongodb", id)).Code, Is.EqualTo(202));
        await _scene.CountsAsync(2, 2);
        await _scene.UnblockedAsync();
        await Scene.Bridge.ReadyAsync();
    }

    [Test]
    public async Task A_release_needs_no_collection_to_be_there()
    {
        await _scene.StartAsync();
        await DropAsync();
        await _scene.BlockedAsync("mongodb", MassDeleteScene.Documents);
        Assert.That((await _scene.ReleaseAsync("mongodb")).Code, Is.EqualTo(202));
        await _scene.UnblockedAsync();
        await Scene.UntilAsync("Ditto has none", async () => await Scene.Docs.BigPeer.CountAsync() is 0 ? null : "not yet");
    }

    [Test]
    public async Task A_collection_that_is_restored_from_a_backup_ends_the_block_and_nothing_was_deleted()
    {
        await _scene.StartAsync();
        await Scene.Client.RunWriteCommandAsync("admin", Documents.Bson($$"""{"renameCollection":"{{Scene.Database}}.{{Scene.Docs.Mongo.Name}}","to":"{{Scene.Database}}.aside"}"""));
        await _scene.BlockedAsync("mongodb", MassDeleteScene.Documents);
        await Scene.Docs.BigPeer.UpdateAsync(MassDeleteScene.Id(7), "SET n = 1007");
        await Scene.Client.RunWriteCommandAsync("admin", Documents.Bson($$"""{"renameCollection":"{{Scene.Database}}.aside","to":"{{Scene.Database}}.{{Scene.Docs.Mongo.Name}}"}"""));
        await _scene.UnblockedAsync();
        await Scene.BothAsync(MassDeleteScene.Id(7), $$"""{"_id":{{MassDeleteScene.Id(7)}},"n":1007,"on":true}""");
        await Sides.EqualAsync(Scene, Scene.Docs, MassDeleteScene.Documents);
        await Scene.Bridge.ReadyAsync();
    }

    /// <summary>With the database goes the guard's state, and the ledger: nothing tells that the documents were deleted, so that none is, and there is nothing to hold.</summary>
    [Test]
    public async Task A_dropped_database_deletes_nothing_in_Ditto_and_the_documents_come_back([Values] bool isDown, [Values] bool wasHeld)
    {
        await _scene.StartAsync();
        if (wasHeld)
        {
            await _scene.DeleteInMongoAsync(0, 60);
            await _scene.BlockedAsync("mongodb", 60);
        }
        if (isDown) await Scene.StopAsync();
        await Scene.Client.RunWriteCommandAsync(Scene.Database, Documents.Bson("""{"dropDatabase":1}"""));
        if (!isDown) Assert.That(await Scene.Bridge.Process.ExitAsync(Scene.ArrivalLimit), Is.EqualTo(1), Scene.Bridge.Process.LastLines());
        await Scene.LaunchAsync();
        await Scene.Docs.Mongo.InsertAsync("""{"_id":"anew"}""");
        await Scene.Bridge.ReadyAsync();
        await Sides.EqualAsync(Scene, Scene.Docs, MassDeleteScene.Documents + 1);
        Assert.That(await _scene.BlocksAsync(), Is.Empty);
    }

    private Task DropAsync() => Scene.Client.RunWriteCommandAsync(Scene.Database, Documents.Bson($$"""{"drop":"{{Scene.Docs.Mongo.Name}}"}"""));
}
