using System.Text;
using BridgeRuntime.Conversion;
using BridgeRuntime.Tests.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>Native mode, Ditto → MongoDB: a value keeps the type that MongoDB has there when it fits, else it gets the plain one.</summary>
internal sealed class NativeToBsonTests
{
    private const string Oid = """{"$oid":"000000000000000000000000"}""";
    private const string Date = """{"$date":{"$numberLong":"0"}}""";
    private const string Decimal = """{"$numberDecimal":"1"}""";
    private const string Long = """{"$numberLong":"1"}""";
    private const string Double = """{"$numberDouble":"1.0"}""";
    private const string Timestamp = """{"$timestamp":{"t":1,"i":1}}""";

    [TestCase("null", "null")]
    [TestCase("true", "true")]
    [TestCase("\"x\"", "\"x\"")]
    [TestCase("\"2026-01-01T00:00:00.000Z\"", "\"2026-01-01T00:00:00.000Z\"")]
    [TestCase("1", """{"$numberInt":"1"}""")]
    [TestCase("2147483648", """{"$numberLong":"2147483648"}""")]
    [TestCase("-9223372036854775808", """{"$numberLong":"-9223372036854775808"}""")]
    [TestCase("9223372036854775808", """{"$numberDecimal":"9223372036854775808"}""")]
    [TestCase("18446744073709551615", """{"$numberDecimal":"18446744073709551615"}""")]
    [TestCase("18446744073709551616", """{"$numberDouble":"1.8446744073709552E+19"}""")]
    [TestCase("1.0", """{"$numberDouble":"1.0"}""")]
    [TestCase("1e2", """{"$numberDouble":"100.0"}""")]
    [TestCase("-0.0", """{"$numberDouble":"-0.0"}""")]
    [TestCase("""{"b":1,"a":{"c":[]}}""", """{"b":{"$numberInt":"1"},"a":{"c":[]}}""")]
    [TestCase("""{"$regularExpression":{"pattern":"a","options":"i"}}""", """{"$regularExpression":{"pattern":"a","options":"i"}}""")]
    [TestCase("""{"$regularExpression":{"options":"i","pattern":"a"}}""", """{"$regularExpression":{"pattern":"a","options":"i"}}""")]
    [TestCase("""[{"$regularExpression":{"pattern":"a","options":""}},1]""", """[{"$regularExpression":{"pattern":"a","options":""}},{"$numberInt":"1"}]""")]
    public void Without_a_hint_a_value_gets_the_plain_type(string json, string bson) => Assert.That(Convert(json, hint: null), Is.EqualTo(Bsons.Value(bson)));

    [TestCase("\"2026-01-31T12:00:00.123Z\"", Date, """{"$date":"2026-01-31T12:00:00.123Z"}""")]
    [TestCase("\"2026-01-31T13:00:00+01:00\"", Date, """{"$date":"2026-01-31T12:00:00Z"}""")]
    [TestCase("\"tomorrow\"", Date, "\"tomorrow\"")]
    [TestCase("\"0123456789abcdefABCDEF01\"", Oid, """{"$oid":"0123456789abcdefabcdef01"}""")]
    [TestCase("\"0123456789abcdefabcdef0\"", Oid, "\"0123456789abcdefabcdef0\"")]
    [TestCase("\"1.50\"", Decimal, """{"$numberDecimal":"1.50"}""")]
    [TestCase("\"1,50\"", Decimal, "\"1,50\"")]
    [TestCase("\"1.50\"", Long, "\"1.50\"")]
    [TestCase("5", Long, """{"$numberLong":"5"}""")]
    [TestCase("5", Double, """{"$numberDouble":"5.0"}""")]
    [TestCase("9007199254740992", Double, """{"$numberDouble":"9007199254740992"}""")]
    [TestCase("9007199254740993", Double, """{"$numberLong":"9007199254740993"}""")]
    [TestCase("-9007199254740993", Double, """{"$numberLong":"-9007199254740993"}""")]
    [TestCase("9223372036854775807", Double, """{"$numberLong":"9223372036854775807"}""")]
    [TestCase("-9223372036854775808", Double, """{"$numberLong":"-9223372036854775808"}""")]
    [TestCase("5.0", Long, """{"$numberDouble":"5.0"}""")]
    [TestCase("3000000000", """{"$numberInt":"1"}""", """{"$numberLong":"3000000000"}""")]
    [TestCase("4294967298", Timestamp, """{"$timestamp":{"t":1,"i":2}}""")]
    [TestCase("18446744073709551615", Timestamp, """{"$timestamp":{"t":4294967295,"i":4294967295}}""")]
    [TestCase("-1", Timestamp, """{"$numberInt":"-1"}""")]
    [TestCase("true", Date, "true")]
    [TestCase("null", Date, "null")]
    public void With_a_hint_a_value_keeps_the_type_where_it_fits(string json, string hint, string bson) => Assert.That(Convert(json, Bsons.Value(hint)), Is.EqualTo(Bsons.Value(bson)));

    [Test]
    public void Elements_of_arrays_keep_their_types_by_place() => Assert.That(
        Convert("""["2026-01-01T00:00:00Z",5,5,{"x":1},7]""", Bsons.Value($$"""[{{Date}},{{Long}},{{Double}},{"x":{{Long}}}]""")),
        Is.EqualTo(Bsons.Value("""[{"$date":"2026-01-01T00:00:00Z"},{"$numberLong":"5"},{"$numberDouble":"5.0"},{"x":{"$numberLong":"1"}},7]""")));

    [TestCase("""["new",{"x":1}]""", """[{"x":{"$numberLong":"1"}},"old"]""", """["new",{"x":{"$numberLong":"1"}}]""", Description = "an element that moved takes its type along")]
    [TestCase("""[1,1,1]""", """[{"$numberLong":"1"},{"$numberInt":"1"}]""", """[{"$numberLong":"1"},{"$numberInt":"1"},{"$numberInt":"1"}]""", Description = "equal elements are told apart by place")]
    [TestCase("""["000000000000000000000001"]""", """[null,{"$oid":"000000000000000000000000"}]""", """["000000000000000000000001"]""", Description = "what is in place counts before what is elsewhere")]
    [TestCase("""[null,null,"000000000000000000000001"]""", """[null,{"$oid":"000000000000000000000000"}]""", """[null,null,{"$oid":"000000000000000000000001"}]""", Description = "all of one type but for nulls")]
    [TestCase("""["a",["000000000000000000000001"]]""", """[[{"$oid":"000000000000000000000000"}]]""", """["a",[{"$oid":"000000000000000000000001"}]]""", Description = "an array within")]
    [TestCase("""[{"b":2},{"x":1}]""", """[{"x":{"$numberLong":"1"},"min":{"$minKey":1}}]""", """[{"b":2},{"x":1}]""", Description = "an array that Ditto cannot hold tells nothing")]
    public void Elements_of_arrays_take_the_type_of_what_exists(string json, string hint, string bson) => Assert.That(Convert(json, Bsons.Value(hint)), Is.EqualTo(Bsons.Value(bson)));

    [TestCase("""{"$regularExpression":{"pattern":"a","options":"xi"}}""", "null", """{"$regularExpression":{"pattern":"a","options":"ix"}}""")]
    [TestCase("""{"$regularExpression":{"pattern":"a","options":"i"}}""", """{"$regularExpression":{"pattern":"b","options":""}}""", """{"$regularExpression":{"pattern":"a","options":"i"}}""")]
    public void Options_of_a_regular_expression_are_in_the_order_of_BSON(string json, string hint, string bson) => Assert.That(Convert(json, Bsons.Value(hint)), Is.EqualTo(Bsons.Value(bson)));

    [Test]
    public void Options_in_another_order_stay_as_they_are_in_MongoDB()
    {
        var unsorted = new BsonValue(BsonType.RegularExpression, "a\0xi\0"u8.ToArray());
        Assert.That(Convert("""{"$regularExpression":{"pattern":"a","options":"xi"}}""", unsorted), Is.EqualTo(unsorted));
    }

    [Test]
    public void A_plain_object_that_looks_like_a_regular_expression_stays_one()
    {
        var writer = new BsonWriter();
        writer.StartDocument("$regularExpression");
        writer.String("pattern", "a");
        writer.String("options", "");
        writer.End();
        var hint = new BsonValue(BsonType.Document, writer.ToArray());
        Assert.That(Convert("""{"$regularExpression":{"pattern":"a","options":""}}""", hint), Is.EqualTo(hint));
    }

    [Test]
    public void An_object_keeps_MongoDBs_order_and_types_and_gets_new_members_at_its_end() => Assert.That(
        Convert("""{"new":1,"b":2,"a":3}""", Bsons.Value($$"""{"a":{{Long}},"gone":1,"b":{{Double}}}""")),
        Is.EqualTo(Bsons.Value("""{"a":{"$numberLong":"3"},"b":{"$numberDouble":"2.0"},"new":1}""")));

    [Test]
    public void What_Ditto_cannot_hold_survives_within_an_object() => Assert.That(
        Convert("""{"a":3,"o":{}}""", Bsons.Value("""{"min":{"$minKey":1},"a":1,"o":{"l":[{"$maxKey":1}],"x":1}}""")),
        Is.EqualTo(Bsons.Value("""{"min":{"$minKey":1},"a":3,"o":{"l":[{"$maxKey":1}]}}""")));

    [TestCase("""{"$regularExpression":{"pattern":"a"}}""")]
    [TestCase("""{"$regularExpression":{"pattern":1,"options":""}}""")]
    [TestCase("""{"$regularExpression":{"pattern":"a","options":"","x":""}}""")]
    [TestCase("""{"$regularExpression":{"pattern":"a","options":""},"more":1}""")]
    [TestCase("""{"$regularExpression":"a"}""")]
    [TestCase("""{"more":1,"$regularExpression":{"pattern":"a","options":""}}""")]
    public void A_broken_regular_expression_is_an_ordinary_object(string json)
    {
        var value = Convert(json, hint: null);
        Assert.That(value.Type, Is.EqualTo(BsonType.Document));
        Assert.That(BsonReader.TryFind(value.Bytes.Span, "$regularExpression", out _), Is.True);
    }

    [Test]
    public void A_name_with_a_zero_character_is_refused_with_the_remedy([Values("""{"a\u0000b":1}""", """[{"x":{"\u0000":1}}]""")] string json) =>
        Assert.That(() => Convert(json, hint: null), Throws.TypeOf<UnsupportedValueException>().With.Message.Contains("zero character").And.Message.Contains("Rename"));

    [Test]
    public void A_text_with_a_zero_character_is_kept() => Assert.That(Convert("\"a\\u0000b\"", hint: null).AsElement().AsString(), Is.EqualTo("a\0b"));

    private static BsonValue Convert(string json, BsonValue? hint) => NativeToBson.Convert(Encoding.UTF8.GetBytes(json), hint);
}
