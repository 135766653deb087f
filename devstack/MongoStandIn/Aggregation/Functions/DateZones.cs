using System.Globalization;
using System.Text.RegularExpressions;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Time zones by Olson name or as an offset such as <c>+0530</c>, <c>+05:30</c> or <c>+05</c>.</summary>
internal static partial class DateZones
{
    /// <summary>UTC when none is given; null when it is null.</summary>
    public static TimeZoneInfo? Read(RawValue value)
    {
        if (value.IsMissing) return TimeZoneInfo.Utc;
        if (value.IsNullish) return null;
        if (value.Type != BsonType.String) throw CommandException.Location(40517, $"timezone must evaluate to a string, found {BsonTypeAlias.Of(value.Type)}");
        var name = value.AsString();
        var offset = Offset().Match(name);
        if (offset.Success)
        {
            var minutes = int.Parse(offset.Groups["h"].Value, CultureInfo.InvariantCulture) * 60 + (offset.Groups["m"].Success ? int.Parse(offset.Groups["m"].Value, CultureInfo.InvariantCulture) : 0);
            return TimeZoneInfo.CreateCustomTimeZone(name, TimeSpan.FromMinutes(name[0] == '-' ? -minutes : minutes), null, null);
        }
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw CommandException.Location(40485, $"unrecognized time zone identifier: \"{name}\"");
    }

    public static DateTime Local(long milliseconds, TimeZoneInfo zone)
    {
        if (milliseconds is < -62135596800000 or > 253402300799999) throw new CommandException(ErrorCode.Overflow, $"The date {milliseconds} is outside of the years 1 to 9999, which the stand-in can take apart.");
        return TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), zone).DateTime;
    }

    public static TimeSpan OffsetAt(long milliseconds, TimeZoneInfo zone) => zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    public static long ToMilliseconds(DateTime local, TimeZoneInfo zone)
    {
        var unspecified = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        // A time that a change to summer time leaves out counts with the offset before it.
        var offset = zone.IsInvalidTime(unspecified) ? zone.GetUtcOffset(unspecified.AddHours(-2)) : zone.GetUtcOffset(unspecified);
        return (unspecified.Ticks - DateTime.UnixEpoch.Ticks - offset.Ticks) / TimeSpan.TicksPerMillisecond;
    }

    [GeneratedRegex(@"^[+-](?<h>\d\d)(:?(?<m>\d\d))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Offset();
}
