using System.Text;
using BridgeRuntime.Conversion;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Conversion;

internal sealed class WholeNumberTests
{
    [TestCase("""{"$numberInt":"-5"}""", -5)]
    [TestCase("""{"$numberLong":"9223372036854775807"}""", long.MaxValue)]
    [TestCase("""{"$numberDouble":"5.0"}""", 5)]
    [TestCase("""{"$numberDouble":"-0.0"}""", 0)]
    [TestCase("""{"$numberDouble":"-9223372036854775808.0"}""", long.MinValue)]
    [TestCase("""{"$numberDecimal":"5"}""", 5)]
    [TestCase("""{"$numberDecimal":"5.00"}""", 5)]
    [TestCase("""{"$numberDecimal":"5E3"}""", 5000)]
    public void Whole_numbers_of_MongoDB_fit_a_counter(string extendedJson, long value)
    {
        Assert.That(WholeNumber.TryRead(Value(extendedJson).AsElement(), out var read), Is.True);
        Assert.That(read, Is.EqualTo(value));
    }

    [TestCase("""{"$numberDouble":"5.5"}""")]
    [TestCase("""{"$numberDouble":"9223372036854775808.0"}""")]
    [TestCase("""{"$numberDouble":"1.0E+30"}""")]
    [TestCase("""{"$numberDouble":"NaN"}""")]
    [TestCase("""{"$numberDouble":"-Infinity"}""")]
    [TestCase("""{"$numberDecimal":"5.01"}""")]
    [TestCase("""{"$numberDecimal":"9223372036854775808"}""")]
    [TestCase("""{"$numberDecimal":"1E6000"}""")]
    [TestCase("""{"$numberDecimal":"NaN"}""")]
    [TestCase("null")]
    [TestCase("true")]
    [TestCase("\"5\"")]
    [TestCase("[5]")]
    [TestCase("{}")]
    [TestCase("""{"$date":{"$numberLong":"5"} }""")]
    public void Everything_else_does_not(string extendedJson) => Assert.That(WholeNumber.TryRead(Value(extendedJson).AsElement(), out _), Is.False);

    [TestCase("5", false, 5)]
    [TestCase("-9223372036854775808", false, long.MinValue)]
    [TestCase("5.0", false, 5)]
    [TestCase("1e3", false, 1000)]
    [TestCase("5", true, 5)]
    [TestCase("""{"$numberInt":"5"}""", true, 5)]
    [TestCase("""{"$numberLong":"5"}""", true, 5)]
    [TestCase("""{"$numberDouble":"5.0"}""", true, 5)]
    [TestCase("""{"$numberDecimal":"5"}""", true, 5)]
    public void Whole_numbers_of_Ditto_do_too(string json, bool ejson, long value)
    {
        Assert.That(WholeNumber.TryRead(Encoding.UTF8.GetBytes(json), ejson, out var read), Is.True);
        Assert.That(read, Is.EqualTo(value));
    }

    [TestCase("9223372036854775808", false)]
    [TestCase("5.5", false)]
    [TestCase("1e30", false)]
    [TestCase("\"5\"", false)]
    [TestCase("null", true)]
    [TestCase("[5]", true)]
    [TestCase("""{"$numberInt":"5"}""", false)]
    [TestCase("""{"$numberInt":"x"}""", true)]
    [TestCase("""{"$numberInt":5}""", true)]
    [TestCase("""{"a":5}""", true)]
    public void Everything_else_of_Ditto_does_not(string json, bool ejson) => Assert.That(WholeNumber.TryRead(Encoding.UTF8.GetBytes(json), ejson, out _), Is.False);

    [TestCase(false)]
    [TestCase(true)]
    public void A_count_keeps_the_number_type_that_MongoDB_has(bool ejson)
    {
        var converter = new DocumentConverter(new PlanCase { Counters = ["n"], Ejson = ejson }.Settings);
        foreach (var (hint, after) in new[]
        {
            ("""{"$numberInt":"1"}""", """{"$numberInt":"8"}"""), ("""{"$numberLong":"1"}""", """{"$numberLong":"8"}"""), ("""{"$numberDouble":"1.0"}""", """{"$numberDouble":"8.0"}"""),
            ("""{"$numberDecimal":"1.0"}""", """{"$numberDecimal":"8"}"""), ("\"text\"", """{"$numberInt":"8"}"""),
        })
        {
            Assert.That(converter.ToBson(new FieldPath("n"), "8"u8, Value(hint)), Is.EqualTo(Value(after)), hint);
        }
        Assert.That(converter.ToBson(new FieldPath("n"), "3000000000"u8, Value("""{"$numberInt":"1"}""")), Is.EqualTo(Value("""{"$numberLong":"3000000000"}""")));
        Assert.That(converter.ToBson(new FieldPath("n"), "9007199254740993"u8, Value("""{"$numberDouble":"1.0"}""")), Is.EqualTo(Value("""{"$numberLong":"9007199254740993"}""")), "a double would round it");
        Assert.That(converter.ToBson(new FieldPath("n"), "8"u8, hint: null), Is.EqualTo(Value("""{"$numberInt":"8"}""")));
    }

    private static BsonValue Value(string extendedJson)
    {
        BsonReader.TryFind(ExtendedJson.Parse($$"""{"v":{{extendedJson}} }"""), "v"u8, out var element);
        return new BsonValue(element);
    }
}
