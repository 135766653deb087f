using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Settable counters: numbers in MongoDB, counters in Ditto, on which users go on counting.</summary>
[TestFixture("native")]
[TestFixture("ejson")]
[CancelAfter(120_000)]
internal sealed class CounterTests(string mode)
{
    private const string Types = "qty COUNTER, o MAP(k COUNTER)";

    private readonly Scene _scene = NewScene(mode);

    private BigPeerCollection BigPeer => _scene.Docs.BigPeer;

    private MongoCollection Mongo => _scene.Docs.Mongo;

    private bool IsEjson => mode == "ejson";

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task A_number_of_MongoDB_is_a_counter_that_others_count_on()
    {
        await Mongo.InsertAsync("""{"_id":"on","qty":5,"o":{"k":7},"t":"x"}""");
        await CountedAsync("on", ",\"t\":\"x\"", qty: 5, k: 7);
        await BigPeer.UpdateAsync("\"on\"", "APPLY qty INCREMENT BY 3, o.k INCREMENT BY -2");
        await CountedAsync("on", ",\"t\":\"x\"", qty: 8, k: 5);
        await Mongo.UpdateAsync("\"on\"", """{"$set":{"qty":100,"o.k":-1,"t":"y"}}""");
        await CountedAsync("on", ",\"t\":\"y\"", qty: 100, k: -1);
        await BigPeer.UpdateAsync("\"on\"", "APPLY qty INCREMENT BY 1, o.k RESTART WITH 40");
        await CountedAsync("on", ",\"t\":\"y\"", qty: 101, k: 40);
        await BigPeer.UpdateAsync("\"on\"", "APPLY qty RESTART");
        await CountedAsync("on", ",\"t\":\"y\"", qty: 0, k: 40);
        await Mongo.UpdateAsync("\"on\"", """{"$inc":{"qty":2}}""");
        await CountedAsync("on", ",\"t\":\"y\"", qty: 2, k: 40);
    }

    [TestCase("int", """{"$numberInt":"5"}""", """{"$numberInt":"8"}""")]
    [TestCase("long", """{"$numberLong":"5"}""", """{"$numberLong":"8"}""")]
    [TestCase("double", """{"$numberDouble":"5.0"}""", """{"$numberDouble":"8.0"}""")]
    [TestCase("decimal", """{"$numberDecimal":"5.00"}""", """{"$numberDecimal":"8"}""")]
    public async Task A_whole_number_keeps_its_type_in_MongoDB(string id, string before, string after)
    {
        await Mongo.InsertAsync($$"""{"_id":"{{id}}","qty":{{before}},"o":{"k":{{before}} } }""");
        await _scene.UntilAsync("the counters", () => Counters(id, 5, 5));
        await BigPeer.UpdateAsync($"\"{id}\"", "APPLY qty INCREMENT BY 3, o.k INCREMENT BY 3");
        await _scene.UntilAsync("the counts", async () => await Mongo.FindAsync($"\"{id}\"") is var found && found == $$$"""{"_id":"{{{id}}}","qty":{{{after}}},"o":{"k":{{{after}}}}}""" ? null : found);
        Assert.That(await Counters(id, 8, 8), Is.Null);
    }

    [Test]
    public async Task A_counter_that_outgrows_its_type_gets_the_next()
    {
        await Mongo.InsertAsync("""{"_id":"large","qty":2147483647,"o":{"k":{"$numberLong":"9007199254740993"} } }""");
        await CountedAsync("large", "", 2147483647, 9007199254740993);
        await BigPeer.UpdateAsync("\"large\"", "APPLY qty INCREMENT BY 1, o.k INCREMENT BY 1");
        await CountedAsync("large", "", 2147483648, 9007199254740994);
        Assert.That(await Mongo.FindAsync("\"large\""), Does.Contain("""{"$numberLong":"2147483648"}"""));
    }

    [TestCase("fraction", """{"$numberDouble":"1.5"}""", "1.5")]
    [TestCase("huge", """{"$numberDouble":"1.0E+30"}""", "1e+30")]
    [TestCase("text", "\"seven\"", "\"seven\"")]
    [TestCase("digits", "\"7\"", "\"7\"")]
    [TestCase("null", "null", "null")]
    [TestCase("bool", "true", "true")]
    [TestCase("list", "[7]", "[7]")]
    [TestCase("map", """{"a":{"b":"c"} }""", """{"a":{"b":"c"}}""")]
    [TestCase("empty", "{}", "{}")]
    public async Task What_no_counter_can_hold_is_a_plain_value_on_both_sides(string id, string value, string plain)
    {
        var key = $"\"{id}\"";
        await Mongo.InsertAsync($$$"""{"_id":"{{{id}}}","qty":5,"o":{"k":5}}""");
        await CountedAsync(id, "", 5, 5);
        await Mongo.UpdateAsync(key, $$$"""{"$set":{"qty":{{{value}}},"o.k":{{{value}}} } }""");
        var inDitto = IsEjson ? JsonText.Canonical(Documents.Canonical($$"""{"v":{{value}} }"""))[5..^1] : plain;
        await _scene.BothAsync(key, $$$"""{"_id":"{{{id}}}","qty":{{{value}}},"o":{"k":{{{value}}}}}""", $$$"""{"_id":"{{{id}}}","qty":{{{inDitto}}},"o":{"k":{{{inDitto}}}}}""");
        Assert.That(await BigPeer.FindAsync(key, Types), Is.EqualTo($$$"""{"_id":"{{{id}}}","o":{}}"""), "the counters are gone");

        await Mongo.UpdateAsync(key, """{"$set":{"qty":9,"o.k":9}}""");
        await CountedAsync(id, "", 9, 9);
        await BigPeer.UpdateAsync(key, "APPLY qty INCREMENT BY 1, o.k INCREMENT BY 1");
        await CountedAsync(id, "", 10, 10);
        Assert.That(await _scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task A_number_that_is_none_stays_in_MongoDB_and_the_count_stays_in_Ditto()
    {
        await Mongo.InsertAsync("""{"_id":"nan","qty":5}""");
        await CountedAsync("nan", "", qty: 5, k: null);
        await Mongo.UpdateAsync("\"nan\"", """{"$set":{"qty":{"$numberDouble":"NaN"},"t":1}}""");
        var qty = IsEjson ? """{"$numberDouble":"NaN"}""" : "5";
        var t = IsEjson ? """{"$numberInt":"1"}""" : "1";
        await _scene.BothAsync("\"nan\"", """{"_id":"nan","qty":{"$numberDouble":"NaN"},"t":1}""", $$"""{"_id":"nan","qty":{{qty}},"t":{{t}}}""");
        await Mongo.UpdateAsync("\"nan\"", """{"$set":{"qty":6},"$unset":{"t":""}}""");
        await CountedAsync("nan", "", qty: 6, k: null);
    }

    [TestCase("integer", "5", true)]
    [TestCase("whole", "5.0", true)]
    [TestCase("part", "5.5", false)]
    [TestCase("word", "\"five\"", false)]
    public async Task A_plain_number_that_a_user_writes_becomes_a_counter(string id, string value, bool isCounter)
    {
        if (IsEjson && value == "5.5") value = """{"$numberDouble":"5.5"}""";
        await BigPeer.InsertAsync($$$"""{"_id":"{{{id}}}","qty":{{{value}}},"o":{"k":{{{value}}}},"t":"x"}""");
        if (isCounter) await CountedAsync(id, ",\"t\":\"x\"", 5, 5);
        else await _scene.BothAsync($"\"{id}\"", $$$"""{"_id":"{{{id}}}","qty":{{{value}}},"o":{"k":{{{value}}}},"t":"x"}""");
        await BigPeer.UpdateAsync($"\"{id}\"", "APPLY qty INCREMENT BY 1, o.k INCREMENT BY 1");
        // Ditto counts from 0 where there is no counter yet.
        await CountedAsync(id, ",\"t\":\"x\"", isCounter ? 6 : 1, isCounter ? 6 : 1);
        await BigPeer.UpdateAsync($"\"{id}\"", "SET qty = :v, o.k = :v", "20");
        await CountedAsync(id, ",\"t\":\"x\"", 20, 20);
        await BigPeer.UpdateAsync($"\"{id}\"", "APPLY qty INCREMENT BY 1, o.k INCREMENT BY 1");
        await CountedAsync(id, ",\"t\":\"x\"", 21, 21);
    }

    [Test]
    public async Task A_counter_that_a_user_creates_in_Ditto_is_a_number_in_MongoDB()
    {
        await BigPeer.UpsertTypedAsync(Types, """{"_id":"created","qty":3,"o":{"k":4}}""");
        await CountedAsync("created", "", 3, 4);
        Assert.That(JsonText.Canonical((await Mongo.FindAsync("\"created\""))!), Is.EqualTo("""{"_id":"created","o":{"k":{"$numberInt":"4"}},"qty":{"$numberInt":"3"}}"""));
        await BigPeer.InsertAsync("""{"_id":"begun"}""");
        await BigPeer.UpdateAsync("\"begun\"", "APPLY qty INCREMENT BY 2, o.k INCREMENT BY 3");
        await CountedAsync("begun", "", 2, 3);
    }

    [Test]
    public async Task A_counter_that_is_removed_is_gone_with_all_that_lay_beneath()
    {
        // A plain number first, then a counter over it: an UNSET uncovers the number.
        await BigPeer.InsertAsync("""{"_id":"removed","qty":4,"o":{"k":4,"z":"z"}}""");
        await CountedAsync("removed", "", 4, 4, z: true);
        await BigPeer.UpdateAsync("\"removed\"", "SET qty = 5, o.k = 5");
        await BigPeer.UpdateAsync("\"removed\"", "APPLY qty INCREMENT BY 1, o.k INCREMENT BY 1");
        await CountedAsync("removed", "", 5, 5, z: true);
        await Mongo.UpdateAsync("\"removed\"", """{"$unset":{"qty":"","o.k":""}}""");
        await CountedAsync("removed", "", qty: null, k: null, z: true);
        await Mongo.UpdateAsync("\"removed\"", """{"$set":{"qty":1,"o.k":1}}""");
        await CountedAsync("removed", "", 1, 1, z: true);
        await BigPeer.UpdateAsync("\"removed\"", "UNSET qty, o.k");
        await CountedAsync("removed", "", qty: null, k: null, z: true);
        await BigPeer.UpdateAsync("\"removed\"", "APPLY qty INCREMENT BY 1");
        await CountedAsync("removed", "", qty: 1, k: null, z: true);
    }

    [Test]
    public async Task A_map_that_holds_a_counter_becomes_a_value_and_a_map_again()
    {
        await Mongo.InsertAsync("""{"_id":"parent","o":{"k":5,"z":"z"}}""");
        await CountedAsync("parent", "", qty: null, k: 5, z: true);
        await BigPeer.UpdateAsync("\"parent\"", "APPLY o.k INCREMENT BY 1");
        await CountedAsync("parent", "", qty: null, k: 6, z: true);
        await Mongo.UpdateAsync("\"parent\"", """{"$set":{"o":"text"}}""");
        await _scene.BothAsync("\"parent\"", """{"_id":"parent","o":"text"}""");
        await Mongo.UpdateAsync("\"parent\"", """{"$set":{"o":{"z":"z"}}}""");
        await _scene.BothAsync("\"parent\"", """{"_id":"parent","o":{"z":"z"}}""");
        await Mongo.UpdateAsync("\"parent\"", """{"$set":{"o.k":2}}""");
        await CountedAsync("parent", "", qty: null, k: 2, z: true);
        await BigPeer.UpdateAsync("\"parent\"", "APPLY o.k INCREMENT BY 1");
        await CountedAsync("parent", "", qty: null, k: 3, z: true);
    }

    [Test]
    public async Task What_is_created_again_after_a_delete_counts_from_its_new_number()
    {
        await Mongo.InsertAsync("""{"_id":"again","qty":5,"o":{"k":5}}""");
        await CountedAsync("again", "", 5, 5);
        await BigPeer.UpdateAsync("\"again\"", "APPLY qty INCREMENT BY 3");
        await CountedAsync("again", "", 8, 5);
        await Mongo.DeleteAsync("\"again\"");
        await _scene.BothAsync("\"again\"", document: null);
        await Mongo.InsertAsync("""{"_id":"again","qty":1}""");
        await CountedAsync("again", "", qty: 1, k: null);
        await BigPeer.UpdateAsync("\"again\"", "APPLY qty INCREMENT BY 1");
        await CountedAsync("again", "", qty: 2, k: null);
        await BigPeer.DeleteAsync("\"again\"");
        await _scene.BothAsync("\"again\"", document: null);
        await BigPeer.UpsertTypedAsync(Types, """{"_id":"again","o":{"k":3}}""");
        await CountedAsync("again", "", qty: null, k: 3);
    }

    [Test]
    public async Task Counters_plain_values_and_maps_go_over_in_one_batch()
    {
        string[] members = ["\"qty\":1,\"o\":{\"k\":1}", "\"qty\":\"text\",\"o\":{\"k\":1}", "\"qty\":1,\"o\":\"text\"", "\"o\":{}", "\"qty\":1,\"o\":{\"k\":{\"x\":\"y\"}}", "\"z\":\"z\"", "\"qty\":null,\"o\":{\"k\":\"text\"}"];
        await Mongo.InsertAsync(Enumerable.Range(0, 210).Select(i => $$"""{"_id":"batch-{{i}}",{{members[i % 7]}}}"""));
        await AllAsync(0);
        await Task.WhenAll(Enumerable.Range(0, 210).Select(i => Mongo.ReplaceAsync($"\"batch-{i}\"", $$"""{"_id":"batch-{{i}}",{{members[(i + 1) % 7]}}}""")));
        await AllAsync(1);
        Assert.That(await _scene.LettersAsync(), Is.Empty);

        async Task AllAsync(int shift)
        {
            for (var i = 0; i < 210; i++)
            {
                var plain = $$"""{"_id":"batch-{{i}}",{{members[(i + shift) % 7]}}}""";
                await _scene.BothAsync($"\"batch-{i}\"", plain);
                var isCounter = ((i + shift) % 7) is 0 or 2 or 4;
                if (i < 7) Assert.That((await BigPeer.FindAsync($"\"batch-{i}\"", "qty COUNTER"))!.Contains("\"qty\":1", StringComparison.Ordinal), Is.EqualTo(isCounter), plain);
            }
        }
    }

    private static Scene NewScene(string mode, string policy = "mongodb", string counters = "qty, o.k") => new(new SceneOptions
    {
        Policy = policy,
        Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {mode}, dittoTypes: {{ settableCounters: [{counters}] }}" },
    });

    /// <summary>Waits until both sides hold a document, and until a reader who declares counters sees them.</summary>
    private async Task CountedAsync(string id, string more, long? qty, long? k, bool z = false)
    {
        var (count, inner) = (qty is null ? "" : $",\"qty\":{qty}", k is null ? "" : $"\"k\":{k}");
        var members = z ? $",\"o\":{{{inner}{(inner.Length > 0 ? "," : "")}\"z\":\"z\"}}" : inner.Length > 0 ? $",\"o\":{{{inner}}}" : "";
        var expected = JsonText.Canonical($$"""{"_id":"{{id}}"{{count}}{{members}}{{more}}}""");
        await _scene.UntilAsync($"{id} as {expected}", async () =>
        {
            var (mongo, newest, declared) = (await Mongo.FindAsync($"\"{id}\""), await BigPeer.FindAsync($"\"{id}\""), await BigPeer.FindAsync($"\"{id}\"", Types));
            if (mongo is null || JsonText.Canonical(Documents.Relaxed(mongo)) is var relaxed && relaxed.Replace(".0", "", StringComparison.Ordinal) != expected) return $"MongoDB has {mongo}";
            return newest != expected ? $"the Big Peer has {newest}" : declared != expected ? $"the Big Peer counts {declared}" : null;
        });
    }

    private async Task<string?> Counters(string id, long qty, long k)
    {
        var found = await BigPeer.FindAsync($"\"{id}\"", Types);
        return found == $$$"""{"_id":"{{{id}}}","o":{"k":{{{k}}}},"qty":{{{qty}}}}""" ? null : found ?? "none";
    }
}
