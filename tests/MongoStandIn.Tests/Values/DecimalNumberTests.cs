using MongoStandIn.Values;

namespace MongoStandIn.Tests.Values;

public sealed class DecimalNumberTests
{
    [TestCase("1.10", "2.205", "3.305")]
    [TestCase("1E+6144", "1", "1.000000000000000000000000000000000E+6144")]
    [TestCase("9999999999999999999999999999999999", "1", "1.000000000000000000000000000000000E+34")]
    [TestCase("0.1", "-0.1", "0.0")]
    [TestCase("Infinity", "-Infinity", "NaN")]
    [TestCase("9.999999999999999999999999999999999E+6144", "9.999999999999999999999999999999999E+6144", "Infinity")]
    public void Sums_are_rounded_to_34_digits(string a, string b, string sum) => Assert.That(Text(Of(a) + Of(b)), Is.EqualTo(sum));

    [TestCase("1.5", "-2", "-3.0")]
    [TestCase("1E+6000", "1E+6000", "Infinity")]
    [TestCase("1E-6000", "1E-6000", "0E-6176")]
    [TestCase("3333333333333333333333333333333333", "3", "9999999999999999999999999999999999")]
    [TestCase("Infinity", "0", "NaN")]
    public void Products_are_rounded_to_34_digits(string a, string b, string product) => Assert.That(Text(Of(a) * Of(b)), Is.EqualTo(product));

    [TestCase("0")]
    [TestCase("-0")]
    [TestCase("1E-6176")]
    [TestCase("9.999999999999999999999999999999999E+6144")]
    [TestCase("NaN")]
    [TestCase("-Infinity")]
    [TestCase("123.4500")]
    public void Bytes_survive_reading_and_writing(string text)
    {
        var value = Bson.Value($"{{'$numberDecimal': '{text}'}}");
        Assert.That(DecimalNumber.Read(value.Span).ToBytes(), Is.EqualTo(value.Bytes.ToArray()));
    }

    private static DecimalNumber Of(string text) => DecimalNumber.Read(Bson.Value($"{{'$numberDecimal': '{text}'}}").Span);

    private static string Text(DecimalNumber number) => DecimalNumber.Read(number.ToBytes()).ToString();
}
