namespace EndToEnd.Tests;

/// <summary>A collection with schemas: invalid documents are parked on either side, or pass and are counted.</summary>
[CancelAfter(120_000)]
internal sealed class SchemaTests
{
    private static readonly Dictionary<string, string> Files = new()
    {
        ["orders.v1.json"] = """{"properties":{"n":{"type":"integer"}}}""",
        ["orders.v2.json"] = """{"$defs":{"name":{"type":"string","minLength":2}},"properties":{"name":{"$ref":"#/$defs/name"}},"required":["name"]}""",
    };

    private static Scene NewScene(string more = "") => new(new SceneOptions
    {
        Strict = true,
        Files = Files,
        FullPassInterval = TimeSpan.FromMilliseconds(500),
        Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, schema: {{ file: 'orders.v{{version}}.json', versionField: v{more} }}" },
    });

    [Test]
    public async Task Invalid_documents_of_both_sides_are_parked_until_they_are_valid()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m1","n":1}""", """{"_id":"m1-bad","n":"x"}""", """{"_id":"m2","v":2,"name":"ab"}""", """{"_id":"m2-bad","v":2,"name":"a"}""", """{"_id":"m3","v":3}""");
        await scene.StartAsync();
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"d1","n":1}""", """{"_id":"d2-bad","v":2}""", """{"_id":"d2","v":"2","name":"ab","n":"any"}""");
        await scene.BothAsync("\"m1\"", """{"_id":"m1","n":1}""");
        await scene.BothAsync("\"m2\"", """{"_id":"m2","v":2,"name":"ab"}""");
        await scene.BothAsync("\"d1\"", """{"_id":"d1","n":1}""");
        await scene.BothAsync("\"d2\"", """{"_id":"d2","v":"2","name":"ab","n":"any"}""");
        await LettersAsync(scene, 4);
        var letters = await new TestKit.MongoCollection(scene.Client, scene.Database, "__ditto_unsynced_documents").FindAsync("{}", limit: 0);
        Assert.Multiple(() =>
        {
            Assert.That(letters, Has.Some.Contain("schema version 1 is violated at /n (type)").And.Some.Contain("schema version 2 is violated at /name (minLength)"));
            Assert.That(letters, Has.Some.Contain("schema version 2 is violated at the top (required)").And.Some.Contain("there are 1, 2"));
        });
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"m1-bad\""), Is.Null);
        Assert.That(await scene.Docs.Mongo.FindAsync("\"d2-bad\""), Is.Null);

        await scene.Docs.Mongo.UpdateAsync("\"m1-bad\"", """{"$set":{"n":2}}""");
        await scene.Docs.Mongo.UpdateAsync("\"m2-bad\"", """{"$set":{"name":"abc"}}""");
        await scene.Docs.Mongo.UpdateAsync("\"m3\"", """{"$set":{"v":1}}""");
        await scene.Docs.BigPeer.UpdateAsync("\"d2-bad\"", "SET name = 'abc'");
        await scene.BothAsync("\"m1-bad\"", """{"_id":"m1-bad","n":2}""");
        await scene.BothAsync("\"m3\"", """{"_id":"m3","v":1}""");
        await scene.BothAsync("\"d2-bad\"", """{"_id":"d2-bad","v":2,"name":"abc"}""");
        await LettersAsync(scene, 0);

        // An invalid change of a document that is kept in step stays on its side.
        await scene.Docs.BigPeer.UpdateAsync("\"m1\"", "SET n = 'x'");
        await LettersAsync(scene, 1);
        Assert.That(await scene.Docs.Mongo.FindAsync("\"m1\""), Does.Contain("\"$numberInt\":\"1\""));
    }

    [Test]
    public async Task Invalid_documents_pass_where_that_is_wanted_and_are_counted()
    {
        await using var scene = NewScene(", onInvalid: pass");
        await scene.StartAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"bad","n":"x"}""");
        await scene.BothAsync("\"bad\"", """{"_id":"bad","n":"x"}""");
        await scene.Bridge.LogAsync("schema version 1: schema version 1 is violated at /n (type)");
        Assert.That(await scene.Bridge.MetricAsync("bridge_schema_violations_total"), Is.EqualTo(1));
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    private static Task LettersAsync(Scene scene, int count) => scene.UntilAsync($"{count} dead letters", async () =>
    {
        var letters = await scene.LettersAsync();
        return letters.Count == count && letters.All(l => l == "SchemaViolation") ? null : string.Join(", ", letters);
    });
}
