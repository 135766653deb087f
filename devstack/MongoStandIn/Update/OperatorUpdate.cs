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

    public OperatorUpdate(ReadOnlyMemory<byte> update, EvaluationContext context)
    {
        foreach (var (name, operand) in new RawFields(update))
        {
            if (name == "$bit") throw new CommandException(ErrorCode.NotImplemented, "The update operator $bit is not supported by the stand-in.");
            if (!name.StartsWith('$') || !(name is "$setOnInsert" or "$rename" || UpdateOperators.All.ContainsKey(name)))
                throw new CommandException(ErrorCode.FailedToParse, $"Unknown modifier: {name}. Expected a valid update modifier or pipeline-style update specified as an array");
            if (operand.Type != BsonType.Document)
                throw new CommandException(ErrorCode.FailedToParse, $"Modifiers operate on fields but we found type {BsonTypeAlias.Of(operand.Type)} instead. For example: {{$mod: {{<field>: ...}}}} not {{{name}: {BsonText.Of(operand)}}}");
            foreach (var (path, value) in operand.Fields) Add(name, ReadPath(path), value, context);
        }
        _steps.Sort((a, b) => ComparePaths(a.Path, b.Path));
    }

    public override UpdateResult Apply(ReadOnlyMemory<byte> before, bool isInsert, EvaluationContext context)
    {
        var target = new UpdateTarget(before);
        foreach (var step in _steps)
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

    private void Add(string name, FieldPath path, RawValue operand, EvaluationContext context)
    {
        if (name == "$rename")
        {
            if (operand.Type != BsonType.String) throw new CommandException(ErrorCode.BadValue, $"The 'to' field for $rename must be a string: {path.Text}: {BsonText.Of(operand)}");
            var to = ReadPath(operand.AsString());
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

    private static bool Overlap(FieldPath a, FieldPath b) => a.Names.Zip(b.Names).All(pair => pair.First == pair.Second);

    private static FieldPath ReadPath(string text)
    {
        var path = new FieldPath(text);
        foreach (var name in path.Names)
        {
            if (name.Length == 0) throw new CommandException(ErrorCode.EmptyFieldName, $"The update path '{text}' contains an empty field name, which is not allowed.");
            if (name == "$" || name.StartsWith("$[", StringComparison.Ordinal)) throw new CommandException(ErrorCode.NotImplemented, $"The positional operator '{name}' in the update path '{text}' is not supported by the stand-in.");
            if (name.StartsWith('$')) throw new CommandException(ErrorCode.DollarPrefixedFieldName, $"The dollar ($) prefixed field '{name}' in '{text}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.");
        }
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
