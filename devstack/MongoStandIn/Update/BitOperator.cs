using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary><c>$bit</c>: and, or, xor of 32- and 64-bit integers, one after the other.</summary>
internal static class BitOperator
{
    public static void Check(FieldPath path, RawValue operand)
    {
        if (operand.Type != BsonType.Document)
            throw new CommandException(ErrorCode.BadValue, $"The $bit modifier is not compatible with a {BsonTypeAlias.Of(operand.Type)}. You must pass in an embedded document: {{$bit: {{field: {{and/or/xor: #}}}}");
        if (RawDocument.Count(operand.Bytes) == 0) throw new CommandException(ErrorCode.BadValue, $"You must pass in at least one bitwise operation. The format is: {{$bit: {{field: {{and/or/xor: #}}}}");
        foreach (var (name, value) in operand.Fields)
        {
            if (name is not ("and" or "or" or "xor")) throw new CommandException(ErrorCode.BadValue, $"The $bit modifier only supports 'and', 'or', and 'xor', not '{name}' which is an unknown operator: {{{name}: {BsonText.Of(value)}}}");
            if (value.Type is not (BsonType.Int32 or BsonType.Int64)) throw new CommandException(ErrorCode.BadValue, $"The $bit modifier field must be an Integer(32/64 bit); a '{BsonTypeAlias.Of(value.Type)}' is not supported here: {{{name}: {BsonText.Of(value)}}}");
        }
    }

    public static void Apply(UpdateTarget target, FieldPath path, RawValue operand, EvaluationContext context)
    {
        var value = target.Find(path)?.Value ?? RawValue.Of(0);
        if (value.Type is not (BsonType.Int32 or BsonType.Int64))
            throw new CommandException(ErrorCode.BadValue, $"Cannot apply $bit to a value of non-integral type.{target.Identity} has the field {path.Names[^1]} of non-integer type {BsonTypeAlias.Of(value.Type)}");
        value.TryGetInteger(out var bits);
        var isLong = value.Type == BsonType.Int64;
        foreach (var (name, argument) in operand.Fields)
        {
            argument.TryGetInteger(out var mask);
            isLong |= argument.Type == BsonType.Int64;
            bits = name == "and" ? bits & mask : name == "or" ? bits | mask : bits ^ mask;
        }
        target.Set(path, isLong ? RawValue.Of(bits) : RawValue.Of((int)bits));
    }
}
