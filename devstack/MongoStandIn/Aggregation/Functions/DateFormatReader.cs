using System.Globalization;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Reads a date by a format of <c>$dateFromString</c>.</summary>
internal static class DateFormatReader
{
    public static RawValue Read(string text, string format, TimeZoneInfo zone)
    {
        var (year, month, day, hour, minute, second, millisecond) = (1970, 1, 1, 0, 0, 0, 0);
        var (at, dayOfYear) = (0, 0);
        TimeSpan? offset = null;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                if (at >= text.Length || text[at++] != format[i]) throw Failed(text);
                continue;
            }
            if (++i == format.Length) throw CommandException.Location(18535, "Unmatched '%' at end of format string");
            switch (format[i])
            {
                case 'Y': year = Number(4); break;
                case 'm': month = Number(2); break;
                case 'd': day = Number(2); break;
                case 'H': hour = Number(2); break;
                case 'M': minute = Number(2); break;
                case 'S': second = Number(2); break;
                case 'L': millisecond = Number(3); break;
                case 'j': dayOfYear = Number(3); break;
                case 'b' or 'B': month = Month(); break;
                case 'z' or 'Z': offset = Zone(); break;
                case '%' when at < text.Length && text[at] == '%': at++; break;
                default: throw CommandException.Location(18536, $"Invalid format character '%{format[i]}' in format string");
            }
        }
        if (at != text.Length) throw Failed(text);
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) throw Failed(text);
        var local = new DateTime(year, month, day, hour, minute, second, millisecond, DateTimeKind.Unspecified);
        if (dayOfYear > 0) local = new DateTime(year, 1, 1, hour, minute, second, millisecond, DateTimeKind.Unspecified).AddDays(dayOfYear - 1);
        return RawValue.OfDate(offset is { } known ? (local.Ticks - DateTime.UnixEpoch.Ticks - known.Ticks) / TimeSpan.TicksPerMillisecond : DateZones.ToMilliseconds(local, zone));

        int Number(int width)
        {
            var start = at;
            while (at < text.Length && at - start < width && char.IsAsciiDigit(text[at])) at++;
            return at == start ? throw Failed(text) : int.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture);
        }

        int Month()
        {
            var names = CultureInfo.InvariantCulture.DateTimeFormat;
            for (var i = 1; i <= 12; i++)
            {
                foreach (var name in (string[])[names.GetMonthName(i), names.GetAbbreviatedMonthName(i)])
                {
                    if (!text.AsSpan(at).StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
                    at += name.Length;
                    return i;
                }
            }
            throw Failed(text);
        }

        TimeSpan Zone()
        {
            if (at < text.Length && text[at] == 'Z')
            {
                at++;
                return TimeSpan.Zero;
            }
            if (at >= text.Length || text[at] is not ('+' or '-')) throw Failed(text);
            var isBehind = text[at++] == '-';
            var hours = Number(2);
            if (at < text.Length && text[at] == ':') at++;
            var span = new TimeSpan(hours, Number(2), 0);
            return isBehind ? -span : span;
        }
    }

    private static CommandException Failed(string text) => new(ErrorCode.ConversionFailure, $"Error parsing date string '{text}'; it does not follow the format");
}
