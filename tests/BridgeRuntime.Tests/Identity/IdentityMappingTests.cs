using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Identity;
using BridgeRuntime.Tests.Documents;

namespace BridgeRuntime.Tests.Identity;

internal sealed class IdentityMappingTests
{
    private const string Oid = """{"$oid":"0123456789abcdef01234567"}""";

    private static IdentityMapping Mapping(string fields, bool ejson = false) => new(fields.Split(','), ejson);

    [TestCase("\"k\"", "\"k\"")]
    [TestCase("\"\"", "\"\"")]
    [TestCase("\"ü/\\\"\\u0000\"", "\"ü/\\\"\\u0000\"")]
    [TestCase("1", "1")]
    [TestCase("""{"$numberLong":"1"}""", "1")]
    [TestCase("""{"$numberLong":"9223372036854775807"}""", "9223372036854775807")]
    [TestCase("""{"$numberDouble":"1.0"}""", "1")]
    [TestCase("""{"$numberDouble":"-0.0"}""", "0")]
    [TestCase("true", "true")]
    [TestCase(Oid, "\"0123456789abcdef01234567\"")]
    [TestCase("""{"$date":{"$numberLong":"0"}}""", "\"1970-01-01T00:00:00.000Z\"")]
    [TestCase("""{"$numberDecimal":"1.50"}""", "\"1.50\"")]
    public void In_native_mode_a_scalar_makes_an_id(string value, string id)
    {
        var whole = Mapping("_id").OfDocument(Bsons.Parse($$"""{"_id":{{value}}}"""));
        Assert.That(whole.Id, Is.EqualTo(new DittoId(id)));
        Assert.That(Mapping("orderId").OfDocument(Bsons.Parse($$"""{"_id":1,"orderId":{{value}}}""")).Id, Is.EqualTo(new DittoId(id)));
        Assert.That(Mapping("_id").OfMongoId(Bsons.Value(value)), Is.EqualTo(whole));
    }

    [TestCase("\"k\"", "\"k\"")]
    [TestCase("true", "true")]
    [TestCase("1", """{"$numberInt":"1"}""")]
    [TestCase("""{"$numberLong":"1"}""", """{"$numberLong":"1"}""")]
    [TestCase("""{"$numberDouble":"1.5"}""", """{"$numberDouble":"1.5"}""")]
    [TestCase(Oid, Oid)]
    [TestCase("""{"$binary":{"base64":"AA==","subType":"04"}}""", """{"$binary":{"base64":"AA==","subType":"04"}}""")]
    [TestCase("""{"$timestamp":{"t":1,"i":2}}""", """{"$timestamp":{"i":2,"t":1}}""")]
    public void In_ejson_mode_a_scalar_makes_its_canonical_wrapper(string value, string id) =>
        Assert.That(Mapping("_id", ejson: true).OfDocument(Bsons.Parse($$"""{"_id":{{value}}}""")).Id, Is.EqualTo(new DittoId(id)));

    [Test]
    public void Several_fields_make_an_object_in_the_order_of_their_names()
    {
        var document = Bsons.Parse("""{"_id":1,"orderId":7,"Z":true,"location":"x\"y"}""");
        Assert.That(Mapping("orderId,location,Z").OfDocument(document).Id, Is.EqualTo(new DittoId("""{"Z":true,"location":"x\"y","orderId":7}""")));
        Assert.That(Mapping("location,Z,orderId").OfDocument(document).Id, Is.EqualTo(Mapping("orderId,location,Z").OfDocument(document).Id));
    }

    [TestCase("_id", "{}")]
    [TestCase("orderId", """{"_id":1}""")]
    [TestCase("orderId", """{"_id":1,"orderId":null}""")]
    [TestCase("orderId", """{"_id":1,"orderId":{"$undefined":true}}""")]
    [TestCase("a,orderId", """{"_id":1,"a":1}""")]
    public void A_mapped_field_that_is_missing_or_null_is_a_missing_identity(string fields, string document)
    {
        var made = Mapping(fields).OfDocument(Bsons.Parse(document));
        Assert.That(made.IsId, Is.False);
        Assert.That(made.Reason, Is.EqualTo(DeadLetterReason.MissingIdentity));
        Assert.That(made.Message, Does.Contain($"'{fields.Split(',')[^1]}'").And.Contain("missing or null"));
    }

    [TestCase("""{"$numberDouble":"1.5"}""", "Double")]
    [TestCase("""{"$numberDouble":"NaN"}""", "Double")]
    [TestCase("""{"$numberDouble":"9223372036854775808"}""", "Double")]
    [TestCase("""{"$date":{"$numberLong":"253402300800000"}}""", "DateTime")]
    [TestCase("""{"$binary":{"base64":"AA==","subType":"04"}}""", "Binary")]
    [TestCase("""{"$minKey":1}""", "MinKey")]
    [TestCase("""{"$timestamp":{"t":1,"i":2}}""", "Timestamp")]
    [TestCase("{}", "Document")]
    [TestCase("[]", "Array")]
    public void A_value_that_Ditto_cannot_hold_in_an_id_is_an_unsupported_identity(string value, string type)
    {
        var made = Mapping("a,orderId").OfDocument(Bsons.Parse($$"""{"_id":1,"a":1,"orderId":{{value}}}"""));
        Assert.That(made.Reason, Is.EqualTo(DeadLetterReason.UnsupportedIdentity));
        Assert.That(made.Message, Does.Contain("'orderId'").And.Contain(type));
    }

    [TestCase("_id", 254, true)]
    [TestCase("_id", 255, false)]
    [TestCase("orderId", 255, false)]
    [TestCase("a,orderId", 242, true)]
    [TestCase("a,orderId", 243, false)]
    public void An_id_longer_than_Ditto_takes_is_an_unsupported_identity(string fields, int length, bool isSupported)
    {
        var value = new string('i', length);
        var made = Mapping(fields).OfDocument(Bsons.Parse($$"""{"_id":"{{value}}","a":1,"orderId":"{{value}}"}"""));
        Assert.That(made.IsId, Is.EqualTo(isSupported));
        if (isSupported) return;
        Assert.That(made.Reason, Is.EqualTo(DeadLetterReason.UnsupportedIdentity));
        Assert.That(made.Message, Does.Contain("257 bytes").And.Contain("256 at most").And.Contain($"'{fields.Split(',')[^1]}'").And.Not.Contain(value));
    }

    [TestCase("_id")]
    [TestCase("a,_id")]
    public void Text_that_is_not_UTF8_in_an_id_is_unreadable_and_no_crash(string fields)
    {
        var document = Bsons.Parse("""{"_id":"x","a":1}""");
        document[Array.IndexOf(document, (byte)'x')] = 0xFF;
        var made = Mapping(fields).OfDocument(document);
        Assert.That(made.Reason, Is.EqualTo(DeadLetterReason.Unreadable));
        Assert.That(made.Message, Does.Contain("'_id'").And.Contain("UTF-8"));
    }

    [TestCase("{}")]
    [TestCase("[]")]
    public void Objects_and_arrays_are_no_ids_in_ejson_mode_either(string value) =>
        Assert.That(Mapping("_id", ejson: true).OfDocument(Bsons.Parse($$"""{"_id":{{value}}}""")).Reason, Is.EqualTo(DeadLetterReason.UnsupportedIdentity));

    [TestCase("_id", "\"k\"")]
    [TestCase("_id", "1")]
    [TestCase("_id", "-9223372036854775808")]
    [TestCase("_id", "true")]
    [TestCase("orderId", "\"\"")]
    [TestCase("a,b", """{"a":1,"b":"x"}""")]
    [TestCase("b,a", """{"a":1,"b":false}""")]
    public void An_id_of_the_mappings_form_fits(string fields, string id) => Assert.That(Mapping(fields).Misfit(new DittoId(id)), Is.Null);

    [TestCase("_id", "{}", "an object")]
    [TestCase("_id", "[1]", "an array")]
    [TestCase("_id", "18446744073709551615", "a number")]
    [TestCase("_id", """{"$oid":"0123456789abcdef01234567"}""", "an object")]
    [TestCase("orderId", """{"orderId":1}""", "'orderId'")]
    [TestCase("a,b", "\"k\"", "'a', 'b'")]
    [TestCase("a,b", """{"a":1}""", "exactly 'a', 'b'")]
    [TestCase("a,b", """{"a":1,"c":1}""", "exactly 'a', 'b'")]
    [TestCase("a,b", """{"a":1,"b":1,"c":1}""", "exactly 'a', 'b'")]
    [TestCase("a,b", """{"a":1,"b":null}""", "'b'")]
    [TestCase("a,b", """{"a":[1],"b":1}""", "'a'")]
    public void An_id_of_another_form_is_a_misfit_that_says_why(string fields, string id, string words) => Assert.That(Mapping(fields).Misfit(new DittoId(id)), Does.Contain(words));

    [TestCase("\"k\"", true)]
    [TestCase("true", true)]
    [TestCase(Oid, true)]
    [TestCase("""{"$numberInt":"1"}""", true)]
    [TestCase("1", false)]
    [TestCase("""{"x":1}""", false)]
    [TestCase("""{"$oid":5}""", false)]
    [TestCase("""{"$oid":"0123456789abcdef01234567","x":1}""", false)]
    [TestCase("""{"$numberInt":"01"}""", false)]
    [TestCase("""{"$date":"2026-01-01T00:00:00Z"}""", false)]
    public void In_ejson_mode_only_the_canonical_text_of_a_value_fits(string id, bool fits)
    {
        Assert.That(Mapping("_id", ejson: true).Misfit(new DittoId(id)) is null, Is.EqualTo(fits));
        Assert.That(Mapping("a,b", ejson: true).Misfit(new DittoId($$"""{"a":{{id}},"b":"x"}""")) is null, Is.EqualTo(fits));
    }

    [Test]
    public void An_id_of_many_levels_is_a_misfit_and_no_crash([Values("_id", "a,b")] string fields)
    {
        var id = new DittoId(new string('[', 120) + "1" + new string(']', 120));
        Assert.That(Mapping(fields).Misfit(id), Does.Contain("an array"));
    }

    [TestCase("\"k\"", "\"k\"")]
    [TestCase("5", "5")]
    [TestCase("2147483648", """{"$numberLong":"2147483648"}""")]
    [TestCase("false", "false")]
    [TestCase("\"0123456789abcdef01234567\"", "\"0123456789abcdef01234567\"", Oid)]
    [TestCase("\"0123456789ABCDEF01234567\"", "\"0123456789ABCDEF01234567\"")]
    [TestCase("\"1970-01-01T00:00:00.000Z\"", "\"1970-01-01T00:00:00.000Z\"", """{"$date":{"$numberLong":"0"}}""")]
    [TestCase("\"1970-01-01T00:00:00Z\"", "\"1970-01-01T00:00:00Z\"")]
    [TestCase("\"1.50\"", "\"1.50\"", """{"$numberDecimal":"1.50"}""")]
    [TestCase("\"1e3\"", "\"1e3\"")]
    public void The_candidates_are_all_values_that_make_the_id(string id, params string[] values)
    {
        var candidates = Mapping("orderId").Candidates(new DittoId(id)).Single();
        Assert.That(candidates.Field, Is.EqualTo("orderId"));
        Assert.That(candidates.Candidates, Is.EqualTo(values.Select(Bsons.Value)));
        foreach (var value in candidates.Candidates) Assert.That(Mapping("_id").OfMongoId(value).Id, Is.EqualTo(new DittoId(id)));
    }

    [Test]
    public void Each_of_several_fields_has_candidates_of_its_own_in_the_mappings_order()
    {
        var candidates = Mapping("b,a").Candidates(new DittoId("""{"a":1,"b":"0123456789abcdef01234567"}"""));
        Assert.That(candidates.Select(c => (c.Field, c.Candidates.Count)), Is.EqualTo(new[] { ("b", 2), ("a", 1) }));
    }

    [TestCase(Oid)]
    [TestCase("""{"$numberDouble":"1.5"}""")]
    [TestCase("\"0123456789abcdef01234567\"")]
    public void In_ejson_mode_an_id_has_one_candidate(string id) =>
        Assert.That(Mapping("_id", ejson: true).Candidates(new DittoId(id)).Single().Candidates, Is.EqualTo(new[] { Bsons.Value(id) }));

    [Test]
    public void Only_the_id_field_alone_uses_MongoDBs_id()
    {
        Assert.That(Mapping("_id").UsesMongoId, Is.True);
        Assert.That(Mapping("orderId").UsesMongoId || Mapping("a,b").UsesMongoId, Is.False);
    }
}
