using System.Globalization;

namespace MongoC.Bson;

/// <summary>Dates of the relaxed form: RFC 3339 with at most milliseconds.</summary>
internal static class ExtendedJsonDate
{
    /// <summary>"9999-12-31T23:59:59.999Z".</summary>
    public const int MaxLength = 24;

    private const long EndOf9999 = 253402300799999;

    /// <summary>False for a date outside 1970 to 9999, which relaxed JSON writes as a number. Milliseconds are written only if there are any.</summary>
    public static bool TryFormat(long milliseconds, Span<byte> text, out int length)
    {
        length = 0;
        if (milliseconds is < 0 or > EndOf9999) return false;
        var time = DateTime.UnixEpoch.AddMilliseconds(milliseconds);
        return time.TryFormat(text, out length, milliseconds % 1000 == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Reads "yyyy-MM-ddTHH:mm[:ss[.f to .fff]]" and a zone, "Z", "±HH:mm" or "±HHmm". False for anything else: a date without a zone names no
    /// moment, and digits beyond milliseconds would be lost.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 17 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':') return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)) return false;
        if (!Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute)) return false;
        var rest = text[16..];
        int second = 0, millisecond = 0;
        if (rest is [(byte)':', _, _, ..])
        {
            if (!Digits(rest[1..3], out second)) return false;
            rest = rest[3..];
            if (rest is [(byte)'.', ..])
            {
                var count = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                if (count is < 1 or > 3 || !Digits(rest[1..(1 + count)], out millisecond)) return false;
                millisecond *= count switch { 1 => 100, 2 => 10, _ => 1 };
                rest = rest[(1 + count)..];
            }
        }
        if (!TryParseZone(rest, out var zoneMinutes)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        var time = new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Utc);
        milliseconds = (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond - zoneMinutes * 60_000L;
        return true;
    }

    private static bool TryParseZone(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z']) return true;
        if (text is not [(byte)'+' or (byte)'-', ..]) return false;
        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        var tail = text.Length == 5 && text[2] == ':' ? text[3..] : text.Length == 4 ? text[2..] : default;
        if (tail.IsEmpty || !Digits(text[..2], out var hours) || !Digits(tail, out var rest) || hours > 23 || rest > 59) return false;
        minutes = sign * (hours * 60 + rest);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + (digit - '0');
        }
        return true;
    }
}
