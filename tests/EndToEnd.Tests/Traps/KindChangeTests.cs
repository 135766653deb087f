using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.Traps;

/// <summary>
/// A field of Ditto can hold a map, a register and a counter at once, and maps merge: every kind of value becomes every other and back, at the top and at
/// depth, changed in MongoDB and changed in Ditto, and nothing of the old stays. The documents of a test change in one batch.
/// </summary>
[TestFixture("strict")]
[TestFixture("maps")]
[TestFixture("ejson")]
[CancelAfter(240_000)]
internal sealed class KindChangeTests(string mode)
{
    private static readonly string[] Plain =
    [
        "1", "\"text\"", "null", "true", "[1,{\"x\":1}]", "{}", "{\"x\":1}", "{\"x\":{\"y\":1},\"z\":1}", "{\"x\":[1]}", "{\"y\":{},\"x\":2}",
    ];

    private static readonly string[] Wrapped =
    [
        """{"$numberInt":"1"}""", """{"$numberLong":"1"}""", """{"$numberDouble":"1.5"}""", """{"$numberDecimal":"1"}""", """{"$date":{"$numberLong":"1"}}""", """{"$oid":"5ca4bbcea2dd94ee58162a69"}""",
        """{"$binary":{"base64":"AQID","subType":"00"}}""", """{"$timestamp":{"t":4,"i":2}}""", """{"$regularExpression":{"pattern":"^a","options":"i"}}""", """{"$minKey":1}""", """{"$maxKey":1}""",
        """{"$code":"f()"}""", """{"$symbol":"s"}""", "\"text\"", "null", "[]", "{}", """{"x":{"$numberInt":"1"}}""", """{"x":{"y":"z"}}""",
    ];

    private readonly Scene _scene = new(new SceneOptions
    {
        Strict = mode == "strict",
        Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {(mode == "ejson" ? "ejson" : "native")}" },
    });

    private string[] Kinds => mode == "ejson" ? Wrapped : Plain;

    /// <summary>Every pair of two kinds.</summary>
    private List<(string From, string To)> Pairs => [.. from a in Kinds from b in Kinds where a != b select (a, b)];

    [OneTimeSetUp]
    public Task Start() => _scene.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await _scene.DisposeAsync();

    [Test]
    public async Task In_MongoDB_every_kind_becomes_every_other_and_back_and_goes()
    {
        var pairs = Pairs;
        await _scene.Docs.Mongo.InsertAsync(pairs.Select((p, i) => Document("m", i, p.From)));
        await AllAsync("m", i => pairs[i].From);
        await SetAsync(i => pairs[i].To);
        await SetAsync(i => pairs[i].From);
        await _scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"m-{i}\"", """{"$unset":{"v":"","o.p.v":""}}""")));
        await AllAsync("m", _ => null);
        await SetAsync(i => pairs[i].To);

        async Task SetAsync(Func<int, string> value)
        {
            await _scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"m-{i}\"", $$$"""{"$set":{"v":{{{value(i)}}},"o.p.v":{{{value(i)}}} } }""")));
            await AllAsync("m", value);
        }
    }

    [Test]
    public async Task In_Ditto_every_kind_becomes_every_other_and_back_and_goes()
    {
        var pairs = Pairs;
        await _scene.Docs.BigPeer.InsertAsync(pairs.Select((p, i) => Document("d", i, p.From)));
        await AllAsync("d", i => pairs[i].From);
        await SetAsync(i => pairs[i].To);
        await SetAsync(i => pairs[i].From);
        await UnsetAsync();
        await AllAsync("d", _ => null);
        await SetAsync(i => pairs[i].To);

        async Task UnsetAsync()
        {
            if (mode == "strict") await RunAsync("UNSET v", "null");
            else await RunAsync("UNSET v, o.p.v", "null");
            // An object is one register here: its member goes by writing it anew.
            if (mode == "strict") await RunAsync("SET o = :v", """{"p":{"u":"u"}}""");
        }

        async Task SetAsync(Func<int, string> value)
        {
            // A map that is set over a map merges, and so do wrappers: apps remove what they replace.
            await UnsetAsync();
            foreach (var group in Enumerable.Range(0, pairs.Count).GroupBy(value))
            {
                var o = mode == "strict" ? ", o = {'p': {'u': 'u', 'v': :v}}" : ", o.p.v = :v";
                await RunAsync($"SET v = :v{o}", group.Key, [.. group]);
            }
            await AllAsync("d", value);
        }

        async Task RunAsync(string what, string value, IReadOnlyList<int>? chosen = null)
        {
            var ids = string.Join(',', (chosen ?? [.. Enumerable.Range(0, pairs.Count)]).Select(i => $"\"d-{i}\""));
            await SharedServers.BigPeer.Api.ExecuteAsync($"UPDATE `{_scene.Docs.BigPeer.Name}` {what} WHERE _id IN :ids", $$"""{"ids":[{{ids}}],"v":{{value}}}""", mode == "strict");
        }
    }

    [Test]
    public async Task In_Ditto_a_value_that_is_set_over_another_arrives_as_Ditto_shows_it()
    {
        if (mode == "ejson") Assert.Pass("wrappers that are set over one another merge into none: see WrapperMergeTests");
        var pairs = Pairs;
        await _scene.Docs.BigPeer.InsertAsync(pairs.Select((p, i) => Document("s", i, p.From)));
        await AllAsync("s", i => pairs[i].From);
        for (var i = 0; i < pairs.Count; i++) await _scene.Docs.BigPeer.UpdateAsync($"\"s-{i}\"", "SET v = :v", pairs[i].To);
        await SameAsync("s");
        // What lies beneath comes up again.
        for (var i = 0; i < pairs.Count; i++) await _scene.Docs.BigPeer.UpdateAsync($"\"s-{i}\"", "UNSET v");
        await SameAsync("s");
        await _scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"s-{i}\"", """{"$set":{"v":"last"}}""")));
        await SameAsync("s");
        await _scene.Docs.Mongo.UpdateAsync(pairs.Select((_, i) => ($"\"s-{i}\"", """{"$unset":{"v":""}}""")));
        await _scene.UntilAsync("v is gone", async () => (await _scene.Docs.BigPeer.AllAsync()).Values.FirstOrDefault(d => d.Contains("\"_id\":\"s-", StringComparison.Ordinal) && Has(d, "v")));
        await SameAsync("s");
    }

    private static bool Has(string document, string name)
    {
        using var parsed = JsonDocument.Parse(document);
        return parsed.RootElement.TryGetProperty(name, out _);
    }

    private static string Document(string prefix, int i, string? value) => value is null
        ? $$$"""{"_id":"{{{prefix}}}-{{{i}}}","o":{"p":{"u":"u"} } }"""
        : $$$"""{"_id":"{{{prefix}}}-{{{i}}}","v":{{{value}}},"o":{"p":{"u":"u","v":{{{value}}} } } }""";

    private Task AllAsync(string prefix, Func<int, string?> value)
    {
        var expected = Enumerable.Range(0, Pairs.Count).ToDictionary(i => $"\"{prefix}-{i}\"", i => JsonText.Canonical(Document(prefix, i, value(i))));
        return _scene.UntilAsync($"every document {prefix}", async () =>
        {
            var (bigPeer, mongo) = (await _scene.Docs.BigPeer.AllAsync(), await MongoAsync());
            foreach (var (id, document) in expected)
            {
                if (mongo.GetValueOrDefault(id) is var m && m != document) return $"MongoDB should have {document}\nand has {m}";
                if (bigPeer.GetValueOrDefault(id) is var d && d != document) return $"the Big Peer should have {document}\nand has {d}";
            }
            return null;
        }, TimeSpan.FromSeconds(60));
    }

    private Task SameAsync(string prefix) => _scene.UntilAsync($"both sides are the same in {prefix}", async () =>
    {
        var (bigPeer, mongo) = (await _scene.Docs.BigPeer.AllAsync(), await MongoAsync());
        foreach (var (id, document) in bigPeer.Where(d => d.Key.StartsWith($"\"{prefix}-", StringComparison.Ordinal)))
        {
            if (mongo.GetValueOrDefault(id) is var m && m != document) return $"the Big Peer has {document}\nMongoDB has {m}";
        }
        return null;
    }, TimeSpan.FromSeconds(60));

    private async Task<Dictionary<string, string>> MongoAsync() =>
        (await _scene.Docs.Mongo.AllAsync()).Select(d => JsonText.Canonical(mode == "ejson" ? Documents.Canonical(d) : EndToEnd.Tests.Plain.Text(d))).ToDictionary(d => JsonText.Canonical(EndToEnd.Tests.Plain.Member(d, "_id")));
}
