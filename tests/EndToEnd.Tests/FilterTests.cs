namespace EndToEnd.Tests;

/// <summary>A collection with a filter: what matches is kept in step, what stops matching leaves Ditto and stays in MongoDB.</summary>
[CancelAfter(180_000)]
internal sealed class FilterTests
{
    private const string Filter = "fields: [_id], initialSync: true, filter: \"deleted == false && n < 10\"";

    private static Scene NewScene(bool strict, string settings = Filter) => new(new SceneOptions
    {
        Strict = strict,
        Collections = new Dictionary<string, string> { ["docs"] = settings },
        FullPassInterval = TimeSpan.FromMilliseconds(300),
    });

    [Test]
    public async Task Documents_enter_and_leave([Values] bool strict)
    {
        await using var scene = NewScene(strict);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"in","deleted":false,"n":1}""", """{"_id":"out","deleted":true,"n":1}""", """{"_id":"lacks","n":1}""", """{"_id":"nulls","deleted":false,"n":1,"z":null,"l":[1,null],"o":{"a":null}}""");
        await scene.StartAsync();
        await BothAsync(scene, "in", """{"_id":"in","deleted":false,"n":1}""");
        await BothAsync(scene, "nulls", """{"_id":"nulls","deleted":false,"n":1,"z":null,"l":[1,null],"o":{"a":null}}""");
        Assert.That(await scene.Docs.BigPeer.CountAsync(), Is.EqualTo(2), "the initial sync takes what matches");

        await scene.Docs.Mongo.UpdateAsync("\"in\"", """{"$set":{"deleted":true}}""");
        await scene.Docs.Mongo.UpdateAsync("\"nulls\"", """{"$set":{"n":10}}""");
        await scene.Docs.Mongo.UpdateAsync("\"out\"", """{"$set":{"deleted":false}}""");
        await OnlyInMongoAsync(scene, "in", """{"_id":"in","deleted":true,"n":1}""");
        await OnlyInMongoAsync(scene, "nulls", """{"_id":"nulls","deleted":false,"n":10,"z":null,"l":[1,null],"o":{"a":null}}""");
        await BothAsync(scene, "out", """{"_id":"out","deleted":false,"n":1}""");

        await scene.Docs.Mongo.UpdateAsync("\"in\"", """{"$set":{"more":1}}""");
        await scene.Docs.Mongo.UpdateAsync("\"in\"", """{"$set":{"deleted":false}}""");
        await BothAsync(scene, "in", """{"_id":"in","deleted":false,"n":1,"more":1}""");
        await scene.Docs.BigPeer.UpdateAsync("\"in\"", "SET n = 5");
        await BothAsync(scene, "in", """{"_id":"in","deleted":false,"n":5,"more":1}""");
        Assert.That(await scene.LettersAsync(), Is.Empty);
        Assert.That(await scene.Bridge.MetricAsync("bridge_filter_documents_total{collection=\"" + scene.Docs.Mongo.Name + "\",move=\"left\"}"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_change_in_Ditto_that_makes_a_document_leave_reaches_MongoDB_first([Values] bool strict)
    {
        await using var scene = NewScene(strict);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"a","deleted":false,"n":1}""", """{"_id":"b","deleted":false,"n":1}""");
        await scene.StartAsync();
        await BothAsync(scene, "a", """{"_id":"a","deleted":false,"n":1}""");
        await BothAsync(scene, "b", """{"_id":"b","deleted":false,"n":1}""");
        await scene.Docs.BigPeer.UpdateAsync("\"a\"", "SET deleted = true, note = 'bye'");
        await OnlyInMongoAsync(scene, "a", """{"_id":"a","deleted":true,"n":1,"note":"bye"}""");
        await scene.Docs.BigPeer.DeleteAsync("\"b\"");
        await scene.UntilAsync("a user's delete is carried over", async () => await scene.Docs.Mongo.FindAsync("\"b\"") is null ? null : "b is still there");
        Assert.That(await scene.Docs.Mongo.FindAsync("\"a\""), Is.Not.Null);
    }

    [Test]
    public async Task A_document_made_in_Ditto_outside_the_filter_is_a_dead_letter_until_it_matches()
    {
        await using var scene = NewScene(strict: true);
        await scene.StartAsync();
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"new","deleted":true,"n":1}""", """{"_id":"fine","deleted":false,"n":1}""");
        await LettersAsync(scene, "OutsideFilter");
        await BothAsync(scene, "fine", """{"_id":"fine","deleted":false,"n":1}""");
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"new\""), Is.Not.Null);
        Assert.That(await scene.Docs.Mongo.FindAsync("\"new\""), Is.Null);
        await scene.Docs.BigPeer.UpdateAsync("\"new\"", "SET deleted = false");
        await BothAsync(scene, "new", """{"_id":"new","deleted":false,"n":1}""");
        await LettersAsync(scene);
    }

    [Test]
    public async Task Many_that_leave_at_once_are_no_mass_delete_and_stay_in_MongoDB_even_when_the_bridge_is_killed()
    {
        const int Count = 600;
        await using var scene = NewScene(strict: true);
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, Count).Select(i => $$"""{"_id":"d{{i}}","deleted":false,"n":1}"""));
        await scene.StartAsync();
        await scene.UntilAsync("all are there", async () => await scene.Docs.BigPeer.CountAsync() is var n && n == Count ? null : $"{n}");
        var random = new Random(7);
        for (var round = 0; round < 4; round++)
        {
            var (deleted, expected) = (round % 2 == 0, round % 2 == 0 ? 0 : Count);
            await scene.Docs.Mongo.UpdateAsync(Enumerable.Range(0, Count).Select(i => ($"\"d{i}\"", $$$"""{"$set":{"deleted":{{{(deleted ? "true" : "false")}}},"round":{{{round}}} }}""")));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(20, 400)), TimeProvider.System);
            await scene.Bridge.KillAsync();
            await scene.LaunchAsync();
            await scene.UntilAsync($"round {round}: {expected} at the Big Peer", async () => await scene.Docs.BigPeer.CountAsync() is var n && n == expected ? null : $"{n}");
        }
        await scene.Bridge.ReadyAsync();
        await scene.SettleAsync(", \"deleted\":false, \"n\":1");
        Assert.That(await scene.Docs.Mongo.CountAsync(), Is.EqualTo(Count + 2), "MongoDB keeps all");
        Assert.That(await scene.Bridge.MetricAsync("bridge_mass_delete_blocked"), Is.Zero);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_changed_filter_is_applied_to_what_is_there()
    {
        await using var scene = NewScene(strict: true);
        await scene.Docs.Mongo.InsertAsync("""{"_id":"a","deleted":false,"n":1}""", """{"_id":"b","deleted":false,"n":7}""", """{"_id":"c","deleted":false,"n":12}""");
        await scene.StartAsync();
        await BothAsync(scene, "b", """{"_id":"b","deleted":false,"n":7}""");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"made","deleted":false,"n":12}""");
        await LettersAsync(scene, "OutsideFilter");
        await scene.StopAsync();
        scene.Configure("docs", "fields: [_id], initialSync: true, filter: \"n > 5\"");
        await scene.StartAsync();
        await OnlyInMongoAsync(scene, "a", """{"_id":"a","deleted":false,"n":1}""");
        await BothAsync(scene, "b", """{"_id":"b","deleted":false,"n":7}""");
        await BothAsync(scene, "c", """{"_id":"c","deleted":false,"n":12}""");
        await BothAsync(scene, "made", """{"_id":"made","deleted":false,"n":12}""");
        await LettersAsync(scene);
        await scene.StopAsync();
        scene.Configure("docs", "fields: [_id], initialSync: true");
        await scene.StartAsync();
        await BothAsync(scene, "a", """{"_id":"a","deleted":false,"n":1}""");
    }

    [Test]
    public async Task Without_initial_sync_the_baseline_stays_as_it_is()
    {
        await using var scene = NewScene(strict: true, "fields: [_id], initialSync: false, filter: \"n < 10\"");
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m-in","n":1}""", """{"_id":"m-out","n":11}""");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"d-in","n":1}""", """{"_id":"d-out","n":11}""");
        await scene.StartAsync();
        await scene.SettleAsync(", \"n\":1");
        await scene.Docs.Mongo.UpdateAsync("\"m-in\"", """{"$set":{"a":1}}""");
        await scene.Docs.Mongo.UpdateAsync("\"m-out\"", """{"$set":{"a":1}}""");
        await scene.Docs.BigPeer.UpdateAsync("\"d-in\"", "SET a = 1");
        await BothAsync(scene, "m-in", """{"_id":"m-in","n":1,"a":1}""");
        await BothAsync(scene, "d-in", """{"_id":"d-in","n":1,"a":1}""");
        await OnlyInMongoAsync(scene, "m-out", """{"_id":"m-out","n":11,"a":1}""");
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"d-out\""), Is.Not.Null);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task In_ejson_mode_the_filter_sees_the_wrappers()
    {
        await using var scene = NewScene(strict: false, "fields: [_id], initialSync: true, mode: ejson, filter: \"qty.`$numberInt` = '5'\"");
        await scene.Docs.Mongo.InsertAsync("""{"_id":"five","qty":{"$numberInt":"5"}}""", """{"_id":"six","qty":{"$numberInt":"6"}}""");
        await scene.StartAsync();
        await scene.BothAsync("\"five\"", """{"_id":"five","qty":{"$numberInt":"5"}}""", """{"_id":"five","qty":{"$numberInt":"5"}}""");
        Assert.That(await scene.Docs.BigPeer.CountAsync(), Is.EqualTo(1));
    }

    private static Task BothAsync(Scene scene, string id, string document) => scene.BothAsync($"\"{id}\"", document);

    private static Task OnlyInMongoAsync(Scene scene, string id, string document) => scene.BothAsync(scene.Docs, $"\"{id}\"", document, bigPeer: null);

    private static Task LettersAsync(Scene scene, params string[] reasons) => scene.UntilAsync($"dead letters {string.Join(", ", reasons)}", async () =>
    {
        var letters = await scene.LettersAsync();
        return letters.SequenceEqual(reasons) ? null : string.Join(", ", letters);
    });
}
