using MongoC.Bson;

namespace MongoC.Tests.Bson;

internal sealed class Decimal128Tests
{
    [TestCase("0", "0")]
    [TestCase("-0", "-0")]
    [TestCase("0.00", "0.00")]
    [TestCase("-0E+3", "-0E+3")]
    [TestCase("1", "1")]
    [TestCase("+1", "1")]
    [TestCase("-1.50", "-1.50")]
    [TestCase("007", "7")]
    [TestCase("1.", "1")]
    [TestCase(".5", "0.5")]
    [TestCase("1e3", "1E+3")]
    [TestCase("1.23e-1", "0.123")]
    [TestCase("0.000001", "0.000001")]
    [TestCase("0.0000001", "1E-7")]
    [TestCase("123.4E+2", "1.234E+4")]
    [TestCase("123.4E+3", "1.234E+5")]
    [TestCase("9.999999999999999999999999999999999E+6144", "9.999999999999999999999999999999999E+6144")]
    [TestCase("1E-6176", "1E-6176")]
    [TestCase("nan", "NaN")]
    [TestCase("-NaN", "NaN")]
    [TestCase("inf", "Infinity")]
    [TestCase("-INFINITY", "-Infinity")]
    public void text_is_read_and_written_as_the_specification_says(string text, string expected) =>
        Assert.That(Decimal128.Parse(text).ToString(), Is.EqualTo(expected));

    [TestCase("1E+6112", "1.0E+6112")]
    [TestCase("1E+6144", "1.000000000000000000000000000000000E+6144")]
    [TestCase("0E+99999999999999999999", "0E+6111")]
    [TestCase("-0E-99999999999999999999", "-0E-6176")]
    [TestCase("10E-6177", "1E-6176")]
    [TestCase("100000000000000000000000000000000000000", "1.000000000000000000000000000000000E+38")]
    [TestCase("1.0000000000000000000000000000000000000", "1.000000000000000000000000000000000")]
    public void zeros_move_between_digits_and_exponent_where_that_keeps_the_value(string text, string expected) =>
        Assert.That(Decimal128.Parse(text).ToString(), Is.EqualTo(expected));

    [TestCase("12345678901234567890123456789012345", Description = "35 digits")]
    [TestCase("1E+6145")]
    [TestCase("1E-6177")]
    [TestCase("1E+99999999999999999999")]
    [TestCase("1.1E-6176")]
    public void a_value_that_would_have_to_be_rounded_is_refused(string text)
    {
        Assert.That(Decimal128.TryParse(text, out _), Is.False);
        Assert.That(() => Decimal128.Parse(text), Throws.TypeOf<FormatException>().With.Message.Not.Contains(text));
    }

    [TestCase("")]
    [TestCase(" 1")]
    [TestCase("1 ")]
    [TestCase("+")]
    [TestCase(".")]
    [TestCase("1..2")]
    [TestCase("1.2.3")]
    [TestCase("E5")]
    [TestCase("1E")]
    [TestCase("1E+")]
    [TestCase("1E1.5")]
    [TestCase("1E1E1")]
    [TestCase("--1")]
    [TestCase("infinit")]
    [TestCase("1\u0661", Description = "a digit, but not an ASCII one")]
    [TestCase("0x1")]
    public void what_is_not_a_number_is_refused(string text) => Assert.That(Decimal128.TryParse(text, out _), Is.False);

    [Test]
    public void a_coefficient_of_more_than_34_digits_means_zero()
    {
        // 10^34 - 1 and 10^34 with exponent 0, and the encoding whose coefficient starts at 8 * 2^110.
        var large = new Decimal128(Convert.FromHexString("0000000000000000000000000000106C").AsSpan());
        Assert.That(new Decimal128(Convert.FromHexString("FFFFFFFF638E8D37C087ADBE09ED4130").AsSpan()).ToString(), Is.EqualTo("9999999999999999999999999999999999"));
        Assert.That(new Decimal128(Convert.FromHexString("00000000648E8D37C087ADBE09ED4130").AsSpan()).ToString(), Is.EqualTo("0"));
        Assert.That(large.Coefficient, Is.EqualTo((UInt128)0));
        Assert.That(large.ToString(), Is.EqualTo("0"));
    }

    [Test]
    public void parts_describe_the_value()
    {
        var value = Decimal128.Parse("-12.30");
        Assert.That((value.IsNegative, value.Coefficient, value.Exponent), Is.EqualTo((true, (UInt128)1230, -2)));
        Assert.That(Decimal128.NaN.IsNaN && !Decimal128.NaN.IsFinite && !Decimal128.NaN.IsInfinity);
        Assert.That(Decimal128.NegativeInfinity is { IsInfinity: true, IsNegative: true, IsFinite: false, IsNaN: false });
    }

    [Test]
    public void equality_is_that_of_the_representation()
    {
        Assert.That(Decimal128.Parse("1.0"), Is.EqualTo(Decimal128.Parse("10E-1")));
        Assert.That(Decimal128.Parse("1.0"), Is.Not.EqualTo(Decimal128.Parse("1.00")));
        Assert.That(Decimal128.Parse("0"), Is.Not.EqualTo(Decimal128.Parse("-0")));
    }
}
