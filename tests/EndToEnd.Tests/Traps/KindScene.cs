using TestKit;

namespace EndToEnd.Tests.Traps;

/// <summary>Documents with a value of every kind at the top and at depth, on both sides of a bridge.</summary>
/// <param name="mode"><c>strict</c>, <c>maps</c> (native without strict mode) or <c>ejson</c>.</param>
internal sealed class KindScene(string mode) : IAsyncDisposable
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

    public Scene Scene { get; } = new(new SceneOptions
    {
        Strict = mode == "strict",
        Collections = new Dictionary<string, string> { ["docs"] = $"fields: [_id], initialSync: true, mode: {(mode == "ejson" ? "ejson" : "native")}" },
    });

    private string[] Kinds => mode == "ejson" ? Wrapped : Plain;

    /// <summary>Every pair of two kinds.</summary>
    public List<(string From, string To)> Pairs => [.. from a in Kinds from b in Kinds where a != b select (a, b)];

    public ValueTask DisposeAsync() => Scene.DisposeAsync();

    public static string Document(string prefix, int i, string? value) => value is null
        ? $$$"""{"_id":"{{{prefix}}}-{{{i}}}","o":{"p":{"u":"u"} } }"""
        : $$$"""{"_id":"{{{prefix}}}-{{{i}}}","v":{{{value}}},"o":{"p":{"u":"u","v":{{{value}}} } } }""";

    public Task AllAsync(string prefix, Func<int, string?> value)
    {
        var expected = Enumerable.Range(0, Pairs.Count).ToDictionary(i => $"\"{prefix}-{i}\"", i => JsonText.Canonical(Document(prefix, i, value(i))));
        return Scene.UntilAsync($"every document {prefix}", async () =>
        {
            var (bigPeer, mongo) = (await Scene.Docs.BigPeer.AllAsync(), await MongoAsync());
            foreach (var (id, document) in expected)
            {
                if (mongo.GetValueOrDefault(id) is var m && m != document) return $"MongoDB should have {document}\nand has {m}";
                if (bigPeer.GetValueOrDefault(id) is var d && d != document) return $"the Big Peer should have {document}\nand has {d}";
            }
            return null;
        }, TimeSpan.FromSeconds(60));
    }

    public Task SameAsync(string prefix) => Scene.UntilAsync($"both sides are the same in {prefix}", async () =>
    {
        var (bigPeer, mongo) = (await Scene.Docs.BigPeer.AllAsync(), await MongoAsync());
        foreach (var (id, document) in bigPeer.Where(d => d.Key.StartsWith($"\"{prefix}-", StringComparison.Ordinal)))
        {
            if (mongo.GetValueOrDefault(id) is var m && m != document) return $"the Big Peer has {document}\nMongoDB has {m}";
        }
        return null;
    }, TimeSpan.FromSeconds(60));

    private async Task<Dictionary<string, string>> MongoAsync() =>
        (await Scene.Docs.Mongo.AllAsync()).Select(d => JsonText.Canonical(mode == "ejson" ? Documents.Canonical(d) : EndToEnd.Tests.Plain.Text(d))).ToDictionary(d => JsonText.Canonical(EndToEnd.Tests.Plain.Member(d, "_id")));
}
