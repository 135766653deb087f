using System.Globalization;
using System.Text;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>
/// Out and back must settle: a value that goes D → M → D or M → D → M changes at most once, then never again, or the two sides would write to each
/// other for ever. Held for random values in every mode.
/// </summary>
internal sealed class OutAndBackTests
{
    private const int Rounds = 4000;

    private static readonly FieldPath V = new("v");

    /// <summary>The one NaN that a text stands for; others become it.</summary>
    private static readonly double QuietNaN = Bsons.Value("""{"$numberDouble":"NaN"}""").AsElement().AsDouble();

    [Test]
    public void From_Ditto_and_back_changes_at_most_once([Values] bool hinted, [Values("strict", "relaxed", "ejson")] string kind)
    {
        var mode = new PlanCase { Strict = kind == "strict", Ejson = kind == "ejson" };
        var converter = new DocumentConverter(mode.Settings);
        var random = new Random(4711);
        for (var round = 0; round < Rounds; round++)
        {
            var json = RandomJson(random, depth: 0);
            var hint = hinted ? RandomBson(random, depth: 0) : (BsonValue?)null;
            var atMongo = converter.ToBson(Encoding.UTF8.GetBytes(json), hint);
            // An object into whose place in MongoDB nothing goes but what Ditto cannot hold does not come back: it is settled.
            if (Out(converter, atMongo) is not { } once)
            {
                Assert.That(hinted && json[0] == '{', $"{json} became something that cannot come back");
                continue;
            }
            var again = converter.ToBson(Encoding.UTF8.GetBytes(once), atMongo);
            Assert.That(Hashes(mode, Out(converter, again)!), Is.EqualTo(Hashes(mode, once)), $"{json} over {(hint is { } h ? Bsons.Text(h) : "nothing")} became {Bsons.Text(atMongo)}, {once} and {Bsons.Text(again)}");
        }
    }

    [Test]
    public void From_MongoDB_and_back_changes_nothing_where_MongoDB_still_has_the_value([Values] bool strict, [Values] bool ejson)
    {
        if (strict && ejson) return;    // ejson needs strict mode off
        var mode = new PlanCase { Strict = strict, Ejson = ejson };
        var converter = new DocumentConverter(mode.Settings);
        var random = new Random(815);
        for (var round = 0; round < Rounds; round++)
        {
            var bson = RandomBson(random, depth: 0);
            if (Out(converter, bson) is not { } json) continue;
            var back = converter.ToBson(Encoding.UTF8.GetBytes(json), bson);
            Assert.That(back, Is.EqualTo(bson), $"{Bsons.Text(bson)} went out as {json} and came back as {Bsons.Text(back)}");
        }
    }

    [Test]
    public void From_MongoDB_to_a_new_document_and_back_settles_after_one_change([Values] bool ejson)
    {
        var mode = new PlanCase { Ejson = ejson };
        var converter = new DocumentConverter(mode.Settings);
        var random = new Random(99);
        for (var round = 0; round < Rounds; round++)
        {
            if (Out(converter, RandomBson(random, depth: 0)) is not { } json) continue;
            var plain = converter.ToBson(Encoding.UTF8.GetBytes(json), hint: null);
            var once = Out(converter, plain)!;
            var again = converter.ToBson(Encoding.UTF8.GetBytes(once), plain);
            Assert.That(Hashes(mode, Out(converter, again)!), Is.EqualTo(Hashes(mode, once)), $"{json} became {Bsons.Text(plain)}, {once} and {Bsons.Text(again)}");
        }
    }

    [Test]
    public void Ejson_mode_keeps_every_type_both_ways()
    {
        var mode = new PlanCase { Ejson = true };
        var converter = new DocumentConverter(mode.Settings);
        var random = new Random(5);
        for (var round = 0; round < Rounds; round++)
        {
            var bson = RandomBson(random, depth: 0);
            Assert.That(converter.ToBson(Encoding.UTF8.GetBytes(Out(converter, bson)!), hint: null), Is.EqualTo(bson), Bsons.Text(bson));
        }
    }

    /// <summary>The value as Ditto gets it; null where it is not carried.</summary>
    private static string? Out(DocumentConverter converter, BsonValue value)
    {
        var writer = new BsonWriter();
        writer.Int32("_id", 1);
        value.WriteTo(writer, "v");
        var json = converter.Read(writer.ToArray(), new DittoId("1")).State.SubtreeJson(V);
        return json.IsEmpty ? null : Encoding.UTF8.GetString(json.Span);
    }

    private static byte[] Hashes(PlanCase mode, string json) => AgreedState.Of(mode.State($"{{\"v\":{json}}}")).ToBytes();

    private static string RandomJson(Random random, int depth) => random.Next(depth < 3 ? 14 : 11) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => random.Next(-3, 3).ToString(CultureInfo.InvariantCulture),
        3 => Pick(random, long.MinValue, long.MaxValue, int.MaxValue, int.MinValue, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, random.NextInt64()).ToString(CultureInfo.InvariantCulture),
        4 => Pick(random, "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e3", "1.0", "-0.0", "1E-7", "1e308", "123456789.125"),
        5 => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
        6 => Quoted(IsoDate.Format(random.NextInt64(-62135596800000, 253402300799999))),
        7 => Quoted(Pick(random, "2026-01-01T00:00Z", "2026-01-01T00:00:00+05:00", "2026-01-01T00:00:00", "2026-01-01T00:00:00.12345Z", "2026-01-01")),
        8 => Quoted(Pick(random, "0123456789ABCDEFabcdef01", "1.50", "1e3", "inf", "NaN", "-0", "+7", "1E6144", "00", ".5", "0123456789abcdef0123456")),
        9 => Quoted(Pick(random, "", "text", "\\u0000", "ü😀", "\\\"", "a\\\\b")),
        10 => """{"$regularExpression":{"pattern":"a","options":"x"}}""",
        11 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => RandomJson(random, depth + 1))) + "]",
        _ => "{" + string.Join(',', Names(random).Select(n => $"\"{n}\":{RandomJson(random, depth + 1)}")) + "}",
    };

    private static BsonValue RandomBson(Random random, int depth)
    {
        switch (random.Next(depth < 3 ? 17 : 15))
        {
            case 0: return BsonValue.Null;
            case 1: return BsonValue.Of(random.Next(2) == 0);
            case 2: return BsonValue.Of(random.Next(int.MinValue, int.MaxValue));
            case 3: return BsonValue.Of(Pick(random, long.MinValue, long.MaxValue, 5, random.NextInt64()));
            case 4: return BsonValue.Of(Pick(random, 0d, -0d, 1d, 1e300, 5e-324, random.NextDouble(), QuietNaN, double.PositiveInfinity));
            case 5: return BsonValue.OfDateTime(random.NextInt64(-62135596900000, 253402300899999));
            case 6: return Bsons.Value($$"""{"$oid":"{{random.NextInt64(1L << 60):x16}}abcdef01"}""");
            case 7: return Bsons.Value($$"""{"$numberDecimal":"{{Pick(random, "1.50", "0", "-0", "1E+6000", "NaN", "Infinity", "9.999999999999999999999999999999999E+6144", "0E-6176")}}"}""");
            case 8: return Bsons.Value($$$"""{"$timestamp":{"t":{{{Pick(random, 0L, 1, 4294967295)}}},"i":{{{random.Next(5)}}}}}""");
            case 9: return Bsons.Value("""{"$regularExpression":{"pattern":"a/b","options":"im"}}""");
            case 10: return BsonValue.Of(Pick(random, "", "text", "2026-01-01T00:00:00.000Z", "0123456789abcdef01234567", "1.5", "a\0b", "ü😀"));
            case 11: return Bsons.Value(Pick(random, """{"$minKey":1}""", """{"$maxKey":1}""", """{"$undefined":true}""", """{"$symbol":"s"}"""));
            case 12: return Bsons.Value("""{"$binary":{"base64":"AAEC","subType":"05"}}""");
            case 13: return Bsons.Value(Pick(random, """{"$code":"f"}""", """{"$code":"f","$scope":{"a":1}}"""));
            case 14: return Bsons.Value("""{"$dbPointer":{"$ref":"a.b","$id":{"$oid":"000000000000000000000000"}}}""");
            case 15: return Container(random, depth, isArray: true);
            default: return Container(random, depth, isArray: false);
        }
    }

    private static BsonValue Container(Random random, int depth, bool isArray)
    {
        var writer = new BsonWriter();
        if (isArray) writer.StartArray("v");
        else writer.StartDocument("v");
        foreach (var name in Names(random)) RandomBson(random, depth + 1).WriteTo(writer, isArray ? "" : name);
        writer.End();
        return BsonPath.Find(writer.Finish().Span, V)!.Value;
    }

    private static string[] Names(Random random)
    {
        string[] names = ["a", "b.c", "$d", "ü", "0", " "];
        random.Shuffle(names);
        return names[..random.Next(4)];
    }

    private static string Quoted(string text) => $"\"{text}\"";

    private static T Pick<T>(Random random, params T[] values) => values[random.Next(values.Length)];
}
