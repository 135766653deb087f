using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>The filter of a partial index (MongoDB manual, "Partial Indexes"): comparisons, <c>$exists: true</c>, <c>$type</c>, <c>$in</c>, <c>$and</c> and <c>$or</c>.</summary>
internal sealed class PartialFilter
{
    private static readonly HashSet<string> Operators = ["$eq", "$gt", "$gte", "$lt", "$lte", "$type", "$in"];

    // Nothing that it may hold asks for a time or a variable.
    private static readonly EvaluationContext Nothing = new(RawValue.Null, RawValue.Null);

    private readonly MatchNode _node;

    private PartialFilter(byte[] document, MatchNode node) => (Document, _node) = (document, node);

    public byte[] Document { get; }

    public static PartialFilter Parse(RawValue value)
    {
        if (value.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, $"The field 'partialFilterExpression' must be an object, but got {BsonTypeAlias.Of(value.Type)}");
        Check(value);
        var document = value.Bytes.ToArray();
        return new PartialFilter(document, FilterParser.Parse(document, Nothing));
    }

    public bool Matches(byte[] document) => _node.Matches(document, Nothing);

    private static void Check(RawValue filter)
    {
        foreach (var (name, value) in filter.Fields)
        {
            if (name is "$and" or "$or" && value.Type == BsonType.Array)
            {
                foreach (var clause in value.Fields) Check(clause.Value);
                continue;
            }
            if (name.StartsWith('$')) throw Unsupported(name, value);
            if (!FilterParser.IsOperators(value)) continue;
            foreach (var (op, operand) in value.Fields)
                if (!Operators.Contains(op) && !(op == "$exists" && operand.IsTruthy)) throw Unsupported(op, operand);
        }
    }

    private static CommandException Unsupported(string name, RawValue value) => new(ErrorCode.CannotCreateIndex, $"Expression not supported in partial index: {name}: {BsonText.Of(value)}");
}
