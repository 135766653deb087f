namespace EndToEnd.Tests;

/// <summary>Changes while the bridge runs.</summary>
[TestFixture(true)]
[TestFixture(false)]
[CancelAfter(120_000)]
internal sealed class LiveChangeTests(bool strict)
{
    private readonly Scene _scene = new(new SceneOptions { Strict = strict });

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task Create_change_and_delete_in_MongoDB_arrive()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"m","a":1,"o":{"x":1},"l":[1,[2],{"y":3}]}""");
        await _scene.BothAsync("\"m\"", """{"_id":"m","a":1,"o":{"x":1},"l":[1,[2],{"y":3}]}""");
        await _scene.Docs.Mongo.UpdateAsync("\"m\"", """{"$set":{"o.x":2,"l.1":5},"$unset":{"a":""}}""");
        await _scene.BothAsync("\"m\"", """{"_id":"m","o":{"x":2},"l":[1,5,{"y":3}]}""");
        await _scene.Docs.Mongo.DeleteAsync("\"m\"");
        await _scene.BothAsync("\"m\"", document: null);
    }

    [Test]
    public async Task Create_change_and_delete_at_the_Big_Peer_arrive()
    {
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"d","a":1,"o":{"x":1},"l":[1,[2],{"y":3}]}""");
        await _scene.BothAsync("\"d\"", """{"_id":"d","a":1,"o":{"x":1},"l":[1,[2],{"y":3}]}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"d\"", "SET o = :v UNSET a", """{"x":2}""");
        await _scene.BothAsync("\"d\"", """{"_id":"d","o":{"x":2},"l":[1,[2],{"y":3}]}""");
        await _scene.Docs.BigPeer.DeleteAsync("\"d\"");
        await _scene.BothAsync("\"d\"", document: null);
    }

    [Test]
    public async Task A_replaced_document_loses_its_old_fields()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"r","a":1,"o":{"x":1,"y":1}}""");
        await _scene.BothAsync("\"r\"", """{"_id":"r","a":1,"o":{"x":1,"y":1}}""");
        await _scene.Docs.Mongo.ReplaceAsync("\"r\"", """{"_id":"r","o":{"y":2},"z":true}""");
        await _scene.BothAsync("\"r\"", """{"_id":"r","o":{"y":2},"z":true}""");
    }

    [Test]
    public async Task What_is_created_again_after_a_delete_has_no_old_fields()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"again","a":1,"o":{"x":1}}""");
        await _scene.BothAsync("\"again\"", """{"_id":"again","a":1,"o":{"x":1}}""");
        await _scene.Docs.Mongo.DeleteAsync("\"again\"");
        await _scene.BothAsync("\"again\"", document: null);
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"again","b":1}""");
        await _scene.BothAsync("\"again\"", """{"_id":"again","b":1}""");
        await _scene.Docs.BigPeer.DeleteAsync("\"again\"");
        await _scene.BothAsync("\"again\"", document: null);
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"again","c":1}""");
        await _scene.BothAsync("\"again\"", """{"_id":"again","c":1}""");
    }

    [Test]
    public async Task A_value_of_MongoDB_changes_its_kind_again_and_again()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"kinds","o":{"x":1}}""");
        await _scene.BothAsync("\"kinds\"", """{"_id":"kinds","o":{"x":1}}""");
        foreach (var value in (string[])["5", "{\"y\":2}", "[1]", "{\"x\":{\"z\":1}}", "null", "{}", "\"text\"", "{\"x\":3}", "{\"x\":{\"p\":1}}", "{\"x\":4}", "{\"p\":{\"q\":{\"r\":1}}}", "true"])
        {
            await _scene.Docs.Mongo.UpdateAsync("\"kinds\"", $$$"""{"$set":{"o":{{{value}}}}}""");
            await _scene.BothAsync("\"kinds\"", $$"""{"_id":"kinds","o":{{value}}}""");
        }
    }

    [Test]
    public async Task A_value_of_the_Big_Peer_changes_its_kind_again_and_again()
    {
        await _scene.Docs.BigPeer.InsertAsync("""{"_id":"kinds-d","o":{"x":1}}""");
        await _scene.BothAsync("\"kinds-d\"", """{"_id":"kinds-d","o":{"x":1}}""");
        foreach (var value in (string[])["5", "{\"y\":2}", "[1]", "null", "{\"x\":{\"z\":1}}", "\"text\""])
        {
            await _scene.Docs.BigPeer.UpdateAsync("\"kinds-d\"", "SET o = :v", value);
            // Without strict mode the engine merges a map with one that was there before: what it shows is the truth.
            var shown = await _scene.Docs.BigPeer.FindAsync("\"kinds-d\"");
            await _scene.BothAsync("\"kinds-d\"", shown);
        }
    }

    [Test]
    public async Task Fields_of_MongoDB_keep_their_order()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"order","z":1,"a":1,"m":{"z":1,"a":1}}""");
        await _scene.BothAsync("\"order\"", """{"_id":"order","z":1,"a":1,"m":{"z":1,"a":1}}""");
        await _scene.Docs.BigPeer.UpdateAsync("\"order\"", "SET a = 2, m = :v, b = 1", """{"z":2,"a":1}""");
        await _scene.BothAsync("\"order\"", """{"_id":"order","z":1,"a":2,"m":{"z":2,"a":1},"b":1}""");
        Assert.That(await _scene.Docs.Mongo.FindAsync("\"order\""), Is.EqualTo(Documents.Canonical("""{"_id":"order","z":1,"a":2,"m":{"z":2,"a":1},"b":1}""")));
    }

    [Test]
    public async Task Many_changes_of_one_document_end_with_the_last()
    {
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"often","m":0,"d":0}""");
        await _scene.BothAsync("\"often\"", """{"_id":"often","m":0,"d":0}""");
        for (var i = 1; i <= 100; i++)
        {
            await _scene.Docs.Mongo.UpdateAsync("\"often\"", $$$"""{"$set":{"m":{{{i}}}}}""");
            await _scene.Docs.BigPeer.UpdateAsync("\"often\"", "SET d = :v", $"{i}");
        }
        await _scene.BothAsync("\"often\"", """{"_id":"often","m":100,"d":100}""");
    }

    [Test]
    public async Task Many_documents_of_one_write_arrive()
    {
        await _scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 1200).Select(i => $$"""{"_id":"bulk-m-{{i}}","n":{{i}}}"""));
        await _scene.Docs.BigPeer.InsertAsync(Enumerable.Range(0, 1200).Select(i => $$"""{"_id":"bulk-d-{{i}}","n":{{i}}}"""));
        await _scene.UntilAsync("2400 documents on both sides", async () =>
        {
            var (inMongo, atBigPeer) = (await _scene.Docs.Mongo.FindAsync("""{"_id":{"$regex":"^bulk-"}}""", limit: 0), await _scene.Docs.BigPeer.AllAsync());
            var bulk = atBigPeer.Keys.Count(k => k.StartsWith("\"bulk-", StringComparison.Ordinal));
            return inMongo.Count == 2400 && bulk == 2400 ? null : $"{inMongo.Count} in MongoDB, {bulk} at the Big Peer";
        });
    }
}
