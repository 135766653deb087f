using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Arithmetic of expressions: null in, null out; what overflows 64 bits becomes a double.</summary>
internal static class Arithmetic
{
    public static RawValue Add(RawValue[] arguments)
    {
        var sum = RawValue.Of(0);
        RawValue date = default;
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            if (argument.Type == BsonType.DateTime)
            {
                if (!date.IsMissing) throw CommandException.Location(16612, "only one date allowed in an $add expression");
                date = argument;
                continue;
            }
            if (!argument.IsNumber) throw new CommandException(ErrorCode.TypeMismatch, $"$add only supports numeric or date types, not {BsonTypeAlias.Of(argument.Type)}");
            Numbers.Add(sum, argument, out sum);
        }
        return date.IsMissing ? sum : Shift(date, sum);
    }

    public static RawValue Subtract(RawValue[] arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.IsNullish || right.IsNullish) return RawValue.Null;
        if (left.Type == BsonType.DateTime && right.Type == BsonType.DateTime) return RawValue.Of(checked(left.AsInt64() - right.AsInt64()));
        if (left.Type == BsonType.DateTime && right.IsNumber) return Shift(left, Numbers.Negate(right));
        if (!left.IsNumber || !right.IsNumber)
            throw new CommandException(ErrorCode.TypeMismatch, $"can't $subtract {BsonTypeAlias.Of(right.Type)} from {BsonTypeAlias.Of(left.Type)}");
        Numbers.Subtract(left, right, out var difference);
        return difference;
    }

    public static RawValue Multiply(RawValue[] arguments)
    {
        var product = RawValue.Of(1);
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            if (!argument.IsNumber) throw new CommandException(ErrorCode.TypeMismatch, $"$multiply only supports numeric types, not {BsonTypeAlias.Of(argument.Type)}");
            Numbers.Multiply(product, argument, out product);
        }
        return product;
    }

    /// <summary>Always a double, or a decimal.</summary>
    public static RawValue Divide(RawValue[] arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.IsNumber && right.IsNumber)
        {
            if (Numbers.IsZero(right)) throw new CommandException(ErrorCode.BadValue, "can't $divide by zero");
            return left.Type == BsonType.Decimal128 || right.Type == BsonType.Decimal128
                ? Numbers.OfDecimal(Numbers.ToDecimal(left) / Numbers.ToDecimal(right))
                : RawValue.Of(Numbers.ToDouble(left) / Numbers.ToDouble(right));
        }
        if (left.IsNullish || right.IsNullish) return RawValue.Null;
        throw new CommandException(ErrorCode.TypeMismatch, $"$divide only supports numeric types, not {BsonTypeAlias.Of(left.Type)} and {BsonTypeAlias.Of(right.Type)}");
    }

    public static RawValue Mod(RawValue[] arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.IsNumber && right.IsNumber)
        {
            if (Numbers.IsZero(right)) throw CommandException.Location(16610, "can't $mod by zero");
            if (left.Type == BsonType.Decimal128 || right.Type == BsonType.Decimal128) return Numbers.OfDecimal(Numbers.ToDecimal(left) % Numbers.ToDecimal(right));
            if (left.Type == BsonType.Double || right.Type == BsonType.Double) return RawValue.Of(Numbers.ToDouble(left) % Numbers.ToDouble(right));
            left.TryGetInteger(out var x);
            right.TryGetInteger(out var y);
            var rest = y == -1 ? 0 : x % y;
            return left.Type == BsonType.Int32 && right.Type == BsonType.Int32 ? RawValue.Of((int)rest) : RawValue.Of(rest);
        }
        if (left.IsNullish || right.IsNullish) return RawValue.Null;
        throw CommandException.Location(16611, $"$mod only supports numeric types, not {BsonTypeAlias.Of(left.Type)} and {BsonTypeAlias.Of(right.Type)}");
    }

    /// <summary>Whole numbers stay whole when the result fits 64 bits.</summary>
    public static RawValue Power(RawValue[] arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.IsNullish || right.IsNullish) return RawValue.Null;
        if (!left.IsNumber) throw CommandException.Location(28762, $"$pow's base must be numeric, not {BsonTypeAlias.Of(left.Type)}");
        if (!right.IsNumber) throw CommandException.Location(28763, $"$pow's exponent must be numeric, not {BsonTypeAlias.Of(right.Type)}");
        if (Numbers.IsZero(left) && Numbers.ToDouble(right) < 0) throw CommandException.Location(28764, "$pow cannot take a base of 0 and a negative exponent");
        RequireNoDecimal("$pow", left, right);
        if (left.Type == BsonType.Double || right.Type == BsonType.Double) return RawValue.Of(Math.Pow(Numbers.ToDouble(left), Numbers.ToDouble(right)));
        left.TryGetInteger(out var number);
        right.TryGetInteger(out var exponent);
        if (exponent < 0 && number is not (1 or -1)) return RawValue.Of(Math.Pow(number, exponent));
        System.Numerics.BigInteger power;
        if (number is 0 or 1 or -1) power = exponent == 0 ? 1 : number == -1 && exponent % 2 == 0 ? 1 : number;
        else if (exponent > 64) return RawValue.Of(Math.Pow(number, exponent));
        else power = System.Numerics.BigInteger.Pow(number, (int)exponent);
        if (power < long.MinValue || power > long.MaxValue) return RawValue.Of(Math.Pow(number, exponent));
        var isInt = left.Type == BsonType.Int32 && right.Type == BsonType.Int32 && power >= int.MinValue && power <= int.MaxValue;
        return isInt ? RawValue.Of((int)power) : RawValue.Of((long)power);
    }

    public static RawValue Log(RawValue[] arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.IsNullish || right.IsNullish) return RawValue.Null;
        if (!left.IsNumber) throw CommandException.Location(28756, $"$log's argument must be numeric, not {BsonTypeAlias.Of(left.Type)}");
        if (!right.IsNumber) throw CommandException.Location(28757, $"$log's base must be numeric, not {BsonTypeAlias.Of(right.Type)}");
        RequireNoDecimal("$log", left, right);
        var (number, floor) = (Numbers.ToDouble(left), Numbers.ToDouble(right));
        if (number <= 0) throw CommandException.Location(28758, $"$log's argument must be a positive number, but is {BsonText.Of(left)}");
        if (floor is <= 0 or 1) throw CommandException.Location(28759, $"$log's base must be a positive number not equal to 1, but is {BsonText.Of(right)}");
        return RawValue.Of(Math.Log(number) / Math.Log(floor));
    }

    /// <summary>A function of one real number.</summary>
    public static RawValue Real(string name, RawValue value, Func<double, double> function, Func<double, bool> isAllowed, int code, string complaint)
    {
        if (value.IsNullish) return RawValue.Null;
        if (!value.IsNumber) throw CommandException.Location(28765, $"{name} only supports numeric types, not {BsonTypeAlias.Of(value.Type)}");
        RequireNoDecimal(name, value, value);
        var number = Numbers.ToDouble(value);
        return double.IsNaN(number) || isAllowed(number) ? RawValue.Of(function(number)) : throw CommandException.Location(code, complaint);
    }

    private static RawValue Shift(RawValue date, RawValue by)
    {
        var distance = by.TryGetInteger(out var integer) ? integer : (long)Math.Round(Numbers.ToDouble(by), MidpointRounding.ToEven);
        return RawValue.OfDate(checked(date.AsInt64() + distance));
    }

    private static void RequireNoDecimal(string name, RawValue left, RawValue right)
    {
        if (left.Type == BsonType.Decimal128 || right.Type == BsonType.Decimal128) throw new CommandException(ErrorCode.NotImplemented, $"{name} of Decimal128 is not supported by the stand-in.");
    }
}
