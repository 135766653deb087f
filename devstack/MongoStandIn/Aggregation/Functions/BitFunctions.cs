using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$bitAnd $bitOr $bitXor $bitNot</c>: 32 bits, or 64 where a long takes part.</summary>
internal static class BitFunctions
{
    public static RawValue Fold(string name, RawValue[] arguments, long start, Func<long, long, long> combine)
    {
        var (bits, isLong) = (start, false);
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            Check(name, argument);
            argument.TryGetInteger(out var number);
            bits = combine(bits, number);
            isLong |= argument.Type == BsonType.Int64;
        }
        return isLong ? RawValue.Of(bits) : RawValue.Of((int)bits);
    }

    public static RawValue Not(RawValue[] arguments)
    {
        var value = arguments[0];
        if (value.IsNullish) return RawValue.Null;
        Check("$bitNot", value);
        return value.Type == BsonType.Int32 ? RawValue.Of(~value.AsInt32()) : RawValue.Of(~value.AsInt64());
    }

    private static void Check(string name, RawValue value)
    {
        if (value.Type is not (BsonType.Int32 or BsonType.Int64)) throw new CommandException(ErrorCode.TypeMismatch, $"{name} only supports int and long operands, not {BsonTypeAlias.Of(value.Type)}");
    }
}
