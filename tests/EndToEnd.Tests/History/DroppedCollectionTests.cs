using TestKit;

namespace EndToEnd.Tests.History;

/// <summary>A collection that is dropped, renamed, replaced or made anew in MongoDB, while the bridge runs and while it is down: both sides end equal.</summary>
[CancelAfter(180_000)]
internal sealed class DroppedCollectionTests
{
    private static Scene NewScene(bool initialSync = true, string fields = "_id", params string[] others) => new(new SceneOptions
    {
        Collections = new[] { "docs" }.Concat(others).ToDictionary(c => c, c => $"fields: [{fields}], initialSync: {(initialSync ? "true" : "false")}"),
        Yaml = "massDeleteGuard: { share: 1.0 }",
    });

    private static Task RunAsync(Scene scene, string command) => scene.Client.RunWriteCommandAsync(scene.Database, Documents.Bson(command));

    private static Task DropAsync(Scene scene, string collection) => RunAsync(scene, $$"""{"drop":"{{collection}}"}""");

    private static Task RenameAsync(Scene scene, string from, string to, bool dropTarget = false) => scene.Client.RunWriteCommandAsync(
        "admin", Documents.Bson($$"""{"renameCollection":"{{scene.Database}}.{{from}}","to":"{{scene.Database}}.{{to}}","dropTarget":{{(dropTarget ? "true" : "false")}}}"""));

    /// <summary>Twenty documents, of which some came from Ditto, in step on both sides.</summary>
    private static async Task FillAsync(Scene scene, CollectionPair pair)
    {
        await pair.Mongo.InsertAsync(Enumerable.Range(0, 15).Select(i => $$"""{"_id":"m{{i}}","a":1}"""));
        await pair.BigPeer.InsertAsync(Enumerable.Range(0, 5).Select(i => $$"""{"_id":"d{{i}}","a":1}"""));
        await Sides.EqualAsync(scene, pair, 20);
    }

    /// <summary>The bridge is stopped before the test does something to it, where it is to be down.</summary>
    private static Task StopIfAsync(Scene scene, bool isDown) => isDown ? scene.StopAsync() : Task.CompletedTask;

    private static Task StartIfAsync(Scene scene, bool isDown) => isDown ? scene.LaunchAsync() : Task.CompletedTask;

    [Test]
    public async Task What_was_in_a_dropped_collection_is_deleted_in_Ditto([Values] bool isDown, [Values] bool initialSync)
    {
        await using var scene = NewScene(initialSync, "_id", "other");
        await scene.StartAsync();
        await FillAsync(scene, scene.Docs);
        await FillAsync(scene, scene["other"]);
        await StopIfAsync(scene, isDown);
        await scene.Docs.BigPeer.UpdateAsync("\"m3\"", "SET a = 2");
        if (!isDown) await scene.BothAsync("\"m3\"", """{"_id":"m3","a":2}""");
        await DropAsync(scene, scene.Docs.Mongo.Name);
        await StartIfAsync(scene, isDown);
        await Sides.HoldAsync(scene, scene.Docs);
        await scene.Bridge.LogAsync($"MongoDB reports drop of {scene.Docs.Mongo.Name}");
        await Sides.EqualAsync(scene, scene["other"], 20);

        // Made anew, it is kept in step as before.
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m1","a":7}""", """{"_id":"new","a":7}""");
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"m1","a":7}""", """{"_id":"new","a":7}""");
        await scene.Bridge.ReadyAsync();
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"d","a":8}""");
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"m1","a":7}""", """{"_id":"new","a":7}""", """{"_id":"d","a":8}""");
    }

    [Test]
    public async Task A_collection_that_is_dropped_and_made_anew_holds_only_what_is_new([Values] bool isDown)
    {
        await using var scene = NewScene();
        await scene.StartAsync();
        await FillAsync(scene, scene.Docs);
        await StopIfAsync(scene, isDown);
        for (var round = 0; round < 3; round++)
        {
            await DropAsync(scene, scene.Docs.Mongo.Name);
            await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 10).Select(i => $$"""{"_id":"m{{i}}","round":{{round}}}"""));
            await scene.Docs.Mongo.InsertAsync($$"""{"_id":"of round {{round}}"}""");
        }
        await StartIfAsync(scene, isDown);
        await Sides.HoldAsync(scene, scene.Docs, [.. Enumerable.Range(0, 10).Select(i => $$"""{"_id":"m{{i}}","round":2}"""), """{"_id":"of round 2"}"""]);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_collection_that_is_renamed_away_is_gone_and_comes_back_whole([Values] bool isDown, [Values] bool initialSync)
    {
        await using var scene = NewScene(initialSync);
        await scene.StartAsync();
        await FillAsync(scene, scene.Docs);
        await StopIfAsync(scene, isDown);
        await RenameAsync(scene, scene.Docs.Mongo.Name, "aside");
        await StartIfAsync(scene, isDown);
        await Sides.HoldAsync(scene, scene.Docs);
        await StopIfAsync(scene, isDown);
        await new MongoCollection(scene.Client, scene.Database, "aside").UpdateAsync("\"m1\"", """{"$set":{"a":2}}""");
        await RenameAsync(scene, "aside", scene.Docs.Mongo.Name);
        await StartIfAsync(scene, isDown);
        await Sides.EqualAsync(scene, scene.Docs, 20);
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"m1\""), Is.EqualTo("""{"_id":"m1","a":2}"""));
        await scene.Bridge.ReadyAsync();
    }

    [Test]
    public async Task A_collection_that_takes_the_place_of_another_is_all_new([Values] bool isDown)
    {
        await using var scene = NewScene();
        await scene.StartAsync();
        await FillAsync(scene, scene.Docs);
        await StopIfAsync(scene, isDown);
        await new MongoCollection(scene.Client, scene.Database, "next").InsertAsync("""{"_id":"m1","a":9}""", """{"_id":"new","a":9}""");
        await RenameAsync(scene, "next", scene.Docs.Mongo.Name, dropTarget: true);
        await StartIfAsync(scene, isDown);
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"m1","a":9}""", """{"_id":"new","a":9}""");
    }

    [Test]
    public async Task Two_mapped_collections_that_change_their_names_change_their_documents([Values] bool isDown)
    {
        await using var scene = NewScene(initialSync: true, "_id", "other");
        var (docs, other) = (scene.Docs, scene["other"]);
        await scene.StartAsync();
        await FillAsync(scene, docs);
        await other.Mongo.InsertAsync("""{"_id":"m1","other":1}""", """{"_id":"o","other":1}""");
        await Sides.EqualAsync(scene, other, 2);
        await StopIfAsync(scene, isDown);
        await RenameAsync(scene, docs.Mongo.Name, "between");
        await RenameAsync(scene, other.Mongo.Name, docs.Mongo.Name);
        await RenameAsync(scene, "between", other.Mongo.Name);
        await StartIfAsync(scene, isDown);
        await Sides.HoldAsync(scene, docs, """{"_id":"m1","other":1}""", """{"_id":"o","other":1}""");
        await Sides.EqualAsync(scene, other, 20);
    }

    [Test]
    public async Task A_collection_that_was_missing_at_the_start_and_is_renamed_into_place_is_served()
    {
        await using var scene = new Scene(new SceneOptions { CreatesCollections = false, Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: false" } });
        await new MongoCollection(scene.Client, scene.Database, "prepared").InsertAsync("""{"_id":"a"}""", """{"_id":"b"}""");
        await scene.LaunchAsync();
        await scene.Bridge.OpenedAsync();
        await RenameAsync(scene, "prepared", scene.Docs.Mongo.Name);
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"a"}""", """{"_id":"b"}""");
        await scene.Bridge.ReadyAsync();
    }

    [Test]
    public async Task Under_a_field_mapping_what_was_dropped_goes_too_and_so_do_its_dead_letters()
    {
        await using var scene = NewScene(initialSync: true, "k");
        await scene.StartAsync();
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 10).Select(i => $$"""{"_id":"m{{i}}","k":"k{{i}}"}"""));
        await scene.Docs.Mongo.InsertAsync("""{"_id":"without"}""", $$"""{"_id":"large","k":"large","t":"{{new string('x', 5_300_000)}}"}""");
        await scene.ParkedAsync("MissingIdentity", "RefusedByBigPeer");
        await scene.UntilAsync("ten are there", async () => await scene.Docs.BigPeer.CountAsync() == 10 ? null : "not yet");
        await DropAsync(scene, scene.Docs.Mongo.Name);
        await scene.UntilAsync("all are gone", async () => await scene.Docs.BigPeer.CountAsync() == 0 ? null : "not yet");
        await scene.ParkedAsync();
    }

    [Test]
    public async Task A_crash_while_a_dropped_collection_is_looked_through_loses_nothing()
    {
        var random = new Random(20264);
        await using var scene = NewScene();
        await scene.StartAsync();
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 3000).Select(i => $$"""{"_id":"m{{i}}","t":"{{new string('x', 200)}}"}"""));
        await Sides.EqualAsync(scene, scene.Docs, 3000);
        await DropAsync(scene, scene.Docs.Mongo.Name);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"after"}""");
        for (var crash = 0; crash < 3; crash++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 600)), TimeProvider.System);
            await scene.Bridge.KillAsync();
            await scene.LaunchAsync();
            await scene.Bridge.OpenedAsync();
        }
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"after"}""");
    }

    [Test]
    public async Task CollMod_changes_no_document_and_its_validator_parks_what_it_refuses()
    {
        await using var scene = NewScene();
        await scene.StartAsync();
        await FillAsync(scene, scene.Docs);
        await RunAsync(scene, $$$"""{"collMod":"{{{scene.Docs.Mongo.Name}}}","validator":{"a":{"$type":"number"} } }""");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"refused","a":"text"}""", """{"_id":"taken","a":5}""");
        await scene.ParkedAsync("RefusedByMongo");
        await scene.BothAsync("\"taken\"", """{"_id":"taken","a":5}""");
        await RunAsync(scene, $$"""{"collMod":"{{scene.Docs.Mongo.Name}}","validator":{} }""");
        await scene.Docs.BigPeer.UpdateAsync("\"refused\"", "SET b = 1");
        await scene.BothAsync("\"refused\"", """{"_id":"refused","a":"text","b":1}""");
        await Sides.EqualAsync(scene, scene.Docs, 22);
        Assert.That(await scene.Bridge.MetricAsync("bridge_swept_documents_total"), Is.Zero);
    }

    /// <summary>With the database goes the ledger: nothing tells that Ditto's documents were deleted, so they are merged as at a first start.</summary>
    [Test]
    public async Task A_database_that_is_dropped_ends_the_bridge_and_the_next_start_begins_anew([Values] bool isDown)
    {
        await using var scene = NewScene();
        await scene.StartAsync();
        await FillAsync(scene, scene.Docs);
        // Nothing of the bridge's own is on its way any more, which would make the database again.
        await scene.SettleAsync();
        await StopIfAsync(scene, isDown);
        await RunAsync(scene, """{"dropDatabase":1}""");
        if (!isDown)
        {
            Assert.That(await scene.Bridge.Process.ExitAsync(Scene.ArrivalLimit), Is.EqualTo(1), scene.Bridge.Process.LastLines());
            Assert.That(scene.Bridge.Process.LastLines(), Does.Contain("StateGone: "));
        }
        await scene.LaunchAsync();
        await scene.Bridge.LogAsync("DatabaseNotFound");
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m1","b":2}""");
        await scene.Bridge.ReadyAsync();
        await scene.UntilAsync("both sides are equal", async () =>
        {
            var (mongo, bigPeer) = (await scene.Docs.Mongo.AllAsync(), await scene.Docs.BigPeer.AllAsync());
            return mongo.Select(d => JsonText.Canonical(Plain.Text(d))).ToHashSet().SetEquals(bigPeer.Values) && bigPeer.TryGetValue("\"m1\"", out var merged) && merged.Contains("\"b\":2", StringComparison.Ordinal)
                ? null : $"{mongo.Count} and {bigPeer.Count}";
        });
        await scene.SettleAsync();
    }

    /// <summary>A bridge that works when the database is dropped may record a last document behind it. Alone such an entry would read as a delete in MongoDB.</summary>
    [Test]
    public async Task What_was_recorded_behind_a_drop_of_the_database_deletes_nothing_in_Ditto()
    {
        await using var scene = NewScene();
        await scene.StartAsync();
        await FillAsync(scene, scene.Docs);
        await scene.SettleAsync();
        var count = (int)await scene.Docs.BigPeer.CountAsync();
        await scene.StopAsync();
        var ledger = new MongoCollection(scene.Client, scene.Database, "__ditto_connector_documents");
        var late = (await ledger.FindAsync("{}", limit: 0)).Single(e => e.Contains("m3", StringComparison.Ordinal));
        await RunAsync(scene, """{"dropDatabase":1}""");
        await ledger.InsertAsync(late);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m1","b":2}""");
        await scene.LaunchAsync();
        await Sides.EqualAsync(scene, scene.Docs, count);
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"m3\""), Is.EqualTo("""{"_id":"m3","a":1}"""));
    }

    /// <summary>A bridge that is killed in its first second has recorded documents and no position yet: no stream tells the next start what happened to them meanwhile.</summary>
    [Test]
    public async Task What_went_after_a_kill_before_the_first_position_was_saved_is_deleted_in_Ditto([Values] bool initialSync)
    {
        await using var scene = new Scene(new SceneOptions
        {
            Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: {(initialSync ? "true" : "false")}" },
            Yaml = "runtime: { checkpointInterval: 5m }",
        });
        await scene.StartAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"stays"}""", """{"_id":"goes"}""");
        await Sides.EqualAsync(scene, scene.Docs, 2);
        var ledger = new MongoCollection(scene.Client, scene.Database, "__ditto_connector_documents");
        await scene.UntilAsync("both are recorded", async () => (await ledger.FindAsync("""{"m":{"$exists":true}}""", limit: 0)).Count == 2 ? null : "not yet");
        await scene.Bridge.KillAsync();
        await scene.Docs.Mongo.DeleteAsync("\"goes\"");
        await scene.LaunchAsync();
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"stays"}""");
    }
}
