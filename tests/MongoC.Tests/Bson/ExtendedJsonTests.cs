using System.Buffers;
using System.Text;
using System.Text.Json;
using MongoC.Bson;

namespace MongoC.Tests.Bson;

internal sealed class ExtendedJsonTests
{
    private const string Oid = "65f0c0ffee0123456789abcd";

    [TestCase("0", """{"$numberDouble":"0.0"}""", "0.0")]
    [TestCase("-0.0", """{"$numberDouble":"-0.0"}""", "-0.0")]
    [TestCase("1", """{"$numberDouble":"1.0"}""", "1.0")]
    [TestCase("0.1", """{"$numberDouble":"0.1"}""", "0.1")]
    [TestCase("1E20", """{"$numberDouble":"1.0E+20"}""", "1.0E+20")]
    [TestCase("1.5E-7", """{"$numberDouble":"1.5E-07"}""", "1.5E-07")]
    [TestCase("5E-324", """{"$numberDouble":"5.0E-324"}""", "5.0E-324")]
    [TestCase("NaN", """{"$numberDouble":"NaN"}""", """{"$numberDouble":"NaN"}""")]
    [TestCase("Infinity", """{"$numberDouble":"Infinity"}""", """{"$numberDouble":"Infinity"}""")]
    [TestCase("-Infinity", """{"$numberDouble":"-Infinity"}""", """{"$numberDouble":"-Infinity"}""")]
    public void doubles_keep_their_kind_and_value(string number, string canonical, string relaxed)
    {
        var writer = new BsonWriter();
        writer.Double("a", double.Parse(number));
        var document = writer.ToArray();
        Assert.That(ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical), Is.EqualTo($$"""{"a":{{canonical}}}"""));
        Assert.That(ExtendedJson.ToJson(document, ExtendedJsonMode.Relaxed), Is.EqualTo($$"""{"a":{{relaxed}}}"""));
        if (number != "NaN") Assert.That(ExtendedJson.Parse(ExtendedJson.ToJson(document, ExtendedJsonMode.Relaxed)), Is.EqualTo(document));
    }

    [TestCase(0, "1970-01-01T00:00:00Z")]
    [TestCase(1, "1970-01-01T00:00:00.001Z")]
    [TestCase(1700000000120, "2023-11-14T22:13:20.120Z")]
    [TestCase(253402300799999, "9999-12-31T23:59:59.999Z")]
    [TestCase(-1, null)]
    [TestCase(253402300800000, null)]
    [TestCase(long.MinValue, null)]
    [TestCase(long.MaxValue, null)]
    public void relaxed_dates_of_1970_to_9999_are_iso_8601_and_others_numbers(long milliseconds, string? expected)
    {
        var writer = new BsonWriter();
        writer.DateTime("a", milliseconds);
        var document = writer.ToArray();
        var json = ExtendedJson.ToJson(document, ExtendedJsonMode.Relaxed);
        var number = $"{{\"$numberLong\":\"{milliseconds}\"}}";
        Assert.That(json, Is.EqualTo($"{{\"a\":{{\"$date\":{(expected is null ? number : $"\"{expected}\"")}}}}}"));
        Assert.That(ExtendedJson.Parse(json), Is.EqualTo(document));
    }

    [TestCase("2020-01-01T00:00:00Z", 1577836800000)]
    [TestCase("2020-01-01T00:00Z", 1577836800000)]
    [TestCase("2020-01-01T00:00:00.1Z", 1577836800100)]
    [TestCase("2020-01-01T01:00:00+01:00", 1577836800000)]
    [TestCase("2019-12-31T19:30:00-0430", 1577836800000)]
    [TestCase("2020-02-29T00:00:00Z", 1582934400000)]
    [TestCase("1960-01-01T00:00:00Z", -315619200000)]
    public void dates_are_read_with_their_zone(string text, long milliseconds) =>
        Assert.That(Element($$$"""{"a":{"$date":"{{{text}}}"}}""", e => e.AsDateTimeMilliseconds()), Is.EqualTo(milliseconds));

    [TestCase("2020-01-01T00:00:00")]
    [TestCase("2020-01-01")]
    [TestCase("2020-02-30T00:00:00Z")]
    [TestCase("2021-02-29T00:00:00Z")]
    [TestCase("2020-13-01T00:00:00Z")]
    [TestCase("2020-01-01T24:00:00Z")]
    [TestCase("2020-01-01T00:00:00.Z")]
    [TestCase("2020-01-01T00:00:00.1234Z")]
    [TestCase("2020-01-01T00:00:00+1")]
    [TestCase("2020-01-01T00:00:00+25:00")]
    [TestCase("2020-01-01 00:00:00Z")]
    [TestCase("12020-01-01T00:00:00Z")]
    [TestCase("0000-01-01T00:00:00Z")]
    [TestCase("2020-01-01T00:00:00Z ")]
    public void a_date_that_names_no_moment_exactly_is_refused(string text) => AssertRefused($$$"""{"a":{"$date":"{{{text}}}"}}""", text);

    [TestCase("1", BsonType.Int32)]
    [TestCase("-0", BsonType.Int32)]
    [TestCase("2147483648", BsonType.Int64)]
    [TestCase("-9223372036854775808", BsonType.Int64)]
    [TestCase("9223372036854775808", BsonType.Double)]
    [TestCase("1.0", BsonType.Double)]
    [TestCase("1e2", BsonType.Double)]
    public void a_plain_number_takes_the_smallest_type_that_holds_it(string number, BsonType expected) =>
        Assert.That(Element($$"""{"a":{{number}}}""", e => e.Type), Is.EqualTo(expected));

    [TestCase("""{"$scope":{"x":1},"$code":"c"}""", """{"$code":"c","$scope":{"x":{"$numberInt":"1"}}}""")]
    [TestCase("""{"$binary":{"subType":"2","base64":"//8="}}""", """{"$binary":{"base64":"//8=","subType":"02"}}""")]
    [TestCase("""{"$regularExpression":{"options":"xi","pattern":"a"}}""", """{"$regularExpression":{"pattern":"a","options":"ix"}}""")]
    [TestCase("""{"$timestamp":{"i":1,"t":2}}""", """{"$timestamp":{"t":2,"i":1}}""")]
    [TestCase("""{"$dbPointer":{"$id":{"$oid":"65f0c0ffee0123456789abcd"},"$ref":"x"}}""", """{"$dbPointer":{"$ref":"x","$id":{"$oid":"65f0c0ffee0123456789abcd"}}}""")]
    [TestCase("""{"$uuid":"c8edabc3-f738-4ca3-b68d-ab92a91478a3"}""", """{"$binary":{"base64":"yO2rw/c4TKO2jauSqRR4ow==","subType":"04"}}""")]
    [TestCase("""{"\u0024oid":"65F0C0FFEE0123456789ABCD"}""", """{"$oid":"65f0c0ffee0123456789abcd"}""")]
    [TestCase("""{"$foo":1}""", """{"$foo":{"$numberInt":"1"}}""")]
    [TestCase("""{"$ref":"c","$id":5}""", """{"$ref":"c","$id":{"$numberInt":"5"}}""")]
    [TestCase("""{"$regex":"x","$options":"i"}""", """{"$regex":"x","$options":"i"}""")]
    [TestCase("""{"$dbPointer":{"$ref":"a\u0000b","$id":{"$oid":"65f0c0ffee0123456789abcd"}}}""", """{"$dbPointer":{"$ref":"a\u0000b","$id":{"$oid":"65f0c0ffee0123456789abcd"}}}""")]
    [TestCase("""{"$code":"a\u0000b"}""", """{"$code":"a\u0000b"}""")]
    public void wrappers_are_read_in_any_order_and_unknown_names_left_alone(string value, string canonical) =>
        Assert.That(ExtendedJson.ToJson(ExtendedJson.Parse($$"""{"a":{{value}}}"""), ExtendedJsonMode.Canonical), Is.EqualTo($$"""{"a":{{canonical}}}"""));

    [Test]
    public void options_of_a_regular_expression_come_out_in_order_however_they_were_stored() =>
        Assert.That(ExtendedJson.ToJson("\x0d\0\0\0\x0br\0a\0xi\0\0"u8.ToArray(), ExtendedJsonMode.Canonical), Is.EqualTo("""{"r":{"$regularExpression":{"pattern":"a","options":"ix"}}}"""));

    [TestCase("""{"$oid":5}""")]
    [TestCase("""{"$oid":"65f0c0ffee0123456789abc"}""")]
    [TestCase("""{"$oid":"65f0c0ffee0123456789abcz"}""")]
    [TestCase("""{"$oid":"65f0c0ffee0123456789abcd","b":1}""")]
    [TestCase("""{"b":1,"$oid":"65f0c0ffee0123456789abcd"}""")]
    [TestCase("""{"$oid":"65f0c0ffee0123456789abcd","$oid":"65f0c0ffee0123456789abcd"}""")]
    [TestCase("""{"$numberInt":5}""")]
    [TestCase("""{"$numberInt":"2147483648"}""")]
    [TestCase("""{"$numberInt":"5 "}""")]
    [TestCase("""{"$numberInt":""}""")]
    [TestCase("""{"$numberLong":"9223372036854775808"}""")]
    [TestCase("""{"$numberLong":"1.0"}""")]
    [TestCase("""{"$numberDouble":1}""")]
    [TestCase("""{"$numberDouble":"1e400"}""")]
    [TestCase("""{"$numberDouble":"inf"}""")]
    [TestCase("""{"$numberDouble":"0x10"}""")]
    [TestCase("""{"$numberDecimal":"12345678901234567890123456789012345"}""")]
    [TestCase("""{"$numberDecimal":1}""")]
    [TestCase("""{"$date":42}""")]
    [TestCase("""{"$date":{}}""")]
    [TestCase("""{"$date":{"$numberInt":"5"}}""")]
    [TestCase("""{"$date":{"$numberLong":"5","b":1}}""")]
    [TestCase("""{"$binary":"AA=="}""")]
    [TestCase("""{"$binary":{"base64":"AA=="}}""")]
    [TestCase("""{"$binary":{"base64":"AA","subType":"00"}}""")]
    [TestCase("""{"$binary":{"base64":"AA==","subType":"100"}}""")]
    [TestCase("""{"$binary":{"base64":"AA==","subType":"g"}}""")]
    [TestCase("""{"$binary":{"base64":"AA==","subType":"00","b":1}}""")]
    [TestCase("""{"$binary":{"base64":"AA==","base64":"AA==","subType":"00"}}""")]
    [TestCase("""{"$uuid":"c8edabc3f7384ca3b68dab92a91478a3"}""")]
    [TestCase("""{"$timestamp":42}""")]
    [TestCase("""{"$timestamp":{"t":"1","i":1}}""")]
    [TestCase("""{"$timestamp":{"t":-1,"i":1}}""")]
    [TestCase("""{"$timestamp":{"t":4294967296,"i":1}}""")]
    [TestCase("""{"$timestamp":{"t":1.0,"i":1}}""")]
    [TestCase("""{"$timestamp":{"t":1}}""")]
    [TestCase("""{"$regularExpression":{"pattern":"a"}}""")]
    [TestCase("""{"$regularExpression":{"pattern":"a\u0000","options":""}}""")]
    [TestCase("""{"$code":42}""")]
    [TestCase("""{"$code":"c","b":1}""")]
    [TestCase("""{"$code":"c","$scope":42}""")]
    [TestCase("""{"$code":"c","$scope":{},"b":1}""")]
    [TestCase("""{"$scope":{}}""")]
    [TestCase("""{"$scope":{},"$scope":{}}""")]
    [TestCase("""{"$symbol":null}""")]
    [TestCase("""{"$dbPointer":{"$ref":"x"}}""")]
    [TestCase("""{"$dbPointer":{"$ref":"x","$id":"y"}}""")]
    [TestCase("""{"$dbPointer":{"$ref":"x","$id":{"$numberInt":"5"}}}""")]
    [TestCase("""{"$undefined":false}""")]
    [TestCase("""{"$minKey":2}""")]
    [TestCase("""{"$minKey":true}""")]
    [TestCase("""{"$maxKey":1.0}""")]
    [TestCase("1e400")]
    [TestCase("""{"b\u0000c":1}""")]
    [TestCase("\"\\ud800\"")]
    [TestCase("tru")]
    [TestCase("[1,]")]
    [TestCase("1}}")]
    public void malformed_values_are_refused(string value) => AssertRefused($$"""{"a":{{value}}}""", null);

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("1")]
    [TestCase("{} {}")]
    [TestCase("{\"a\":1")]
    [TestCase("\ud800")]
    public void a_text_that_is_no_single_object_is_refused(string json) => AssertRefused(json, null);

    [Test]
    public void an_error_names_the_position_and_not_the_content()
    {
        var error = Assert.Throws<BsonFormatException>(() => ExtendedJson.Parse("""{"name":"topsecret","a":{"$oid":"topsecret"}}"""))!;
        Assert.That(error.ToString(), Does.Contain("at byte 32").And.Not.Contain("topsecret"));
        error = Assert.Throws<BsonFormatException>(() => ExtendedJson.Parse("{\"name\":\n\"topsecret\" topsecret}"))!;
        Assert.That(error.ToString(), Does.Contain("line 2, byte 13").And.Not.Contain("topsecret"));
    }

    [Test]
    public void at_the_root_no_name_is_special()
    {
        const string Json = """{"$oid":"x","$numberInt":{"$numberInt":"1"}}""";
        Assert.That(ExtendedJson.ToJson(ExtendedJson.Parse(Json), ExtendedJsonMode.Canonical), Is.EqualTo(Json));
    }

    [TestCase("name")]
    [TestCase("value")]
    [TestCase("array")]
    public void text_that_is_not_utf_8_is_refused_rather_than_replaced(string where)
    {
        var json = Encoding.Latin1.GetBytes(where switch { "name" => "{\"\xff\":1}", "value" => "{\"a\":\"\xff\"}", _ => "{\"a\":[\"\\n\xff\"]}" });
        Assert.That(() => ExtendedJson.Parse(json), Throws.TypeOf<BsonFormatException>());
    }

    [Test]
    public void single_values_are_read_and_written_under_a_name()
    {
        var reader = new Utf8JsonReader("""{"k":{"$numberLong":"7"},"l":[1,{"$oid":"65f0c0ffee0123456789abcd"}],"m":"n"}"""u8, ExtendedJson.ReaderOptions);
        var writer = new BsonWriter();
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ExtendedJson.ParseValue(ref reader, writer, "x-" + reader.GetString());
        Assert.That(reader.TokenType, Is.EqualTo(JsonTokenType.EndObject));

        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var element in new BsonReader(writer.Finish().Span))
            {
                json.WritePropertyName(element.NameUtf8);
                ExtendedJson.WriteValue(element, json, ExtendedJsonMode.Canonical);
            }
            json.WriteEndObject();
        }
        Assert.That(Encoding.UTF8.GetString(output.WrittenSpan), Is.EqualTo($$$"""{"x-k":{"$numberLong":"7"},"x-l":[{"$numberInt":"1"},{"$oid":"{{{Oid}}}"}],"x-m":"n"}"""));
    }

    [Test]
    public void a_value_split_over_several_buffers_is_read_whole()
    {
        const string Json = """{"a":{"$numberDouble":"1.25"},"long name":"a long text \n with an escape","n":123456789,"t":{"$timestamp":{"t":123,"i":456}}}""";
        var expected = ExtendedJson.Parse(Json);
        var bytes = Encoding.UTF8.GetBytes(Json);
        for (var size = 1; size < 20; size++)
        {
            var reader = new Utf8JsonReader(Sequence(bytes, size), ExtendedJson.ReaderOptions);
            var writer = new BsonWriter();
            ExtendedJson.ParseValue(ref reader, writer, "d");
            Assert.That(BsonReader.TryFind(writer.ToArray(), "d", out var element), Is.True);
            Assert.That(element.Value.SequenceEqual(expected), $"{size} bytes a buffer");
        }
    }

    [Test]
    public void a_reader_without_the_whole_value_is_refused()
    {
        Assert.That(() =>
        {
            var reader = new Utf8JsonReader("""{"a":[1,2"""u8, isFinalBlock: false, new JsonReaderState(ExtendedJson.ReaderOptions));
            ExtendedJson.ParseValue(ref reader, new BsonWriter(), "a");
        }, Throws.TypeOf<BsonFormatException>());
    }

    private static ReadOnlySequence<byte> Sequence(byte[] bytes, int size)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        var last = first;
        for (var at = size; at < bytes.Length; at += size) last = last.Append(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static T Element<T>(string json, Func<BsonElement, T> read) =>
        BsonReader.TryFind(ExtendedJson.Parse(json), "a", out var element) ? read(element) : throw new AssertionException("There is no element a.");

    private static void AssertRefused(string json, string? secret)
    {
        var error = Assert.Throws<BsonFormatException>(() => ExtendedJson.Parse(json))!;
        Assert.That(error.Message, Does.Contain("byte").Or.Contain("character"));
        if (secret is not null) Assert.That(error.ToString(), Does.Not.Contain(secret));
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
