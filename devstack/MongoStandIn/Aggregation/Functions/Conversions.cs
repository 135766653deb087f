using System.Globalization;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$convert</c> and its short forms (MongoDB manual, "$convert").</summary>
internal static class Conversions
{
    private static readonly BsonType[] Targets = [BsonType.Double, BsonType.String, BsonType.ObjectId, BsonType.Boolean, BsonType.DateTime, BsonType.Int32, BsonType.Int64, BsonType.Decimal128];

    public static RawValue Convert(RawValue[] arguments)
    {
        var (input, to, onError, onNull) = (arguments[0], arguments[1], arguments[2], arguments[3]);
        if (to.IsNullish) return RawValue.Null;
        var target = Target(to);
        if (input.IsNullish) return onNull.IsMissing ? RawValue.Null : onNull;
        try
        {
            return Convert(input, target);
        }
        catch (CommandException e) when (e.Code == ErrorCode.ConversionFailure && !onError.IsMissing)
        {
            return onError;
        }
    }

    public static RawValue Convert(RawValue value, BsonType target)
    {
        if (value.IsNullish) return RawValue.Null;
        if (value.Type == target) return value;
        return target switch
        {
            BsonType.Boolean => RawValue.Of(value.Type is BsonType.Boolean or BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 ? value.IsTruthy : true),
            BsonType.String => ToText(value),
            BsonType.Int32 => ToInteger(value, target) is >= int.MinValue and <= int.MaxValue and var narrow ? RawValue.Of((int)narrow) : throw Overflow(value, target),
            BsonType.Int64 => RawValue.Of(ToInteger(value, target)),
            BsonType.Double => ToDouble(value),
            BsonType.Decimal128 => ToDecimal(value),
            BsonType.DateTime => ToDate(value),
            BsonType.ObjectId => value.Type == BsonType.String && ObjectId.TryParse(value.AsString(), out var id)
                ? RawValue.Of(id)
                : throw (value.Type == BsonType.String ? Unreadable(value, "objectId", $"Invalid string length for parsing to OID, expected 24 but found {value.AsString().Length}") : Unsupported(value, target)),
            _ => throw Unsupported(value, target),
        };
    }

    private static BsonType Target(RawValue to)
    {
        if (to.Type == BsonType.String)
        {
            foreach (var type in Targets)
                if (BsonTypeAlias.Of(type) == to.AsString()) return type;
            throw new CommandException(ErrorCode.BadValue, $"Unknown type name: {to.AsString()}");
        }
        if (!to.IsNumber) throw new CommandException(ErrorCode.FailedToParse, $"$convert's 'to' argument must be a string or number, but is {BsonTypeAlias.Of(to.Type)}");
        return to.TryGetInteger(out var code) && Array.Exists(Targets, t => (long)t == code) ? (BsonType)code : throw new CommandException(ErrorCode.FailedToParse, $"In $convert, numeric value for 'to' does not correspond to a BSON type: {BsonText.Of(to)}");
    }

    private static RawValue ToText(RawValue value)
    {
        switch (value.Type)
        {
            case BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128 or BsonType.Boolean: return RawValue.Of(BsonText.Of(value));
            case BsonType.ObjectId: return RawValue.Of(new ObjectId(value.Span).ToString());
            case BsonType.DateTime: return RawValue.Of(DateText.Iso(value.AsInt64()));
            case BsonType.Double: return RawValue.Of(DoubleText(value.AsDouble()));
            default: throw Unsupported(value, BsonType.String);
        }
    }

    /// <summary>As the server's stream writes a double: %.15g where that reads back the same, else %.17g.</summary>
    private static string DoubleText(double number)
    {
        if (double.IsNaN(number)) return "NaN";
        if (double.IsInfinity(number)) return number > 0 ? "Infinity" : "-Infinity";
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var split = text.IndexOf('E', StringComparison.Ordinal);
        if (split < 0) return text;
        var exponent = int.Parse(text.AsSpan(split + 1), CultureInfo.InvariantCulture);
        return $"{text[..split]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
    }

    private static long ToInteger(RawValue value, BsonType target)
    {
        switch (value.Type)
        {
            case BsonType.Boolean: return value.AsBoolean() ? 1 : 0;
            case BsonType.Int32 or BsonType.Int64: return value.TryGetInteger(out var same) ? same : throw Overflow(value, target);
            case BsonType.Double:
                var real = value.AsDouble();
                if (double.IsNaN(real)) throw Failed($"Attempt to convert NaN value to integer type in $convert with no onError value");
                if (double.IsInfinity(real)) throw Failed("Attempt to convert infinity value to integer type in $convert with no onError value");
                real = Math.Truncate(real);
                return real is >= -9223372036854775808d and < 9223372036854775808d ? (long)real : throw Overflow(value, target);
            case BsonType.Decimal128:
                var number = DecimalNumber.Read(value.Span);
                if (number.IsNaN) throw Failed("Attempt to convert NaN value to integer type in $convert with no onError value");
                if (number.IsInfinity) throw Failed("Attempt to convert infinity value to integer type in $convert with no onError value");
                return number.RoundAt(0, RoundingDirection.Zero).TryGetInt64(out var whole) ? whole : throw Overflow(value, target);
            case BsonType.DateTime when target == BsonType.Int64: return value.AsInt64();
            case BsonType.String:
                var text = value.AsString();
                if (text.Length > 0 && !char.IsWhiteSpace(text[0]) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) && (target == BsonType.Int64 || parsed is >= int.MinValue and <= int.MaxValue)) return parsed;
                throw Unreadable(value, "number", text.Length == 0 ? "No digits" : text.TrimStart('-').All(char.IsAsciiDigit) ? "Overflow" : "Did not consume whole string.");
            default: throw Unsupported(value, target);
        }
    }

    private static RawValue ToDouble(RawValue value)
    {
        switch (value.Type)
        {
            case BsonType.Boolean: return RawValue.Of(value.AsBoolean() ? 1d : 0d);
            case BsonType.DateTime: return RawValue.Of((double)value.AsInt64());
            case BsonType.Int32 or BsonType.Int64: return RawValue.Of(Numbers.ToDouble(value));
            case BsonType.Decimal128:
                var number = Numbers.ToDouble(value);
                return double.IsInfinity(number) && !DecimalNumber.Read(value.Span).IsInfinity ? throw Overflow(value, BsonType.Double) : RawValue.Of(number);
            case BsonType.String:
                var text = value.AsString();
                var style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
                return double.TryParse(text, style, CultureInfo.InvariantCulture, out var parsed) && double.IsFinite(parsed) == !text.TrimStart('-', '+').StartsWith("inf", StringComparison.OrdinalIgnoreCase)
                    ? RawValue.Of(parsed)
                    : throw Unreadable(value, "number", text.Length == 0 ? "Empty string" : "Did not consume whole string.");
            default: throw Unsupported(value, BsonType.Double);
        }
    }

    private static RawValue ToDecimal(RawValue value)
    {
        switch (value.Type)
        {
            case BsonType.Boolean: return Numbers.OfDecimal(DecimalNumber.FromInt64(value.AsBoolean() ? 1 : 0));
            case BsonType.DateTime: return Numbers.OfDecimal(DecimalNumber.FromInt64(value.AsInt64()));
            case BsonType.Int32 or BsonType.Int64 or BsonType.Double: return Numbers.OfDecimal(Numbers.ToDecimal(value));
            case BsonType.String:
                if (!Decimal128.TryParse(value.AsString(), out var number)) throw Unreadable(value, "number", value.AsString().Length == 0 ? "Empty string" : "Failed to parse string to decimal");
                var bytes = new byte[Decimal128.Size];
                number.CopyTo(bytes);
                return new RawValue(BsonType.Decimal128, bytes);
            default: throw Unsupported(value, BsonType.Decimal128);
        }
    }

    private static RawValue ToDate(RawValue value)
    {
        switch (value.Type)
        {
            case BsonType.Int64: return RawValue.OfDate(value.AsInt64());
            case BsonType.Double or BsonType.Decimal128: return RawValue.OfDate(ToInteger(value, BsonType.Int64));
            case BsonType.ObjectId: return RawValue.OfDate(new ObjectId(value.Span).CreatedAt.ToUnixTimeMilliseconds());
            case BsonType.Timestamp: return RawValue.OfDate(value.AsTimestamp().Seconds * 1000L);
            case BsonType.String: return DateText.Parse(value.AsString(), null, TimeZoneInfo.Utc);
            default: throw Unsupported(value, BsonType.DateTime);
        }
    }

    private static CommandException Failed(string message) => new(ErrorCode.ConversionFailure, message);

    private static CommandException Overflow(RawValue value, BsonType target) => Failed($"Conversion would overflow target type in $convert with no onError value: {BsonText.Of(value)} to {BsonTypeAlias.Of(target)}");

    private static CommandException Unreadable(RawValue value, string what, string why) => Failed($"Failed to parse {what} '{value.AsString()}' in $convert with no onError value: {why}");

    private static CommandException Unsupported(RawValue value, BsonType target) => Failed($"Unsupported conversion from {BsonTypeAlias.Of(value.Type)} to {BsonTypeAlias.Of(target)} in $convert with no onError value");
}
