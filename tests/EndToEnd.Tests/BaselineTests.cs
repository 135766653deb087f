namespace EndToEnd.Tests;

/// <summary>What exists at the first start.</summary>
[CancelAfter(120_000)]
internal sealed class BaselineTests
{
    [Test]
    public async Task With_initial_sync_both_sides_are_carried_over()
    {
        await using var scene = new Scene(new SceneOptions());
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m","a":1}""", """{"_id":"both","m":1,"same":1}""");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"d","a":1}""", """{"_id":"both","d":1,"same":1}""");
        await scene.StartAsync();
        await scene.BothAsync("\"m\"", """{"_id":"m","a":1}""");
        await scene.BothAsync("\"d\"", """{"_id":"d","a":1}""");
        await scene.BothAsync("\"both\"", """{"_id":"both","m":1,"same":1,"d":1}""");
    }

    [Test]
    public async Task Without_initial_sync_what_exists_stays_apart_until_its_first_change()
    {
        await using var scene = new Scene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: false" } });
        await scene.Docs.Mongo.InsertAsync("""{"_id":"m","a":1}""", """{"_id":"m-gone","a":1}""", """{"_id":"both","a":1,"m":1}""", """{"_id":"both-d","a":1,"m":1}""", """{"_id":"both-gone","a":1}""");
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"d","a":1}""", """{"_id":"d-gone","a":1}""", """{"_id":"both","a":2,"d":1}""", """{"_id":"both-d","a":2,"d":1}""", """{"_id":"both-gone","a":2}""");
        await scene.StartAsync();
        await scene.SettleAsync();
        await StaysApart();
        await scene.StopAsync();
        await scene.StartAsync();
        await scene.SettleAsync();
        await StaysApart();

        await scene.Docs.Mongo.UpdateAsync("\"m\"", """{"$set":{"b":2}}""");
        await scene.BothAsync("\"m\"", """{"_id":"m","a":1,"b":2}""");
        await scene.Docs.BigPeer.UpdateAsync("\"d\"", "SET b = 2");
        await scene.BothAsync("\"d\"", """{"_id":"d","a":1,"b":2}""");
        await scene.Docs.Mongo.DeleteAsync("\"m-gone\"");
        await scene.Docs.BigPeer.DeleteAsync("\"d-gone\"");
        await scene.Docs.Mongo.DeleteAsync("\"both-gone\"");
        await scene.BothAsync("\"both-gone\"", document: null);
        await scene.BothAsync("\"m-gone\"", document: null);
        await scene.BothAsync("\"d-gone\"", document: null);
        await scene.Docs.Mongo.UpdateAsync("\"both\"", """{"$set":{"c":3}}""");
        await scene.UntilAsync("both are one", () => EqualAsync(scene, "\"both\"", "\"c\":3"));
        await scene.Docs.BigPeer.UpdateAsync("\"both-d\"", "SET c = 3");
        await scene.UntilAsync("both are one", () => EqualAsync(scene, "\"both-d\"", "\"c\":3"));

        async Task StaysApart()
        {
            Assert.Multiple(async () =>
            {
                Assert.That(await scene.Docs.BigPeer.FindAsync("\"m\""), Is.Null);
                Assert.That(await scene.Docs.Mongo.FindAsync("\"d\""), Is.Null);
                Assert.That(await scene.Docs.Mongo.FindAsync("\"both\""), Is.EqualTo(Documents.Canonical("""{"_id":"both","a":1,"m":1}""")));
                Assert.That(await scene.Docs.BigPeer.FindAsync("\"both\""), Is.EqualTo("""{"_id":"both","a":2,"d":1}"""));
            });
        }
    }

    private static async Task<string?> EqualAsync(Scene scene, string id, string member)
    {
        var (mongo, bigPeer) = (await scene.Docs.Mongo.FindAsync(id), await scene.Docs.BigPeer.FindAsync(id));
        var plain = mongo is null ? null : TestKit.JsonText.Canonical(Documents.Relaxed(mongo));
        return plain == bigPeer && bigPeer!.Contains(member, StringComparison.Ordinal) && bigPeer.Contains("\"m\":1", StringComparison.Ordinal) && bigPeer.Contains("\"d\":1", StringComparison.Ordinal)
            ? null : $"{plain}\n{bigPeer}";
    }
}
