using System.Text;

namespace MongoC.Bson;

/// <summary>The text form of <see cref="Decimal128"/>, both ways.</summary>
internal static class Decimal128Text
{
    /// <summary>An exponent in the text is counted up to here and no further: what lies beyond cannot fit, however many zeros go with it.</summary>
    private const long ExponentCeiling = 1L << 40;

    public static bool TryParse(ReadOnlySpan<byte> text, out Decimal128 value)
    {
        value = default;
        var negative = false;
        if (text is [(byte)'+' or (byte)'-', ..])
        {
            negative = text[0] == '-';
            text = text[1..];
        }
        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
        {
            value = Decimal128.NaN;
            return true;
        }
        if (Ascii.EqualsIgnoreCase(text, "infinity"u8) || Ascii.EqualsIgnoreCase(text, "inf"u8))
        {
            value = negative ? Decimal128.NegativeInfinity : Decimal128.PositiveInfinity;
            return true;
        }
        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0L;
        if (mark >= 0 && !TryParseExponent(text[(mark + 1)..], out exponent)) return false;
        return TryParseNumber(negative, mark < 0 ? text : text[..mark], exponent, out value);
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        var negative = text is [(byte)'-', ..];
        if (text is [(byte)'+' or (byte)'-', ..]) text = text[1..];
        if (text.IsEmpty) return false;
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            exponent = Math.Min(exponent * 10 + (digit - '0'), ExponentCeiling);
        }
        if (negative) exponent = -exponent;
        return true;
    }

    private static bool TryParseNumber(bool negative, ReadOnlySpan<byte> text, long exponent, out Decimal128 value)
    {
        value = default;
        UInt128 coefficient = 0;
        var kept = 0;         // digits in the coefficient
        var zeros = 0;        // zeros seen after them, which count only if another digit follows or the exponent has no room
        var digits = false;
        var point = false;
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (point) return false;
                point = true;
                continue;
            }
            if (!char.IsAsciiDigit((char)c)) return false;
            digits = true;
            if (point) exponent--;
            if (c == '0')
            {
                if (kept > 0) zeros++;
                continue;
            }
            kept += zeros + 1;
            if (kept > Decimal128.MaxDigits) return false; // would have to be rounded
            for (; zeros > 0; zeros--) coefficient *= 10;
            coefficient = coefficient * 10 + (uint)(c - '0');
        }
        if (!digits) return false;
        if (kept == 0)
        {
            value = Decimal128.FromParts(negative, 0, (int)Math.Clamp(exponent, Decimal128.MinExponent, Decimal128.MaxExponent));
            return true;
        }

        // Trailing zeros stay in the coefficient as far as digits and exponent allow; the rest goes to the exponent.
        exponent += zeros;
        var keep = Math.Min(zeros, Decimal128.MaxDigits - kept);
        var lowest = Math.Max(exponent - keep, Decimal128.MinExponent);
        var wanted = Math.Min(lowest, Decimal128.MaxExponent);
        if (exponent < wanted || exponent - wanted > Decimal128.MaxDigits - kept) return false;
        for (; exponent > wanted; exponent--) coefficient *= 10;
        value = Decimal128.FromParts(negative, coefficient, (int)exponent);
        return true;
    }

    /// <summary>Writes at most <see cref="Decimal128.MaxTextLength"/> bytes and says how many.</summary>
    public static int Format(Decimal128 value, Span<byte> target)
    {
        if (value.IsNaN) return Copy("NaN"u8, target);
        var length = 0;
        if (value.IsNegative) target[length++] = (byte)'-';
        if (value.IsInfinity) return length + Copy("Infinity"u8, target[length..]);

        Span<byte> digits = stackalloc byte[Decimal128.MaxDigits];
        value.Coefficient.TryFormat(digits, out var count);
        digits = digits[..count];
        var exponent = value.Exponent;
        var scientific = exponent + count - 1;
        if (exponent > 0 || scientific < -6)
        {
            target[length++] = digits[0];
            if (count > 1)
            {
                target[length++] = (byte)'.';
                length += Copy(digits[1..], target[length..]);
            }
            target[length++] = (byte)'E';
            if (scientific >= 0) target[length++] = (byte)'+';
            scientific.TryFormat(target[length..], out var written);
            return length + written;
        }
        if (exponent == 0) return length + Copy(digits, target[length..]);

        var whole = count + exponent;
        if (whole > 0)
        {
            length += Copy(digits[..whole], target[length..]);
            target[length++] = (byte)'.';
            return length + Copy(digits[whole..], target[length..]);
        }
        length += Copy("0."u8, target[length..]);
        for (; whole < 0; whole++) target[length++] = (byte)'0';
        return length + Copy(digits, target[length..]);
    }

    private static int Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        source.CopyTo(target);
        return source.Length;
    }
}
