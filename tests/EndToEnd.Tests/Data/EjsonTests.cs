using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Mode ejson, beside what the golden files hold it to: changes of type, and ids.</summary>
[CancelAfter(120_000)]
internal sealed class EjsonTests
{
    private const string Id = """{"$oid":"5ca4bbcea2dd94ee58162a68"}""";

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

    private static Scene NewScene() => new(new SceneOptions { Strict = false, Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true, mode: ejson" } });

    private static Task BigPeerHasAsync(Scene scene, string document) => scene.UntilAsync("the document at the Big Peer", async () =>
    {
        var found = await scene.Docs.BigPeer.FindAsync(Id);
        return found is not null && JsonText.Canonical(found) == JsonText.Canonical(document) ? null : $"has {found}";
    });
}
