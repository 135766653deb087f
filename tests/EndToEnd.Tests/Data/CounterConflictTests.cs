using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Counters that both sides changed while the bridge was away, and counters that were there before it came.</summary>
[TestFixture("native", "mongodb")]
[TestFixture("native", "bigPeer")]
[TestFixture("ejson", "mongodb")]
[TestFixture("ejson", "bigPeer")]
[CancelAfter(120_000)]
internal sealed class CounterConflictTests(string mode, string policy)
{
    private const string Types = "qty COUNTER, o MAP(k COUNTER)";

    [Test]
    public async Task A_reset_in_MongoDB_wins_under_either_policy_and_is_counted_as_a_conflict()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"both","qty":5,"o":{"k":5}}""", """{"_id":"mongo","qty":5,"o":{"k":5}}""", """{"_id":"ditto","qty":5,"o":{"k":5}}""");
        await scene.StartAsync();
        foreach (var id in new[] { "both", "mongo", "ditto" }) await CountedAsync(scene, id, 5, 5);
        await scene.StopAsync();

        await scene.Docs.Mongo.UpdateAsync([("\"both\"", """{"$set":{"qty":50}}"""), ("\"mongo\"", """{"$set":{"qty":60,"o.k":61}}""")]);
        foreach (var id in new[] { "\"both\"", "\"ditto\"" }) await scene.Docs.BigPeer.UpdateAsync(id, "APPLY qty INCREMENT BY 2, o.k INCREMENT BY 3");
        await scene.StartAsync();
        await CountedAsync(scene, "both", 50, 8);
        await CountedAsync(scene, "mongo", 60, 61);
        await CountedAsync(scene, "ditto", 7, 8);
        // A batch is counted when the ledger has it, a moment after both sides.
        await scene.UntilAsync("one conflict", async () => await scene.Bridge.MetricAsync("bridge_conflicts_total") is var n && n == 1 ? null : $"{n}");

        await scene.Docs.BigPeer.UpdateAsync("\"both\"", "APPLY qty INCREMENT BY 1");
        await CountedAsync(scene, "both", 51, 8);
    }

    [Test]
    public async Task A_reset_while_the_bridge_runs_is_a_conflict_with_what_it_has_not_seen_yet()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"live","qty":0,"o":{"k":0}}""");
        await scene.StartAsync();
        await CountedAsync(scene, "live", 0, 0);
        for (var i = 1; i <= 20; i++)
        {
            await scene.Docs.BigPeer.UpdateAsync("\"live\"", "APPLY qty INCREMENT BY 1, o.k INCREMENT BY 1");
            if (i % 5 == 0) await scene.Docs.Mongo.UpdateAsync("\"live\"", $$$"""{"$set":{"qty":{{{i * 1000}}}}}""");
        }
        // The last reset came after the last increment; o.k was only ever counted.
        await CountedAsync(scene, "live", 20_000, 20);
    }

    [Test]
    public async Task Counters_and_plain_numbers_of_before_the_bridge_are_united()
    {
        await using var scene = NewScene();
        var (mongo, bigPeer) = scene.Docs;
        await bigPeer.InsertAsync("""{"_id":"plain","qty":7,"o":{"k":8}}""", """{"_id":"plain-equal","qty":7,"o":{"k":8}}""", """{"_id":"plain-other","qty":7,"o":{"k":8}}""");
        await bigPeer.UpsertTypedAsync(Types, """{"_id":"counted","qty":7,"o":{"k":8}}""", """{"_id":"counted-other","qty":7,"o":{"k":8}}""");
        await mongo.InsertAsync("""{"_id":"plain-equal","qty":7,"o":{"k":8}}""", """{"_id":"plain-other","qty":1,"o":{"k":2}}""", """{"_id":"counted-other","qty":1,"o":{"k":2}}""", """{"_id":"only","qty":1,"o":{"k":2}}""");
        await scene.StartAsync();
        // Nobody has reset anything yet: the policy decides.
        var (qty, k) = policy == "mongodb" ? (1, 2) : (7, 8);
        await CountedAsync(scene, "plain", 7, 8);
        await CountedAsync(scene, "plain-equal", 7, 8);
        await CountedAsync(scene, "plain-other", qty, k);
        await CountedAsync(scene, "counted", 7, 8);
        await CountedAsync(scene, "counted-other", qty, k);
        await CountedAsync(scene, "only", 1, 2);
        foreach (var id in new[] { "plain", "plain-equal", "plain-other", "counted", "counted-other", "only" }) await bigPeer.UpdateAsync($"\"{id}\"", "UNSET qty, o.k");
        foreach (var id in new[] { "plain", "plain-equal", "plain-other", "counted", "counted-other", "only" }) await scene.BothAsync($"\"{id}\"", $$$"""{"_id":"{{{id}}}","o":{}}""");
    }

    [Test]
    public async Task Counters_whose_names_need_quotes_are_counters()
    {
        await using var scene = NewScene("""'a b', "quote\"s", 'select', 'o''s.x y', "ünï.c) d", '1a', 'qty COUNTER) x'""");
        await scene.StartAsync();
        const string Document = """{"_id":"names","a b":1,"quote\"s":3,"select":4,"o's":{"x y":5},"ünï":{"c) d":6},"1a":7,"qty COUNTER) x":8}""";
        const string Counted = """{"_id":"names","a b":2,"quote\"s":4,"select":5,"o's":{"x y":6},"ünï":{"c) d":7},"1a":8,"qty COUNTER) x":9}""";
        await scene.Docs.Mongo.InsertAsync(Document);
        await scene.BothAsync("\"names\"", Document);
        await scene.Docs.BigPeer.UpdateAsync("\"names\"", "APPLY `a b` INCREMENT BY 1, `quote\"s` INCREMENT BY 1, `select` INCREMENT BY 1, `o's`.`x y` INCREMENT BY 1, `ünï`.`c) d` INCREMENT BY 1, `1a` INCREMENT BY 1, `qty COUNTER) x` INCREMENT BY 1");
        await scene.BothAsync("\"names\"", Counted);
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"names\"", "`a b` COUNTER, `quote\"s` COUNTER, `select` COUNTER, `o's` MAP(`x y` COUNTER), `ünï` MAP(`c) d` COUNTER), `1a` COUNTER, `qty COUNTER) x` COUNTER"), Is.EqualTo(JsonText.Canonical(Counted)));
    }

    private Scene NewScene(string counters = "qty, o.k") => new(new SceneOptions
    {
        Policy = policy,
        Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {mode}, dittoTypes: {{ settableCounters: [{counters}] }}" },
    });

    private static Task CountedAsync(Scene scene, string id, long qty, long k)
    {
        var expected = $$$"""{"_id":"{{{id}}}","o":{"k":{{{k}}}},"qty":{{{qty}}}}""";
        return scene.UntilAsync($"{id} as {expected}", async () =>
        {
            var mongo = await scene.Docs.Mongo.FindAsync($"\"{id}\"");
            if (mongo is null || JsonText.Canonical(Documents.Relaxed(mongo)) != expected) return $"MongoDB has {mongo}";
            var (newest, declared) = (await scene.Docs.BigPeer.FindAsync($"\"{id}\""), await scene.Docs.BigPeer.FindAsync($"\"{id}\"", Types));
            return newest != expected ? $"the Big Peer has {newest}" : declared != expected ? $"the Big Peer counts {declared}" : null;
        });
    }
}
