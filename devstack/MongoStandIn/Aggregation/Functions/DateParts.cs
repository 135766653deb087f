using System.Globalization;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Parts of dates, in UTC or in a time zone.</summary>
internal static class DateParts
{
    private static readonly Dictionary<string, Func<DateTime, RawValue>> Parts = new()
    {
        ["$year"] = d => RawValue.Of(d.Year),
        ["$month"] = d => RawValue.Of(d.Month),
        ["$dayOfMonth"] = d => RawValue.Of(d.Day),
        ["$dayOfWeek"] = d => RawValue.Of((int)d.DayOfWeek + 1),
        ["$dayOfYear"] = d => RawValue.Of(d.DayOfYear),
        ["$hour"] = d => RawValue.Of(d.Hour),
        ["$minute"] = d => RawValue.Of(d.Minute),
        ["$second"] = d => RawValue.Of(d.Second),
        ["$millisecond"] = d => RawValue.Of(d.Millisecond),
        ["$week"] = d => RawValue.Of(Week(d)),
        ["$isoWeek"] = d => RawValue.Of(ISOWeek.GetWeekOfYear(d)),
        ["$isoWeekYear"] = d => RawValue.Of((long)ISOWeek.GetYear(d)),
        ["$isoDayOfWeek"] = d => RawValue.Of(IsoDay(d)),
    };

    /// <summary>Reads <c>{$year: date}</c> and <c>{$year: {date, timezone}}</c>.</summary>
    public static Expression One(string name, RawValue operand, ExpressionParser parser)
    {
        var part = Parts[name];
        var zone = Expressions.Literal(RawValue.Missing);
        Expression? date = null;
        if (operand.Type == BsonType.Document && !Query.FilterParser.IsOperators(operand))
        {
            foreach (var (option, value) in operand.Fields)
            {
                switch (option)
                {
                    case "date": date = parser.Read(value); break;
                    case "timezone": zone = parser.Read(value); break;
                    default: throw CommandException.Location(40535, $"unrecognized option to {name}: \"{option}\"");
                }
            }
            if (date is null) throw CommandException.Location(40539, $"missing 'date' argument to {name}, provided: {name}: {BsonText.Of(operand)}");
        }
        else
        {
            var arguments = parser.List(operand);
            date = arguments.Count == 1 ? arguments[0] : throw CommandException.Location(40536, $"{name} accepts exactly one argument if given an array, but was given {arguments.Count}");
        }
        return Expressions.Function([date, zone], a => a[0].IsNullish || DateZones.Read(a[1]) is not { } where ? RawValue.Null : part(DateZones.Local(Milliseconds(a[0]), where)));
    }

    public static RawValue OfTimestamp(string name, int code, RawValue value, Func<BsonTimestamp, long> part)
    {
        if (value.IsNullish) return RawValue.Null;
        return value.Type == BsonType.Timestamp ? RawValue.Of(part(value.AsTimestamp())) : throw CommandException.Location(code, $" Argument to {name} must be a timestamp, but is {BsonTypeAlias.Of(value.Type)}");
    }

    public static RawValue Split(RawValue[] arguments)
    {
        if (arguments[0].IsNullish || DateZones.Read(arguments[1]) is not { } zone) return RawValue.Null;
        var date = DateZones.Local(Milliseconds(arguments[0]), zone);
        var iso = arguments[2].IsTruthy;
        return RawValue.OfDocument(RawDocument.Build(w =>
        {
            if (iso)
            {
                w.Int32("isoWeekYear", ISOWeek.GetYear(date));
                w.Int32("isoWeek", ISOWeek.GetWeekOfYear(date));
                w.Int32("isoDayOfWeek", IsoDay(date));
            }
            else
            {
                w.Int32("year", date.Year);
                w.Int32("month", date.Month);
                w.Int32("day", date.Day);
            }
            w.Int32("hour", date.Hour);
            w.Int32("minute", date.Minute);
            w.Int32("second", date.Second);
            w.Int32("millisecond", date.Millisecond);
        }));
    }

    /// <summary>Values outside of a part's range carry over to the next.</summary>
    public static RawValue Join(RawValue[] arguments)
    {
        var isIso = !arguments[8].IsMissing;
        if (arguments[0].IsMissing && !isIso) throw CommandException.Location(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
        if (Array.Exists(arguments, a => a.IsNullish && !a.IsMissing)) return RawValue.Null;
        if (DateZones.Read(arguments[7]) is not { } zone) return RawValue.Null;
        var (hour, minute, second, millisecond) = (Part("hour", arguments[3], 0), Part("minute", arguments[4], 0), Part("second", arguments[5], 0), Part("millisecond", arguments[6], 0));
        DateTime day;
        if (isIso)
        {
            day = ISOWeek.ToDateTime(Year("isoWeekYear", arguments[8]), 1, DayOfWeek.Monday).AddDays(7 * (Part("isoWeek", arguments[9], 1) - 1) + Part("isoDayOfWeek", arguments[10], 1) - 1);
        }
        else day = new DateTime(Year("year", arguments[0]), 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMonths((int)Part("month", arguments[1], 1) - 1).AddDays(Part("day", arguments[2], 1) - 1);
        var local = day.AddHours(hour).AddMinutes(minute).AddSeconds(second).AddMilliseconds(millisecond);
        return RawValue.OfDate(DateZones.ToMilliseconds(local, zone));
    }

    /// <summary>The milliseconds of what counts as a date: dates, timestamps and ObjectIds.</summary>
    public static long Milliseconds(RawValue value) => value.Type switch
    {
        BsonType.DateTime => value.AsInt64(),
        BsonType.Timestamp => value.AsTimestamp().Seconds * 1000L,
        BsonType.ObjectId => new ObjectId(value.Span).CreatedAt.ToUnixTimeMilliseconds(),
        _ => throw CommandException.Location(16006, $"can't convert from BSON type {BsonTypeAlias.Of(value.Type)} to Date"),
    };

    public static int IsoDay(DateTime date) => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;

    /// <summary>Weeks begin on Sundays; the days before the first one are week 0.</summary>
    public static int Week(DateTime date) => (date.DayOfYear + 6 - (int)date.DayOfWeek) / 7;

    private static int Year(string name, RawValue value) => Part(name, value, 1970) is >= 1 and <= 9999 and var year ? (int)year : throw CommandException.Location(40523, $"'{name}' must evaluate to an integer in the range 1 to 9999, found {BsonText.Of(value)}");

    private static long Part(string name, RawValue value, long fallback)
    {
        if (value.IsMissing) return fallback;
        if (!value.TryGetInteger(out var part)) throw CommandException.Location(40515, $"'{name}' must evaluate to an integer, found {BsonTypeAlias.Of(value.Type)} with value {BsonText.Of(value)}");
        return part is >= -32768 and <= 32767 || name is "second" or "millisecond" ? part : throw CommandException.Location(31034, $"'{name}' must evaluate to a value in the range [-32768, 32767]; value {part} is not in range");
    }
}
