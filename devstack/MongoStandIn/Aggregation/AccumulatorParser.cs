using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>Reads the accumulator of a field of <c>$group</c> or <c>$bucket</c>.</summary>
internal static class AccumulatorParser
{
    /// <returns>How to make one per group, and what it is fed with per document.</returns>
    public static (Func<Accumulator> Create, Expression Argument) Parse(string field, RawValue value, EvaluationContext context)
    {
        if (value.Type != BsonType.Document || !Query.FilterParser.IsOperators(value)) throw CommandException.Location(40234, $"The field '{field}' must be an accumulator object");
        if (RawDocument.Count(value.Bytes) != 1) throw CommandException.Location(40238, $"The field '{field}' must specify one accumulator");
        foreach (var (name, argument) in value.Fields) return Read(name, argument, context);
        throw CommandException.Location(40238, $"The field '{field}' must specify one accumulator");
    }

    private static (Func<Accumulator> Create, Expression Argument) Read(string name, RawValue argument, EvaluationContext context)
    {
        if (name == "$count")
        {
            if (argument.Type != BsonType.Document || RawDocument.Count(argument.Bytes) != 0) throw new CommandException(ErrorCode.TypeMismatch, "$count takes no arguments, i.e. $count:{}");
            return (Accumulator.Named(name)!, Expressions.Literal(RawValue.Of(1)));
        }
        if (name is "$firstN" or "$lastN" or "$minN" or "$maxN" or "$top" or "$bottom" or "$topN" or "$bottomN") return RankedAccumulator.Parse(name, argument, context);
        var create = Accumulator.Named(name) ?? throw CommandException.Location(15952, $"unknown group operator '{name}'");
        if (argument.Type != BsonType.Array) return (create, ExpressionParser.Parse(argument, context));
        var parts = RawDocument.Values(argument.Bytes);
        return parts.Count == 1 ? (create, ExpressionParser.Parse(parts[0], context)) : throw CommandException.Location(40237, $"The {name} accumulator is a unary operator");
    }
}
