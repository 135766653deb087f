using System.Text;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;

namespace BridgeRuntime.Tests.Conversion;

/// <summary>Native mode, MongoDB → Ditto: the text of each type, and what is not carried.</summary>
internal sealed class BsonToNativeTests
{
    private static readonly DittoId Id = new("1");

    [TestCase("""{"t":"~"}""", "'t'")]
    [TestCase("""{"o":{"t":"~"}}""", "'o.t'")]
    [TestCase("""{"a":[1,{"t":"~"}]}""", "'a'")]
    public void Text_that_is_not_UTF8_is_no_document_and_never_replaced(string json, string words)
    {
        var bson = Bsons.Parse(json);
        bson[Array.IndexOf(bson, (byte)'~')] = 0xFF;
        Assert.That(() => BsonToNative.Read(bson, Id, strict: false, CounterPaths.None), Throws.InstanceOf<MongoC.Bson.BsonFormatException>().With.Message.Contains(words).And.Message.Contains("UTF-8"));
    }

    [TestCase("""{"$numberDouble":"1.5"}""", "1.5")]
    [TestCase("""{"$numberDouble":"1.0"}""", "1.0")]
    [TestCase("""{"$numberDouble":"-0.0"}""", "-0.0")]
    [TestCase("""{"$numberDouble":"1e300"}""", "1E+300")]
    [TestCase("""{"$numberDouble":"5e-324"}""", "5E-324")]
    [TestCase("""{"$numberDouble":"0.1"}""", "0.1")]
    [TestCase("""{"$numberDouble":"9007199254740993"}""", "9007199254740992.0")]
    [TestCase("\"t\\u0000\\\"ü😀\"", "\"t\\u0000\\\"ü😀\"")]
    [TestCase("\"\"", "\"\"")]
    [TestCase("""{"$oid":"0123456789abcdefABCDEF01"}""", "\"0123456789abcdefabcdef01\"")]
    [TestCase("true", "true")]
    [TestCase("false", "false")]
    [TestCase("null", "null")]
    [TestCase("""{"$date":{"$numberLong":"0"}}""", "\"1970-01-01T00:00:00.000Z\"")]
    [TestCase("""{"$date":{"$numberLong":"-1"}}""", "\"1969-12-31T23:59:59.999Z\"")]
    [TestCase("""{"$date":{"$numberLong":"253402300799999"}}""", "\"9999-12-31T23:59:59.999Z\"")]
    [TestCase("""{"$date":{"$numberLong":"-62135596800000"}}""", "\"0001-01-01T00:00:00.000Z\"")]
    [TestCase("""{"$numberInt":"-2147483648"}""", "-2147483648")]
    [TestCase("""{"$numberLong":"9223372036854775807"}""", "9223372036854775807")]
    [TestCase("""{"$timestamp":{"t":1,"i":2}}""", "4294967298")]
    [TestCase("""{"$timestamp":{"t":4294967295,"i":4294967295}}""", "18446744073709551615")]
    [TestCase("""{"$numberDecimal":"1.50"}""", "\"1.50\"")]
    [TestCase("""{"$numberDecimal":"NaN"}""", "\"NaN\"")]
    [TestCase("""{"$numberDecimal":"-Infinity"}""", "\"-Infinity\"")]
    [TestCase("""{"$regularExpression":{"pattern":"^a/\"","options":"im"}}""", """{"$regularExpression":{"pattern":"^a/\"","options":"im"}}""")]
    [TestCase("[]", "[]")]
    [TestCase("{}", "{}")]
    [TestCase("""[1,{"a":[null]},"x"]""", """[1,{"a":[null]},"x"]""")]
    [TestCase("""{"x":{"$date":{"$numberLong":"0"}},"y":[{"$oid":"000000000000000000000000"}]}""", """{"x":"1970-01-01T00:00:00.000Z","y":["000000000000000000000000"]}""")]
    public void Each_type_has_its_text(string bson, string json)
    {
        var (text, notCarried) = Convert($"{{\"v\":{bson}}}");
        Assert.That(text, Is.EqualTo($"{{\"v\":{json}}}"));
        Assert.That(notCarried.IsEmpty, Is.True);
    }

    [TestCase("""{"$numberDouble":"NaN"}""", "Double")]
    [TestCase("""{"$numberDouble":"Infinity"}""", "Double")]
    [TestCase("""{"$numberDouble":"-Infinity"}""", "Double")]
    [TestCase("""{"$date":{"$numberLong":"253402300800000"}}""", "DateTime")]
    [TestCase("""{"$date":{"$numberLong":"-62135596800001"}}""", "DateTime")]
    [TestCase("""{"$date":{"$numberLong":"9223372036854775807"}}""", "DateTime")]
    [TestCase("""{"$binary":{"base64":"AA==","subType":"00"}}""", "Binary")]
    [TestCase("""{"$minKey":1}""", "MinKey")]
    [TestCase("""{"$maxKey":1}""", "MaxKey")]
    [TestCase("""{"$undefined":true}""", "Undefined")]
    [TestCase("""{"$symbol":"s"}""", "Symbol")]
    [TestCase("""{"$code":"f"}""", "JavaScript")]
    [TestCase("""{"$code":"f","$scope":{}}""", "JavaScriptWithScope")]
    [TestCase("""{"$dbPointer":{"$ref":"a.b","$id":{"$oid":"000000000000000000000000"}}}""", "DBPointer")]
    [TestCase("""[1,{"$minKey":1}]""", "MinKey")]
    [TestCase("""[{"a":[{"b":{"$maxKey":1}}]}]""", "MaxKey")]
    [TestCase("""{"a":{"$minKey":1},"b":[{"$maxKey":1}]}""", "MinKey")]
    [TestCase("""{"a":{"b":{"$maxKey":1}}}""", "MaxKey")]
    public void What_Ditto_cannot_hold_is_left_out_and_named(string bson, string type)
    {
        var (text, notCarried) = Convert($"{{\"before\":1,\"v\":{bson},\"after\":2}}");
        Assert.That(text, Is.EqualTo("""{"before":1,"after":2}"""));
        Assert.That(notCarried.Paths.Select(p => $"{p.Path} {p.Type}"), Is.EqualTo(new[] { $"v {type}" }));
        Assert.That(notCarried.Hashes, Is.EquivalentTo(new[] { new BridgeRuntime.Documents.FieldPath("v").Hash }));
    }

    [Test]
    public void An_object_is_carried_as_far_as_it_can()
    {
        var (text, notCarried) = Convert("""{"o":{"x":1,"p":{"min":{"$minKey":1},"y":2},"max":{"$maxKey":1},"only":{"m":{"$minKey":1}}}}""");
        Assert.That(text, Is.EqualTo("""{"o":{"x":1,"p":{"y":2}}}"""));
        Assert.That(notCarried.Paths.Select(p => p.Path.ToString()), Is.EqualTo(new[] { "o.p.min", "o.max", "o.only" }));
        Assert.That(notCarried.Prefixes.Distinct(), Has.Exactly(5).Items, "o, o.p, o.p.min, o.max, o.only");
    }

    [Test]
    public void An_empty_object_is_carried_but_one_left_empty_is_not()
    {
        Assert.That(Convert("""{"a":{},"b":{"m":{"$minKey":1}}}""").Json, Is.EqualTo("""{"a":{}}"""));
        Assert.That(Convert("""{"a":{"e":{},"m":{"$minKey":1}}}""").Json, Is.EqualTo("""{"a":{"e":{}}}"""));
    }

    [Test]
    public void Only_the_top_level_id_is_left_out() =>
        Assert.That(Convert("""{"_id":1,"o":{"_id":2},"l":[{"_id":3}]}""").Json, Is.EqualTo("""{"o":{"_id":2},"l":[{"_id":3}]}"""));

    private static (string Json, NotCarriedPaths NotCarried) Convert(string extendedJson)
    {
        var (state, notCarried) = BsonToNative.Read(Bsons.Parse(extendedJson), Id, strict: false, CounterPaths.None);
        Assert.That(state.IdJson.ToArray(), Is.EqualTo("1"u8.ToArray()));
        return (Encoding.UTF8.GetString(state.Json.Span).Replace("{\"_id\":1,", "{", StringComparison.Ordinal), notCarried);
    }
}
