using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$abs $ceil $floor $round $trunc</c>: the type of the number stays.</summary>
internal static class Rounding
{
    public static RawValue Abs(RawValue[] arguments)
    {
        var value = arguments[0];
        switch (value.Type)
        {
            case BsonType.EndOfDocument or BsonType.Null or BsonType.Undefined: return RawValue.Null;
            case BsonType.Double: return RawValue.Of(Math.Abs(value.AsDouble()));
            case BsonType.Decimal128: return DecimalNumber.Read(value.Span) is { IsNegative: true } number ? Numbers.OfDecimal(number.Negate()) : value;
            case BsonType.Int32: return value.AsInt32() == int.MinValue ? RawValue.Of(2147483648L) : RawValue.Of(Math.Abs(value.AsInt32()));
            case BsonType.Int64: return value.AsInt64() == long.MinValue ? throw CommandException.Location(28680, "can't take $abs of long long min") : RawValue.Of(Math.Abs(value.AsInt64()));
            default: throw NotNumeric("$abs", 28765, value);
        }
    }

    public static RawValue Whole(string name, RawValue value, Func<double, double> function, RoundingDirection direction) => value.Type switch
    {
        BsonType.EndOfDocument or BsonType.Null or BsonType.Undefined => RawValue.Null,
        BsonType.Int32 or BsonType.Int64 => value,
        BsonType.Double => RawValue.Of(function(value.AsDouble())),
        BsonType.Decimal128 => Numbers.OfDecimal(DecimalNumber.Read(value.Span).RoundAt(0, direction)),
        _ => throw NotNumeric(name, 28765, value),
    };

    public static RawValue ToPlace(string name, RawValue[] arguments, RoundingDirection direction)
    {
        var value = arguments[0];
        var place = 0L;
        if (arguments.Length > 1)
        {
            if (arguments[1].IsNullish) return RawValue.Null;
            if (!arguments[1].TryGetInteger(out place)) throw CommandException.Location(51082, $"precision argument to  {name} must be a integral value");
            if (place is < -20 or > 100) throw CommandException.Location(51083, $"cannot apply {name} with precision value {place} value must be in [-20, 100]");
        }
        switch (value.Type)
        {
            case BsonType.EndOfDocument or BsonType.Null or BsonType.Undefined: return RawValue.Null;
            case BsonType.Decimal128: return Numbers.OfDecimal(DecimalNumber.Read(value.Span).RoundAt((int)-place, direction));
            case BsonType.Double: return RawValue.Of(Double(value.AsDouble(), (int)place, direction));
            case BsonType.Int32 or BsonType.Int64:
                if (place >= 0) return value;
                value.TryGetInteger(out var number);
                return Integer(value.Type, DecimalNumber.FromInt64(number).RoundAt((int)-place, direction));
            default: throw NotNumeric(name, 51081, value);
        }
    }

    // The exact value of a double is rounded, as MongoDB does by way of a decimal.
    private static double Double(double value, int place, RoundingDirection direction)
    {
        if (!double.IsFinite(value)) return value;
        if (place == 0) return direction == RoundingDirection.Zero ? Math.Truncate(value) : Math.Round(value, MidpointRounding.ToEven);
        return DecimalNumber.FromDouble(value).RoundAt(-place, direction).ToDouble();
    }

    private static RawValue Integer(BsonType type, DecimalNumber number)
    {
        if (!number.TryGetInt64(out var rounded)) throw CommandException.Location(51080, "invalid conversion from Decimal128 result in $round resulting from arguments");
        return type == BsonType.Int32 && rounded is >= int.MinValue and <= int.MaxValue ? RawValue.Of((int)rounded) : RawValue.Of(rounded);
    }

    private static CommandException NotNumeric(string name, int code, RawValue value) => CommandException.Location(code, $"{name} only supports numeric types, not {BsonTypeAlias.Of(value.Type)}");
}
