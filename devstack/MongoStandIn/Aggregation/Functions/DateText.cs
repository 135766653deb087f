using System.Globalization;
using System.Text;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$dateToString</c> and <c>$dateFromString</c>.</summary>
internal static class DateText
{
    private const string IsoFormat = "%Y-%m-%dT%H:%M:%S.%LZ";

    public static string Iso(long milliseconds) => Write(milliseconds, TimeZoneInfo.Utc, IsoFormat);

    public static RawValue Write(RawValue[] arguments)
    {
        var (date, format, onNull) = (arguments[0], arguments[1], arguments[3]);
        if (!format.IsNullish && format.Type != BsonType.String) throw CommandException.Location(18533, $"$dateToString requires that 'format' be a string, found: {BsonTypeAlias.Of(format.Type)} with value {BsonText.Of(format)}");
        if (date.IsNullish) return onNull.IsMissing ? RawValue.Null : onNull;
        if (DateZones.Read(arguments[2]) is not { } zone || (format.IsNullish && !format.IsMissing)) return RawValue.Null;
        var pattern = format.IsMissing ? zone.Equals(TimeZoneInfo.Utc) ? IsoFormat : IsoFormat[..^1] : format.AsString();
        return RawValue.Of(Write(DateParts.Milliseconds(date), zone, pattern));
    }

    public static RawValue Read(RawValue[] arguments)
    {
        var (text, format, onError, onNull) = (arguments[0], arguments[1], arguments[3], arguments[4]);
        if (text.IsNullish) return onNull.IsMissing ? RawValue.Null : onNull;
        if (DateZones.Read(arguments[2]) is not { } zone || (format.IsNullish && !format.IsMissing)) return RawValue.Null;
        try
        {
            if (text.Type != BsonType.String) throw new CommandException(ErrorCode.ConversionFailure, $"$dateFromString requires that 'dateString' be a string, found: {BsonTypeAlias.Of(text.Type)} with value {BsonText.Of(text)}");
            return Parse(text.AsString(), format.IsMissing ? null : format.AsString(), zone);
        }
        catch (CommandException e) when (e.Code == ErrorCode.ConversionFailure && !onError.IsMissing)
        {
            return onError;
        }
    }

    /// <summary>Without a format: ISO 8601 in its usual shapes.</summary>
    public static RawValue Parse(string text, string? format, TimeZoneInfo zone)
    {
        if (format is not null) return DateFormatReader.Read(text, format, zone);
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyyMMdd", "yyyyMMdd'T'HHmmss"];
        if (DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return RawValue.OfDate(DateZones.ToMilliseconds(local, zone));
        foreach (var suffix in (string[])["K", "zzz", "zz"])
        {
            if (!DateTimeOffset.TryParseExact(text.Replace("Z", "+00:00", StringComparison.Ordinal), [.. formats.Select(f => f + suffix)], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var absolute)) continue;
            return RawValue.OfDate(absolute.ToUnixTimeMilliseconds());
        }
        throw new CommandException(ErrorCode.ConversionFailure, $"Error parsing date string '{text}'; it is in none of the forms of ISO 8601 that the stand-in reads");
    }

    private static string Write(long milliseconds, TimeZoneInfo zone, string format)
    {
        var date = DateZones.Local(milliseconds, zone);
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }
            if (++i == format.Length) throw CommandException.Location(18535, "Unmatched '%' at end of format string");
            text.Append(Field(format[i], date, milliseconds, zone));
        }
        return text.ToString();
    }

    private static string Field(char name, DateTime date, long milliseconds, TimeZoneInfo zone)
    {
        var offset = DateZones.OffsetAt(milliseconds, zone);
        return name switch
        {
            'Y' => Digits(date.Year, 4),
            'm' => Digits(date.Month, 2),
            'd' => Digits(date.Day, 2),
            'H' => Digits(date.Hour, 2),
            'M' => Digits(date.Minute, 2),
            'S' => Digits(date.Second, 2),
            'L' => Digits(date.Millisecond, 3),
            'j' => Digits(date.DayOfYear, 3),
            'w' => Digits((int)date.DayOfWeek + 1, 1),
            'u' => Digits(DateParts.IsoDay(date), 1),
            'U' => Digits(DateParts.Week(date), 2),
            'V' => Digits(ISOWeek.GetWeekOfYear(date), 2),
            'G' => Digits(ISOWeek.GetYear(date), 4),
            'b' => CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedMonthName(date.Month),
            'B' => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(date.Month),
            'z' => $"{(offset < TimeSpan.Zero ? '-' : '+')}{Digits(Math.Abs(offset.Hours), 2)}{Digits(Math.Abs(offset.Minutes), 2)}",
            'Z' => Digits((int)offset.TotalMinutes, 1) is var minutes && offset >= TimeSpan.Zero ? "+" + minutes : minutes,
            '%' => "%",
            _ => throw CommandException.Location(18536, $"Invalid format character '%{name}' in format string"),
        };
    }

    private static string Digits(int number, int width) => number.ToString("D" + width.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
