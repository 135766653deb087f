using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>An update by operators. Paths are worked on in their own order, whatever the order they were written in.</summary>
internal sealed class OperatorUpdate : UpdateSpec
{
    private readonly record struct Step(string Operator, FieldPath Path, RawValue Operand, Action<UpdateTarget, FieldPath, RawValue, EvaluationContext> Apply);

    private readonly List<Step> _steps = [];
    private readonly ArrayFilters _filters;
    private readonly MatchNode _filter;
    private readonly bool _isPositional;

    public OperatorUpdate(ReadOnlyMemory<byte> update, EvaluationContext context, ArrayFilters filters, MatchNode filter)
    {
        (_filters, _filter) = (filters, filter);
        foreach (var (name, operand) in new RawFields(update))
        {
            if (!name.StartsWith('$') || !(name is "$setOnInsert" or "$rename" || UpdateOperators.All.ContainsKey(name)))
                throw new CommandException(ErrorCode.FailedToParse, $"Unknown modifier: {name}. Expected a valid update modifier or pipeline-style update specified as an array");
            if (operand.Type != BsonType.Document)
                throw new CommandException(ErrorCode.FailedToParse, $"Modifiers operate on fields but we found type {BsonTypeAlias.Of(operand.Type)} instead. For example: {{$mod: {{<field>: ...}}}} not {{{name}: {BsonText.Of(operand)}}}");
            foreach (var (path, value) in operand.Fields) Add(name, ReadPath(path), value, context);
        }
        filters.RequireAllUsed(update);
        _steps.Sort((a, b) => ComparePaths(a.Path, b.Path));
        _isPositional = _steps.Exists(s => PositionalPath.IsPositional(s.Path));
    }

    public override UpdateResult Apply(ReadOnlyMemory<byte> before, bool isInsert, EvaluationContext context)
    {
        var target = new UpdateTarget(before);
        foreach (var step in _isPositional ? Expand(before, context) : _steps)
        {
            if (step.Operator == "$setOnInsert" && !isInsert) continue;
            step.Apply(target, step.Path, step.Operand, context);
        }
        if (!target.IsChanged) return new UpdateResult(before.ToArray(), new UpdateDescription());
        var after = target.Root.ToBytes();
        var (old, now) = (RawDocument.Field(before, "_id"u8), RawDocument.Field(after, "_id"u8));
        if (!old.IsMissing && !old.IsIdenticalTo(now)) throw new CommandException(ErrorCode.ImmutableField, "Performing an update on the path '_id' would modify the immutable field '_id'");
        return new UpdateResult(after, target.Describe());
    }

    /// <summary>The steps with the plain paths that they mean in this document, in the order of those.</summary>
    private List<Step> Expand(ReadOnlyMemory<byte> before, EvaluationContext context)
    {
        var matched = _filter.MatchedIndex(before);
        var expanded = new List<Step>();
        foreach (var step in _steps)
            foreach (var path in PositionalPath.Expand(step.Path, RawValue.OfDocument(before), matched, _filters, context)) expanded.Add(step with { Path = path });
        expanded.Sort((a, b) => ComparePaths(a.Path, b.Path));
        for (var i = 1; i < expanded.Count; i++)
            if (Overlap(expanded[i - 1].Path, expanded[i].Path)) throw new CommandException(ErrorCode.ConflictingUpdateOperators, $"Update created a conflict at '{expanded[i].Path.Text}'");
        return expanded;
    }

    private void Add(string name, FieldPath path, RawValue operand, EvaluationContext context)
    {
        if (name == "$rename")
        {
            if (operand.Type != BsonType.String) throw new CommandException(ErrorCode.BadValue, $"The 'to' field for $rename must be a string: {path.Text}: {BsonText.Of(operand)}");
            var to = ReadPath(operand.AsString());
            if (PositionalPath.IsPositional(path) || PositionalPath.IsPositional(to)) throw new CommandException(ErrorCode.BadValue, $"The source and destination fields for $rename may not be dynamic: {(PositionalPath.IsPositional(path) ? path.Text : to.Text)}");
            if (to.Text == path.Text) throw new CommandException(ErrorCode.BadValue, $"The source and target field for $rename must differ: {path.Text}: \"{to.Text}\"");
            if (Overlap(path, to)) throw new CommandException(ErrorCode.BadValue, $"The source and target field for $rename must not be on the same path: {path.Text}: \"{to.Text}\"");
            Put(new Step(name, path, default, (_, _, _, _) => { }));
            Put(new Step(name, to, operand, (target, destination, _, _) => UpdateOperators.Rename(target, path, destination)));
            return;
        }
        var apply = name == "$setOnInsert" ? UpdateOperators.All["$set"] : UpdateOperators.All[name];
        Put(new Step(name, path, UpdateOperators.Check(name, path, operand, context), apply));
    }

    private void Put(Step step)
    {
        foreach (var other in _steps)
        {
            if (!Overlap(step.Path, other.Path)) continue;
            var shorter = other.Path.Length <= step.Path.Length ? other.Path : step.Path;
            throw new CommandException(ErrorCode.ConflictingUpdateOperators, $"Updating the path '{step.Path.Text}' would create a conflict at '{shorter.Text}'");
        }
        _steps.Add(step);
    }

    /// <summary>Whether one path leads through the other. Two that speak of one array in different ways meet there too.</summary>
    private static bool Overlap(FieldPath a, FieldPath b)
    {
        foreach (var (x, y) in a.Names.Zip(b.Names))
        {
            if (x == y) continue;
            return PositionalPath.IsArrayWide(x) != PositionalPath.IsArrayWide(y);
        }
        return true;
    }

    private FieldPath ReadPath(string text)
    {
        if (text.Length == 0) throw new CommandException(ErrorCode.EmptyFieldName, "An empty update path is not valid.");
        var path = new FieldPath(text);
        foreach (var name in path.Names)
        {
            if (name.Length == 0) throw new CommandException(ErrorCode.EmptyFieldName, $"The update path '{text}' contains an empty field name, which is not allowed.");
            if (name != "$" && !PositionalPath.IsArrayWide(name) && name.StartsWith('$'))
                throw new CommandException(ErrorCode.DollarPrefixedFieldName, $"The dollar ($) prefixed field '{name}' in '{text}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.");
        }
        PositionalPath.Check(path, _filters);
        return path;
    }

    private static int ComparePaths(FieldPath a, FieldPath b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var order = a.Indexes[i] >= 0 && b.Indexes[i] >= 0 ? a.Indexes[i].CompareTo(b.Indexes[i]) : string.CompareOrdinal(a.Names[i], b.Names[i]);
            if (order != 0) return order;
        }
        return a.Length.CompareTo(b.Length);
    }
}
