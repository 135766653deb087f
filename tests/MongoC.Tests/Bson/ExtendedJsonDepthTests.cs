using MongoC.Bson;

namespace MongoC.Tests.Bson;

internal sealed class ExtendedJsonDepthTests
{
    public enum Nesting { Documents, Arrays, Scopes }

    [Test]
    public void two_hundred_levels_work_and_one_more_is_an_error([Values] Nesting nesting)
    {
        var json = Json(nesting, ExtendedJson.MaxDepth);
        var document = ExtendedJson.Parse(json);
        Assert.That(document, Is.EqualTo(Bson(nesting, ExtendedJson.MaxDepth)));
        Assert.That(ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical), Is.EqualTo(json));

        Assert.That(() => ExtendedJson.Parse(Json(nesting, ExtendedJson.MaxDepth + 1)), Throws.TypeOf<BsonFormatException>());
        Assert.That(() => ExtendedJson.ToJson(Bson(nesting, ExtendedJson.MaxDepth + 1), ExtendedJsonMode.Canonical), Throws.TypeOf<BsonFormatException>());
    }

    [Test]
    public void nesting_without_end_is_an_error_even_on_a_small_stack([Values] Nesting nesting)
    {
        var json = Json(nesting, 100_000);
        var document = Bson(nesting, 2000);
        Exception? onRead = null, onWrite = null;
        // A third of what .NET gives a thread of the pool.
        var thread = new Thread(() =>
        {
            try { ExtendedJson.Parse(json); } catch (Exception e) { onRead = e; }
            try { ExtendedJson.ToJson(document, ExtendedJsonMode.Relaxed); } catch (Exception e) { onWrite = e; }
            ExtendedJson.ToJson(ExtendedJson.Parse(Json(nesting, ExtendedJson.MaxDepth)), ExtendedJsonMode.Canonical);
        }, maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();
        Assert.That(onRead, Is.TypeOf<BsonFormatException>());
        Assert.That(onWrite, Is.TypeOf<BsonFormatException>());
    }

    /// <summary>The innermost level holds a DBPointer, whose JSON is three levels itself.</summary>
    private static string Json(Nesting nesting, int levels)
    {
        const string Innermost = """{"$dbPointer":{"$ref":"a.b","$id":{"$oid":"65f0c0ffee0123456789abcd"}}}""";
        var (open, close) = nesting switch
        {
            Nesting.Documents => ("{\"a\":", "}"),
            Nesting.Arrays => ("[", "]"),
            _ => ("{\"$code\":\"\",\"$scope\":{\"a\":", "}}"),
        };
        return "{\"a\":" + string.Concat(Enumerable.Repeat(open, levels - 1)) + Innermost + string.Concat(Enumerable.Repeat(close, levels - 1)) + "}";
    }

    private static byte[] Bson(Nesting nesting, int levels)
    {
        var writer = new BsonWriter();
        writer.DBPointer(nesting == Nesting.Arrays && levels > 1 ? "0" : "a", "a.b", new ObjectId(Convert.FromHexString("65f0c0ffee0123456789abcd")));
        var inner = writer.ToArray();
        for (var level = levels - 1; level >= 1; level--)
        {
            writer.Reset();
            var name = nesting == Nesting.Arrays && level > 1 ? "0" : "a";
            switch (nesting)
            {
                case Nesting.Documents: writer.Document(name, inner); break;
                case Nesting.Arrays: writer.Raw(name, BsonType.Array, inner); break;
                default: writer.JavaScriptWithScope(name, "", inner); break;
            }
            inner = writer.ToArray();
        }
        return inner;
    }
}
