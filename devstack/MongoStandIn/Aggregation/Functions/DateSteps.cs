using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$dateAdd $dateSubtract $dateDiff $dateTrunc</c>: steps of a unit, by the calendar of a time zone from the day on.</summary>
internal static class DateSteps
{
    // MongoDB's reference point for bins of $dateTrunc; it is a Saturday.
    private static readonly DateTime Reference = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static readonly Dictionary<string, TimeSpan> Exact = new()
    {
        ["millisecond"] = TimeSpan.FromMilliseconds(1),
        ["second"] = TimeSpan.FromSeconds(1),
        ["minute"] = TimeSpan.FromMinutes(1),
        ["hour"] = TimeSpan.FromHours(1),
    };

    public static RawValue Add(string name, RawValue[] arguments, int sign)
    {
        if (arguments[0].IsNullish || arguments[1].IsNullish || arguments[2].IsNullish || DateZones.Read(arguments[3]) is not { } zone) return RawValue.Null;
        var start = Date(name, "startDate", 5166403, arguments[0]);
        var unit = Unit(name, arguments[1], 5166404);
        if (!arguments[2].TryGetInteger(out var amount)) throw CommandException.Location(5166405, $"{name} expects integer amount of time units");
        amount *= sign;
        if (Exact.TryGetValue(unit, out var step)) return RawValue.OfDate(checked(start + amount * (long)step.TotalMilliseconds));
        var local = DateZones.Local(start, zone);
        var moved = unit switch
        {
            "day" => local.AddDays(amount),
            "week" => local.AddDays(7 * amount),
            "month" => local.AddMonths((int)amount),
            "quarter" => local.AddMonths(3 * (int)amount),
            _ => local.AddMonths(12 * (int)amount),
        };
        return RawValue.OfDate(DateZones.ToMilliseconds(moved, zone));
    }

    public static RawValue Difference(RawValue[] arguments)
    {
        if (arguments[0].IsNullish || arguments[1].IsNullish || arguments[2].IsNullish || DateZones.Read(arguments[3]) is not { } zone) return RawValue.Null;
        var (start, end) = (Date("$dateDiff", "startDate", 5166307, arguments[0]), Date("$dateDiff", "endDate", 5166307, arguments[1]));
        var unit = Unit("$dateDiff", arguments[2], 5439013);
        var (from, to) = (DateZones.Local(start, zone), DateZones.Local(end, zone));
        if (Exact.TryGetValue(unit, out var step))
        {
            // Bounds of the unit that lie between: both ends are cut to the unit first.
            var size = step.Ticks;
            return RawValue.Of(unit == "hour"
                ? Cut(end + (long)DateZones.OffsetAt(end, zone).TotalMilliseconds, size) - Cut(start + (long)DateZones.OffsetAt(start, zone).TotalMilliseconds, size)
                : Cut(end, size) - Cut(start, size));
        }
        var first = FirstDay("$dateDiff", arguments[4], 5439015);
        return RawValue.Of(unit switch
        {
            "day" => (long)(to.Date - from.Date).TotalDays,
            "week" => (long)(WeekStart(to, first) - WeekStart(from, first)).TotalDays / 7,
            "month" => (to.Year - from.Year) * 12L + to.Month - from.Month,
            "quarter" => (to.Year - from.Year) * 4L + (to.Month - 1) / 3 - (from.Month - 1) / 3,
            _ => to.Year - from.Year,
        });

        static long Cut(long milliseconds, long ticks) => (long)Math.Floor(milliseconds * (double)TimeSpan.TicksPerMillisecond / ticks);
    }

    public static RawValue Truncate(RawValue[] arguments)
    {
        if (arguments[0].IsNullish || arguments[1].IsNullish || (arguments[2].IsNullish && !arguments[2].IsMissing) || DateZones.Read(arguments[3]) is not { } zone) return RawValue.Null;
        var milliseconds = Date("$dateTrunc", "date", 5439012, arguments[0]);
        var unit = Unit("$dateTrunc", arguments[1], 5439014);
        var bin = 1L;
        if (!arguments[2].IsMissing && !arguments[2].TryGetInteger(out bin)) throw CommandException.Location(5439017, $"$dateTrunc requires 'binSize' to be a 64-bit integer, but got value '{BsonText.Of(arguments[2])}' of type {BsonTypeAlias.Of(arguments[2].Type)}");
        if (bin < 1) throw CommandException.Location(5439018, $"$dateTrunc requires 'binSize' to be greater than 0, but got value {bin}");
        var first = FirstDay("$dateTrunc", arguments[4], 5439016);
        var local = DateZones.Local(milliseconds, zone);
        DateTime cut;
        if (Exact.TryGetValue(unit, out var step)) cut = Bin(local, Reference, step.Ticks * bin);
        else
        {
            cut = unit switch
            {
                "day" => Bin(local, Reference, TimeSpan.TicksPerDay * bin),
                "week" => Bin(local, WeekStart(Reference.AddDays(6), first), TimeSpan.TicksPerDay * 7 * bin),
                "month" => Months(local, bin),
                "quarter" => Months(local, 3 * bin),
                _ => Months(local, 12 * bin),
            };
        }
        return RawValue.OfDate(DateZones.ToMilliseconds(cut, zone));
    }

    private static DateTime Bin(DateTime date, DateTime reference, long ticks)
    {
        var distance = date.Ticks - reference.Ticks;
        var rest = distance % ticks;
        return date.AddTicks(-(rest < 0 ? rest + ticks : rest));
    }

    private static DateTime Months(DateTime date, long bin)
    {
        var months = (date.Year - 2000) * 12L + date.Month - 1;
        var rest = months % bin;
        return Reference.AddMonths((int)(months - (rest < 0 ? rest + bin : rest)));
    }

    private static DateTime WeekStart(DateTime date, DayOfWeek first) => date.Date.AddDays(-(((int)date.DayOfWeek - (int)first + 7) % 7));

    private static long Date(string name, string argument, int code, RawValue value) => value.Type is BsonType.DateTime or BsonType.Timestamp or BsonType.ObjectId
        ? DateParts.Milliseconds(value)
        : throw CommandException.Location(code, $"{name} requires {argument} to be convertible to a date, found {BsonTypeAlias.Of(value.Type)}");

    private static string Unit(string name, RawValue value, int notText)
    {
        if (value.Type != BsonType.String) throw CommandException.Location(notText, $"{name} expects string defining the time unit");
        return value.AsString() is "year" or "quarter" or "month" or "week" or "day" || Exact.ContainsKey(value.AsString())
            ? value.AsString()
            : throw new CommandException(ErrorCode.FailedToParse, $"{name} parameter 'unit' value cannot be recognized as a time unit: {value.AsString()}");
    }

    private static DayOfWeek FirstDay(string name, RawValue value, int notText)
    {
        if (value.IsNullish) return DayOfWeek.Sunday;
        if (value.Type != BsonType.String) throw CommandException.Location(notText, $"{name} requires 'startOfWeek' to be a string, but got {BsonTypeAlias.Of(value.Type)}");
        var text = value.AsString();
        foreach (var day in Enum.GetValues<DayOfWeek>())
            if (text.Equals(day.ToString(), StringComparison.OrdinalIgnoreCase) || text.Equals(day.ToString()[..3], StringComparison.OrdinalIgnoreCase)) return day;
        throw new CommandException(ErrorCode.FailedToParse, $"{name} parameter 'startOfWeek' value cannot be recognized as a day of a week: {text}");
    }
}
