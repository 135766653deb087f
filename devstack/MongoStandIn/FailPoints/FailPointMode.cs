using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.FailPoints;

/// <summary>When a fail point strikes: <c>"off"</c>, <c>"alwaysOn"</c>, <c>{times: n}</c>, <c>{skip: n}</c> or <c>{activationProbability: p}</c>.</summary>
/// <param name="Skip">How many calls pass before it strikes.</param>
/// <param name="Times">How often it strikes after that; null for ever.</param>
/// <param name="Probability">How likely each strike is.</param>
internal sealed record FailPointMode(long Skip = 0, long? Times = null, double Probability = 1)
{
    public static readonly FailPointMode Off = new(Times: 0);

    public static FailPointMode Parse(RawValue mode)
    {
        if (mode.Type == BsonType.String)
        {
            return mode.AsString() switch
            {
                "off" => Off,
                "alwaysOn" => new FailPointMode(),
                var other => throw new CommandException(ErrorCode.BadValue, $"unknown mode: {other}"),
            };
        }
        if (mode.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, "'mode' must be a string or JSON object");
        if (mode.Field("times"u8) is { IsMissing: false } times) return new FailPointMode(Times: Count(times, "times"));
        if (mode.Field("skip"u8) is { IsMissing: false } skip) return new FailPointMode(Skip: Count(skip, "skip"));
        if (mode.Field("activationProbability"u8) is not { IsNumber: true } probability) throw new CommandException(ErrorCode.BadValue, "'mode' must be one of 'off', 'alwaysOn', {times}, {skip} and {activationProbability}");
        var value = Numbers.ToDouble(probability);
        return value is >= 0 and <= 1 ? new FailPointMode(Probability: value) : throw new CommandException(ErrorCode.BadValue, $"activationProbability must be between 0.0 and 1.0; found {value}");
    }

    private static long Count(RawValue value, string name) =>
        value.TryGetInteger(out var count) && count >= 0 ? count : throw new CommandException(ErrorCode.BadValue, $"'{name}' option must be a whole number that is not negative");
}
