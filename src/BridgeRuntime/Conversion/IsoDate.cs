using System.Globalization;

namespace BridgeRuntime.Conversion;

/// <summary>BSON dates (milliseconds since 1970, UTC, as int64) ↔ ISO-8601 text with milliseconds and Z, as native mode has them.</summary>
internal static class IsoDate
{
    private static readonly long Least = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Most = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Whether the date lies in the years 1 to 9999, which alone have a text.</summary>
    public static bool HasText(long milliseconds) => milliseconds >= Least && milliseconds <= Most;

    /// <summary><c>2026-01-31T12:00:00.000Z</c>. Only for dates that have a text.</summary>
    public static string Format(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

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
