using System.Globalization;
using System.Text;

namespace BridgeRuntime.Conversion;

/// <summary>BSON dates (milliseconds since 1970, UTC, as int64) ↔ ISO-8601 text with milliseconds and Z, as native mode has them.</summary>
internal static class IsoDate
{
    private static readonly long Least = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Most = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Whether the date lies in the years 1 to 9999, which alone have a text.</summary>
    public static bool HasText(long milliseconds) => milliseconds >= Least && milliseconds <= Most;

    /// <summary>Characters of <see cref="Format(long)"/>.</summary>
    public const int TextLength = 24;

    /// <summary><c>2026-01-31T12:00:00.000Z</c>. Only for dates that have a text.</summary>
    public static string Format(long milliseconds)
    {
        Span<byte> text = stackalloc byte[TextLength];
        return Encoding.ASCII.GetString(text[..Format(milliseconds, text)]);
    }

    /// <summary>Writes the text of <see cref="Format(long)"/> and gives its length. Digit by digit, which takes a tenth of a custom format's time.</summary>
    public static int Format(long milliseconds, Span<byte> utf8)
    {
        var date = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;
        "0000-00-00T00:00:00.000Z"u8.CopyTo(utf8);
        Digits(date.Year, utf8[..4]);
        Digits(date.Month, utf8[5..7]);
        Digits(date.Day, utf8[8..10]);
        Digits(date.Hour, utf8[11..13]);
        Digits(date.Minute, utf8[14..16]);
        Digits(date.Second, utf8[17..19]);
        Digits(date.Millisecond, utf8[20..23]);
        return TextLength;
    }

    private static void Digits(int value, Span<byte> places)
    {
        for (var i = places.Length - 1; value > 0; i--, value /= 10) places[i] = (byte)('0' + value % 10);
    }

    /// <summary>Reads a date with a time, UTC where it names no zone, with any number of decimals down to the millisecond; finer ones do not fit.</summary>
    public static bool TryParse(string text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.Length < 17 || text[10] != 'T' || text[4] != '-') return false;
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return false;
        if (date.Ticks % TimeSpan.TicksPerMillisecond != 0) return false;
        milliseconds = date.ToUnixTimeMilliseconds();
        return true;
    }

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];
}
