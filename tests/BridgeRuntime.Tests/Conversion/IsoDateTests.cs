using BridgeRuntime.Conversion;

namespace BridgeRuntime.Tests.Conversion;

internal sealed class IsoDateTests
{
    [TestCase("1970-01-01T00:00:00.000Z", 0)]
    [TestCase("1970-01-01T00:00:00Z", 0)]
    [TestCase("1970-01-01T00:00Z", 0)]
    [TestCase("1970-01-01T00:00:00.5Z", 500)]
    [TestCase("1970-01-01T00:00:00.1230000Z", 123)]
    [TestCase("1970-01-01T01:00:00.001+01:00", 1)]
    [TestCase("1969-12-31T23:00:00-01:00", 0)]
    [TestCase("0001-01-01T00:00:00.000Z", -62135596800000)]
    [TestCase("9999-12-31T23:59:59.999Z", 253402300799999)]
    [TestCase("1970-01-01T00:00:00", 0)]
    [TestCase("1970-01-01T00:00:00.001", 1)]
    public void A_date_with_a_time_is_read_as_UTC_where_it_names_no_zone(string text, long milliseconds)
    {
        Assert.That(IsoDate.TryParse(text, out var read), Is.True);
        Assert.That(read, Is.EqualTo(milliseconds));
    }

    [TestCase("")]
    [TestCase("2026-01-31")]
    [TestCase("2026-01-31T12")]
    [TestCase("2026-01-31 12:00:00Z")]
    [TestCase("2026-02-30T12:00:00Z")]
    [TestCase("2026-01-31T24:00:00Z")]
    [TestCase("2026-01-31T12:00:00.0001Z")]
    [TestCase("2026-01-31T12:00:00.00000001Z")]
    [TestCase("2026-1-31T12:00:00.000Z")]
    [TestCase("10000-01-01T00:00:00.000Z")]
    [TestCase("0001-01-01T00:00:00.000+14:00")]
    [TestCase(" 2026-01-31T12:00:00Z")]
    [TestCase("2026-01-31T12:00:00Z ")]
    public void Anything_else_stays_a_text(string text) => Assert.That(IsoDate.TryParse(text, out _), Is.False);

    [Test]
    public void Every_date_reads_back_from_its_text([Random(-62135596800000, 253402300799999, 200)] long milliseconds)
    {
        Assert.That(IsoDate.HasText(milliseconds), Is.True);
        Assert.That(IsoDate.TryParse(IsoDate.Format(milliseconds), out var read), Is.True);
        Assert.That(read, Is.EqualTo(milliseconds));
    }

    [TestCase(-62135596800001)]
    [TestCase(253402300800000)]
    [TestCase(long.MinValue)]
    [TestCase(long.MaxValue)]
    public void Dates_outside_the_years_1_to_9999_have_no_text(long milliseconds) => Assert.That(IsoDate.HasText(milliseconds), Is.False);
}
