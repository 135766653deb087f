using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>What a find's projection can take of an array: <c>$slice</c>, <c>$elemMatch</c> and <c>path.$</c>. Each takes a field's value and the document.</summary>
internal static class ProjectionParts
{
    /// <summary>Null when the operand is that of the expression <c>$slice</c>.</summary>
    public static Func<RawValue, EvaluationContext, RawValue>? Slice(RawValue operand)
    {
        var parts = operand.Type == BsonType.Array ? RawDocument.Values(operand.Bytes) : [operand];
        if (operand.Type == BsonType.Array && (parts.Count != 2 || !parts.TrueForAll(p => p.IsNumber)))
        {
            if (parts.Count is 2 or 3 && !parts[0].IsNumber) return null;
            throw CommandException.Location(28667, "Invalid $slice syntax. The given syntax did not match the find() syntax because :: Location31272: $slice array argument should be of form [skip, limit]");
        }
        if (!parts[0].IsNumber) throw CommandException.Location(28667, "Invalid $slice syntax. The given syntax did not match the find() syntax because :: Location31273: $slice only supports numbers and [skip, limit] arrays");
        var first = Whole(parts[0]);
        if (parts.Count == 1) return (value, _) => Cut(value, first < 0 ? first : 0, Math.Abs(first));
        var limit = Whole(parts[1]);
        if (limit <= 0) throw CommandException.Location(28724, $"Third argument to $slice must be positive: {limit}");
        return (value, _) => Cut(value, first, limit);
    }

    public static Func<RawValue, EvaluationContext, RawValue> ElementMatch(RawValue operand, EvaluationContext context)
    {
        if (operand.Type != BsonType.Document) throw CommandException.Location(31274, $"elemMatch: Invalid argument, object required, but got {BsonTypeAlias.Of(operand.Type)}");
        var test = FilterParser.ElementMatch(operand, context);
        return (value, _) => test.FirstIndex(value) is >= 0 and var index ? Single(RawDocument.Values(value.Bytes)[index]) : RawValue.Missing;
    }

    public static Func<RawValue, EvaluationContext, RawValue> Positional(MatchNode filter) => (value, context) =>
    {
        if (value.Type != BsonType.Array) return value;
        var index = filter.MatchedIndex(context.Root.Bytes)
            ?? throw CommandException.Location(51246, "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array");
        var elements = RawDocument.Values(value.Bytes);
        if (index >= elements.Count) throw CommandException.Location(51247, "Executor error during find command :: caused by :: positional operator '.$' element mismatch");
        return Single(elements[index]);
    };

    private static RawValue Single(RawValue element) => RawValue.OfArray(RawDocument.BuildArray([element]));

    private static RawValue Cut(RawValue value, long start, long count)
    {
        if (value.Type != BsonType.Array) return value;
        var elements = RawDocument.Values(value.Bytes);
        var from = (int)Math.Clamp(start < 0 ? elements.Count + start : start, 0, elements.Count);
        return RawValue.OfArray(RawDocument.BuildArray(elements.Skip(from).Take((int)Math.Min(count, int.MaxValue))));
    }

    private static long Whole(RawValue number) => number.TryGetInteger(out var whole) ? whole : (long)Math.Clamp(Numbers.ToDouble(number), int.MinValue, int.MaxValue);
}
