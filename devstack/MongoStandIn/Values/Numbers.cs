using MongoC.Bson;

namespace MongoStandIn.Values;

/// <summary>Arithmetic over numbers of mixed types: the widest of int, long, double, decimal decides; an int that overflows becomes a long.</summary>
internal static class Numbers
{
    /// <summary>False when two 64-bit integers overflow; the result is then the double sum.</summary>
    public static bool Add(in RawValue a, in RawValue b, out RawValue sum)
    {
        if (a.Type == BsonType.Decimal128 || b.Type == BsonType.Decimal128) sum = OfDecimal(ToDecimal(a) + ToDecimal(b));
        else if (a.Type == BsonType.Double || b.Type == BsonType.Double) sum = RawValue.Of(ToDouble(a) + ToDouble(b));
        else
        {
            var (x, y) = (ToInt64(a), ToInt64(b));
            var result = unchecked(x + y);
            if (((x ^ result) & (y ^ result)) < 0)
            {
                sum = RawValue.Of((double)x + y);
                return false;
            }
            sum = OfInteger(result, a, b);
        }
        return true;
    }

    /// <summary>As <see cref="Add"/>, for the difference.</summary>
    public static bool Subtract(in RawValue a, in RawValue b, out RawValue difference)
    {
        if (b.Type is BsonType.Double or BsonType.Decimal128 || a.Type is BsonType.Double or BsonType.Decimal128) return Add(a, Negate(b), out difference);
        var (x, y) = (ToInt64(a), ToInt64(b));
        var result = unchecked(x - y);
        if (((x ^ y) & (x ^ result)) < 0)
        {
            difference = RawValue.Of((double)x - y);
            return false;
        }
        difference = OfInteger(result, a, b);
        return true;
    }

    public static bool IsZero(in RawValue value) => value.Type switch
    {
        BsonType.Double => value.AsDouble() == 0,
        BsonType.Decimal128 => DecimalNumber.Read(value.Span).IsZero,
        _ => ToInt64(value) == 0,
    };

    /// <summary>As <see cref="Add"/>, for the product.</summary>
    public static bool Multiply(in RawValue a, in RawValue b, out RawValue product)
    {
        if (a.Type == BsonType.Decimal128 || b.Type == BsonType.Decimal128) product = OfDecimal(ToDecimal(a) * ToDecimal(b));
        else if (a.Type == BsonType.Double || b.Type == BsonType.Double) product = RawValue.Of(ToDouble(a) * ToDouble(b));
        else
        {
            var (x, y) = (ToInt64(a), ToInt64(b));
            var high = Math.BigMul(x, y, out var low);
            if (high != low >> 63)
            {
                product = RawValue.Of((double)x * y);
                return false;
            }
            product = OfInteger(low, a, b);
        }
        return true;
    }

    public static RawValue Negate(in RawValue value) => value.Type switch
    {
        BsonType.Decimal128 => OfDecimal(DecimalNumber.Read(value.Span).Negate()),
        BsonType.Double => RawValue.Of(-value.AsDouble()),
        BsonType.Int32 when value.AsInt32() != int.MinValue => RawValue.Of(-value.AsInt32()),
        BsonType.Int64 when value.AsInt64() == long.MinValue => RawValue.Of(9223372036854775808d),
        _ => RawValue.Of(-ToInt64(value)),
    };

    public static double ToDouble(in RawValue value) => value.Type switch
    {
        BsonType.Double => value.AsDouble(),
        BsonType.Decimal128 => DecimalNumber.Read(value.Span).ToDouble(),
        _ => ToInt64(value),
    };

    public static DecimalNumber ToDecimal(in RawValue value) => value.Type switch
    {
        BsonType.Decimal128 => DecimalNumber.Read(value.Span),
        BsonType.Double => DecimalNumber.FromDouble(value.AsDouble()),
        _ => DecimalNumber.FromInt64(ToInt64(value)),
    };

    public static RawValue OfDecimal(DecimalNumber number) => new(BsonType.Decimal128, number.ToBytes());

    private static long ToInt64(in RawValue value) => value.Type == BsonType.Int32 ? value.AsInt32() : value.AsInt64();

    private static RawValue OfInteger(long result, in RawValue a, in RawValue b) =>
        a.Type == BsonType.Int32 && b.Type == BsonType.Int32 && result is >= int.MinValue and <= int.MaxValue ? RawValue.Of((int)result) : RawValue.Of(result);
}
