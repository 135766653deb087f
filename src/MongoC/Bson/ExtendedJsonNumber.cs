using System.Globalization;

namespace MongoC.Bson;

/// <summary>Doubles as Extended JSON spells them.</summary>
internal static class ExtendedJsonNumber
{
    /// <summary>"-1.7976931348623157E+308" has 24; ".0" may come on top of a shorter one.</summary>
    public const int MaxDoubleLength = 32;

    // The quiet NaN that MongoDB and the C library write; .NET's own has the sign bit set.
    private const ulong NaN = 0x7FF8_0000_0000_0000;

    /// <summary>The shortest digits that read back as the same double, always with a point or an exponent: "1.0", "-0.0", "1.0E+20", "NaN", "-Infinity".</summary>
    public static int Format(double value, Span<byte> text)
    {
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        if (!double.IsFinite(value) || text[..length].Contains((byte)'.')) return length;
        var at = text[..length].IndexOf((byte)'E');
        if (at < 0) at = length;
        text[at..length].CopyTo(text[(at + 2)..]);
        ".0"u8.CopyTo(text[at..]);
        return length + 2;
    }

    /// <summary>Decimal notation, "NaN", "Infinity" or "-Infinity"; false for anything else and for what a double cannot hold.</summary>
    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        if (text.SequenceEqual("NaN"u8))
        {
            value = BitConverter.UInt64BitsToDouble(NaN);
            return true;
        }
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value)
            && (double.IsFinite(value) || text.SequenceEqual("Infinity"u8) || text.SequenceEqual("-Infinity"u8));
    }
}
