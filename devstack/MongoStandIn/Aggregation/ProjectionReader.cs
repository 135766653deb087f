using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>Reads a projection into a tree of paths, and finds out on the way whether it includes or excludes.</summary>
/// <param name="context">Time and variables of the operation.</param>
/// <param name="filter">The filter of a find, which decides what <c>path.$</c> gives; null for <c>$project</c>, which has none of a find's operators.</param>
internal sealed class ProjectionReader(EvaluationContext context, MatchNode? filter)
{
    private bool _hasPositional;

    /// <summary>Null when nothing but the <c>_id</c> or a <c>$slice</c> has said so.</summary>
    public bool? Includes { get; private set; }

    /// <summary>What was said about the <c>_id</c>.</summary>
    public bool? KeepsId { get; private set; }

    public bool HasSlice { get; private set; }

    public ProjectionNode Read(ReadOnlyMemory<byte> specification)
    {
        var root = new ProjectionNode();
        Read(specification, "", root);
        return root;
    }

    private void Read(ReadOnlyMemory<byte> specification, string prefix, ProjectionNode root)
    {
        foreach (var (name, value) in new RawFields(specification))
        {
            var whole = prefix + name;
            if (whole.EndsWith(".$", StringComparison.Ordinal)) Positional(whole[..^2], value, root);
            else if (whole.Split('.').Contains("$") && !whole.StartsWith("$.", StringComparison.Ordinal))
                throw CommandException.Location(31394, "As of 4.4, it's illegal to specify positional operator in the middle of a path.Positional projection may only be used at the end, for example: a.b.$. If the query previously used a form like a.b.$.d, remove the parts following the '$' and the results will be equivalent.");
            else Field(whole, value, root);
        }
    }

    private void Field(string whole, RawValue value, ProjectionNode root)
    {
        var path = ExpressionParser.Path(whole);
        if (value.IsNumber || value.Type == BsonType.Boolean)
        {
            var included = value.IsTruthy;
            if (whole == "_id") KeepsId = included;
            else Decide(included, whole);
            root.Add(path.Names, new ProjectionNode.Entry(null, null, included), whole);
            return;
        }
        if (value.Type == BsonType.Document && !FilterParser.IsOperators(value))
        {
            if (RawDocument.Count(value.Bytes) == 0) throw CommandException.Location(51270, "An empty sub-projection is not a valid value. Found empty object at path");
            Read(value.Bytes, whole + ".", root);
            return;
        }
        if (value.Type == BsonType.Document && Operator(whole, path, value, root)) return;
        Decide(included: true, whole);
        root.Add(path.Names, new ProjectionNode.Entry(null, ExpressionParser.Parse(value, context), IsIncluded: false), whole);
    }

    /// <summary>Whether the document was an operator of a find's own. An expression that does not exist is named here as MongoDB names it.</summary>
    private bool Operator(string whole, FieldPath path, RawValue value, ProjectionNode root)
    {
        var (name, operand) = First(value);
        if (RawDocument.Count(value.Bytes) > 1) throw CommandException.Location(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
        if (filter is not null && name == "$slice" && ProjectionParts.Slice(operand) is { } slice)
        {
            HasSlice = true;
            root.Add(path.Names, new ProjectionNode.Entry(null, null, IsIncluded: true) { Part = slice }, whole);
            return true;
        }
        if (filter is not null && name == "$elemMatch")
        {
            if (whole.Contains('.', StringComparison.Ordinal)) throw CommandException.Location(31255, "Cannot use $elemMatch projection on a nested field");
            Includes ??= true;
            root.Add(path.Names, new ProjectionNode.Entry(null, null, IsIncluded: true) { Part = ProjectionParts.ElementMatch(operand, context) }, whole);
            return true;
        }
        if (filter is not null && name == "$meta") throw new CommandException(ErrorCode.NotImplemented, "The projection operator $meta is not supported by the stand-in.");
        if (!ExpressionParser.IsKnown(name)) throw CommandException.Location(31325, $"Unknown expression {name}");
        return false;
    }

    private void Positional(string whole, RawValue value, ProjectionNode root)
    {
        if (filter is null) throw CommandException.Location(31324, "Cannot use positional projection in aggregation projection");
        if (_hasPositional) throw CommandException.Location(31276, "Cannot specify more than one positional projection per query.");
        _hasPositional = true;
        if ((value.IsNumber || value.Type == BsonType.Boolean) && !value.IsTruthy) throw CommandException.Location(31395, "positional projection cannot be used with exclusion");
        Decide(included: true, whole + ".$");
        root.Add(ExpressionParser.Path(whole).Names, new ProjectionNode.Entry(null, null, IsIncluded: true) { Part = ProjectionParts.Positional(filter) }, whole);
    }

    private void Decide(bool included, string path)
    {
        Includes ??= included;
        if (Includes == included) return;
        throw included
            ? CommandException.Location(31253, $"Cannot do inclusion on field {path} in exclusion projection")
            : CommandException.Location(31254, $"Cannot do exclusion on field {path} in inclusion projection");
    }

    private static (string Name, RawValue Operand) First(RawValue document)
    {
        foreach (var (name, operand) in document.Fields) return (name, operand);
        throw new InvalidOperationException("The document is empty.");
    }
}
