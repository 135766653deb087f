using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>The filters of an update's <c>arrayFilters</c>, by the identifier that they speak of.</summary>
internal sealed class ArrayFilters
{
    private readonly Dictionary<string, MatchNode> _filters = [];
    private readonly HashSet<string> _used = [];

    public bool IsEmpty => _filters.Count == 0;

    public static ArrayFilters Parse(RawValue array, EvaluationContext context)
    {
        var filters = new ArrayFilters();
        if (array.IsMissing) return filters;
        foreach (var element in array.Fields)
        {
            if (element.Value.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, $"BSON field 'update.updates.arrayFilters.{element.Name}' is the wrong type '{BsonTypeAlias.Of(element.Value.Type)}', expected type 'object'");
            var node = FilterParser.Parse(element.Value.Bytes, context);
            string? identifier = null;
            ReadIdentifier(element.Value, ref identifier);
            if (identifier is null) throw new CommandException(ErrorCode.FailedToParse, "Cannot use an expression without a top-level field name in arrayFilters");
            if (identifier[0] is not (>= 'a' and <= 'z') || !identifier.All(char.IsAsciiLetterOrDigit))
                throw new CommandException(ErrorCode.BadValue, $"Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '{identifier}'");
            if (!filters._filters.TryAdd(identifier, node)) throw new CommandException(ErrorCode.FailedToParse, $"Found multiple array filters with the same top-level field name {identifier}");
        }
        return filters;
    }

    /// <summary>Notes that a path uses an identifier, which must have a filter.</summary>
    public void Use(string identifier, string path)
    {
        if (!_filters.ContainsKey(identifier)) throw new CommandException(ErrorCode.BadValue, $"No array filter found for identifier '{identifier}' in path '{path}'");
        _used.Add(identifier);
    }

    /// <summary>Fails when a filter is used by no path.</summary>
    public void RequireAllUsed(ReadOnlyMemory<byte> update)
    {
        foreach (var identifier in _filters.Keys)
            if (!_used.Contains(identifier)) throw new CommandException(ErrorCode.FailedToParse, $"The array filter for identifier '{identifier}' was not used in the update {BsonText.Document(update)}");
    }

    public bool Matches(string identifier, RawValue element, EvaluationContext context) =>
        _filters[identifier].Matches(RawDocument.Build(w => w.Raw(identifier, element.Type, element.Span)), context);

    private static void ReadIdentifier(RawValue filter, ref string? identifier)
    {
        foreach (var (name, value) in filter.Fields)
        {
            if (name is "$and" or "$or" or "$nor")
            {
                foreach (var clause in value.Fields) ReadIdentifier(clause.Value, ref identifier);
                continue;
            }
            if (name.StartsWith('$')) continue;
            var first = name.Split('.')[0];
            if (identifier is not null && identifier != first) throw new CommandException(ErrorCode.FailedToParse, $"Error parsing array filter :: caused by :: Expected a single top-level field name, found '{identifier}' and '{first}'");
            identifier = first;
        }
    }
}
