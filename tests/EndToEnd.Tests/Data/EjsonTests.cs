using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Mode ejson: every BSON type has a form at the Big Peer, and comes back as what it was.</summary>
[CancelAfter(120_000)]
internal sealed class EjsonTests
{
    private const string Id = """{"$oid":"5ca4bbcea2dd94ee58162a68"}""";

    private const string EveryType = $$"""
        {"_id":{{Id}},"double":{"$numberDouble":"1.0"},"nan":{"$numberDouble":"NaN"},"text":"t","map":{"a":{"$numberInt":"1"},"b":{"$binary":{"base64":"AAE=","subType":"05"} } },
        "list":[{"$numberLong":"7"},{"x":{"$minKey":1} }],"binary":{"$binary":{"base64":"AQID","subType":"00"} },"oid":{"$oid":"5ca4bbcea2dd94ee58162a69"},"yes":true,
        "date":{"$date":{"$numberLong":"-1"} },"nothing":null,"regex":{"$regularExpression":{"pattern":"^a","options":"i"} },"code":{"$code":"f()"},"symbol":{"$symbol":"s"},
        "int":{"$numberInt":"-5"},"stamp":{"$timestamp":{"t":4,"i":2} },"long":{"$numberLong":"9223372036854775807"},"decimal":{"$numberDecimal":"1.10"},"max":{"$maxKey":1},"none":{} }
        """;

    [Test]
    public async Task Every_type_goes_there_and_back()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync(EveryType);
        await scene.StartAsync();
        var original = await scene.Docs.Mongo.FindAsync(Id);
        await BigPeerHasAsync(scene, original!);

        await scene.Docs.BigPeer.UpdateAsync(Id, "SET added = :v", """{"$numberDecimal":"2.50"}""");
        await scene.UntilAsync("what Ditto added", async () => await scene.Docs.Mongo.FindAsync("""{"added":{"$numberDecimal":"2.50"}}""", limit: 0) is { Count: 1 } ? null : "not there");
        await scene.Docs.Mongo.UpdateAsync(Id, """{"$unset":{"added":true}}""");
        await BigPeerHasAsync(scene, original!);
        Assert.That(await scene.Docs.Mongo.FindAsync(Id), Is.EqualTo(original));
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_value_that_changes_its_type_keeps_nothing_of_the_old()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync($$"""{"_id":{{Id}},"v":{"$date":{"$numberLong":"1"} },"w":"plain","other":1}""");
        await scene.StartAsync();
        await BigPeerHasAsync(scene, (await scene.Docs.Mongo.FindAsync(Id))!);

        // Wrappers are maps at the Big Peer: without care a date that becomes an ObjectId would be both.
        foreach (var next in new[] { """{"$oid":"5ca4bbcea2dd94ee58162a69"}""", "\"text\"", """{"$numberDecimal":"3"}""", """{"a":{"$numberInt":"1"} }""", """{"$date":{"$numberLong":"2"} }""" })
        {
            await scene.Docs.Mongo.UpdateAsync(Id, $$"""{"$set":{"v":{{next}},"w":{{next}} } }""");
            await BigPeerHasAsync(scene, (await scene.Docs.Mongo.FindAsync(Id))!);
        }
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task Two_ids_that_MongoDB_holds_for_one_do_not_keep_the_rest_waiting()
    {
        await using var scene = NewScene();
        await scene.StartAsync();
        await scene.Docs.BigPeer.InsertAsync("""{"_id":{"$numberInt":"1"},"a":"int"}""", """{"_id":{"$numberLong":"1"},"a":"long"}""");
        await scene.UntilAsync("a dead letter", async () => await scene.LettersAsync() is ["DuplicateIdentity"] ? null : string.Join(", ", await scene.LettersAsync()));
        Assert.That(await scene.Docs.Mongo.CountAsync(), Is.EqualTo(1));
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"later","a":"text"}""");
        await scene.UntilAsync("the next document", async () => await scene.Docs.Mongo.FindAsync("\"later\"") is null ? "not there" : null);
    }

    [TestCase("customers")]
    [TestCase("theaters")]
    public async Task Sample_data_goes_there_and_back(string name)
    {
        var lines = SampleData.Lines(name);
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync(lines);
        var originals = (await scene.Docs.Mongo.AllAsync()).Select(d => Documents.Canonical(d)).ToHashSet();
        await scene.StartAsync();
        await scene.UntilAsync("every document at the Big Peer", async () => await scene.Docs.BigPeer.CountAsync() is var n && n == lines.Count ? null : $"{n} of {lines.Count}");
        var expected = originals.Select(JsonText.Canonical).ToHashSet();
        Assert.That((await scene.Docs.BigPeer.AllAsync()).Values.Where(d => !expected.Contains(d)).Take(3), Is.Empty);

        await TouchAsync(scene, "SET touched = true");
        await scene.UntilAsync("every change in MongoDB", async () => (await scene.Docs.Mongo.FindAsync("""{"touched":true}""", limit: 0)).Count is var n && n == lines.Count ? null : $"{n} of {lines.Count}");
        await TouchAsync(scene, "UNSET touched");
        await scene.UntilAsync("every change in MongoDB", async () => (await scene.Docs.Mongo.FindAsync("""{"touched":true}""", limit: 0)).Count is var n && n == 0 ? null : $"{n} left");
        Assert.That((await scene.Docs.Mongo.AllAsync()).Select(d => Documents.Canonical(d)).Where(d => !originals.Contains(d)).Take(3), Is.Empty);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    private static Scene NewScene() => new(new SceneOptions { Strict = false, Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true, mode: ejson" } });

    private static Task BigPeerHasAsync(Scene scene, string document) => scene.UntilAsync("the document at the Big Peer", async () =>
    {
        var found = await scene.Docs.BigPeer.FindAsync(Id);
        return found is not null && JsonText.Canonical(found) == JsonText.Canonical(document) ? null : $"has {found}";
    });

    private static Task TouchAsync(Scene scene, string what) => SharedServers.BigPeer.Api.ExecuteAsync($"UPDATE `{scene.Docs.BigPeer.Name}` {what}", strict: false);
}
