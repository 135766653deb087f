using MongoC.Bson;
using MongoStandIn.Aggregation.Stages;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>Reads the stages of a pipeline. A stage that is not built is an error that names it.</summary>
internal static class StageParser
{
    private static readonly HashSet<string> Beginnings = ["$collStats", "$indexStats", "$documents", "$changeStream"];

    /// <param name="pipeline">The stages.</param>
    /// <param name="context">Time and variables of the operation.</param>
    /// <param name="within">The stage that this pipeline is part of; null for a pipeline of its own.</param>
    public static List<Stage> Parse(IReadOnlyList<RawValue> pipeline, EvaluationContext context, string? within = null)
    {
        var stages = new List<Stage>();
        for (var i = 0; i < pipeline.Count; i++)
        {
            var (name, value) = Single(pipeline[i]);
            if (i > 0 && Beginnings.Contains(name)) throw CommandException.Location(40602, $"{name} is only valid as the first stage in a pipeline.");
            var writes = name is "$out" or "$merge";
            if (writes && within is not null) throw CommandException.Location(within == "$facet" ? 40600 : 51047, $"{name} is not allowed to be used within a {within} stage");
            if (name == "$facet" && within == "$facet") throw CommandException.Location(40600, "$facet is not allowed to be used within a $facet stage");
            if (within == "$facet" && Beginnings.Contains(name)) throw CommandException.Location(40600, $"{name} is not allowed to be used within a $facet stage");
            if (writes && i < pipeline.Count - 1) throw CommandException.Location(40601, $"{name} can only be the final stage in the pipeline");
            stages.Add(Stage(name, value, context));
        }
        return stages;
    }

    /// <summary>The one field of a stage's document.</summary>
    public static (string Name, RawValue Value) Single(in RawValue stage)
    {
        if (stage.Type != BsonType.Document) throw new CommandException(ErrorCode.TypeMismatch, "Each element of the 'pipeline' array must be an object");
        if (RawDocument.Count(stage.Bytes) != 1) throw CommandException.Location(40323, "A pipeline stage specification object must contain exactly one field.");
        foreach (var (name, value) in stage.Fields) return (name, value);
        throw CommandException.Location(40323, "A pipeline stage specification object must contain exactly one field.");
    }

    public static Stage Stage(string name, RawValue value, EvaluationContext context)
    {
        switch (name)
        {
            case "$match":
                if (value.Type != BsonType.Document) throw CommandException.Location(15959, "the match filter must be an expression in an object");
                return new MatchStage(value.Bytes, context);
            case "$project":
                Expect(value, BsonType.Document, 15969, "$project specification must be an object");
                if (RawDocument.Count(value.Bytes) == 0) throw CommandException.Location(51272, "Invalid $project :: caused by :: projection specification must have at least one field");
                return new ProjectStage(Invalid(name, () => Projection.Parse(value.Bytes, context)));
            case "$addFields" or "$set":
                Expect(value, BsonType.Document, 40272, $"{name} specification stage must be an object, got {BsonTypeAlias.Of(value.Type)}");
                return new ProjectStage(Invalid(name, () => Projection.ParseAddFields(value.Bytes, context)));
            case "$unset":
                var unset = Unset(value);
                return new ProjectStage(Invalid(name, () => Projection.Excluding(unset)));
            case "$replaceWith": return new ReplaceRootStage(ExpressionParser.Parse(value, context));
            case "$replaceRoot":
                Expect(value, BsonType.Document, 40229, $"expected an object as specification for $replaceRoot stage, got {BsonTypeAlias.Of(value.Type)}");
                foreach (var field in value.Fields)
                    if (field.Name != "newRoot") throw CommandException.Location(40415, $"BSON field '$replaceRoot.{field.Name}' is an unknown field.");
                var newRoot = value.Field("newRoot"u8);
                return newRoot.IsMissing ? throw CommandException.Location(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field") : new ReplaceRootStage(ExpressionParser.Parse(newRoot, context));
            case "$sort":
                Expect(value, BsonType.Document, 15973, "the $sort key specification must be an object");
                return new SortStage(SortOrder.Parse(value.Bytes) ?? throw CommandException.Location(15976, "$sort stage must have at least one sort key"));
            case "$limit":
                var limit = Amount(value, 5107201, name);
                return limit > 0 ? CountingStages.Limit(limit) : throw CommandException.Location(15958, "the limit must be positive");
            case "$skip":
                var skip = Amount(value, 5107200, name);
                return skip >= 0 ? CountingStages.Skip(skip) : throw CommandException.Location(5107200, $"invalid argument to $skip stage: Expected a non-negative number in: $skip: {skip}");
            case "$count":
                Expect(value, BsonType.String, 40156, "the count field must be a non-empty string");
                var field1 = value.AsString();
                if (field1.Length == 0) throw CommandException.Location(40157, "the count field must be a non-empty string");
                if (field1.StartsWith('$')) throw CommandException.Location(40158, "the count field cannot be a $-prefixed path");
                if (field1.Contains('.', StringComparison.Ordinal)) throw CommandException.Location(40160, "the count field cannot contain '.'");
                return CountingStages.Count(field1);
            case "$group":
                Expect(value, BsonType.Document, 15947, "a group's fields must be specified in an object");
                return new GroupStage(value, context);
            case "$unwind": return Unwind(value);
            case "$sortByCount": return SortByCount(value, context);
            case "$lookup": return new LookupStage(value, context);
            case "$facet": return new FacetStage(value, context);
            case "$bucket": return new BucketStage(value, context);
            case "$sample": return new SampleStage(value);
            case "$unionWith": return new UnionStage(value, context);
            case "$out": return new OutStage(value);
            case "$merge": return new MergeStage(value, context);
            case "$collStats" or "$indexStats": return new StatisticsStage(name, value);
            case "$changeStream": throw CommandException.Location(40602, "$changeStream is only valid as the first stage in a pipeline.");
            default: throw CommandException.Location(40324, $"Unrecognized pipeline stage name: '{name}'");
        }
    }

    /// <summary>Says which stage an error of its specification belongs to, as MongoDB does.</summary>
    private static Projection Invalid(string stage, Func<Projection> parse)
    {
        try
        {
            return parse();
        }
        catch (CommandException e)
        {
            throw new CommandException(e.Code, $"Invalid {stage} :: caused by :: {e.Message}");
        }
    }

    private static SequenceStage SortByCount(RawValue value, EvaluationContext context)
    {
        if (value.Type is not (BsonType.Document or BsonType.String)) throw CommandException.Location(40149, "the sortByCount field must be specified as a string or as an object");
        if (value.Type == BsonType.Document && !Query.FilterParser.IsOperators(value)) throw CommandException.Location(40147, "the sortByCount field must be defined as a $-prefixed path or an expression inside an object");
        if (value.Type == BsonType.String && !value.AsString().StartsWith('$')) throw CommandException.Location(40148, "the sortByCount field must be defined as a $-prefixed path or an expression inside an object");
        var group = RawValue.OfDocument(RawDocument.Build(w =>
        {
            w.Raw("_id", value.Type, value.Span);
            w.StartDocument("count");
            w.Int32("$sum", 1);
            w.End();
        }));
        return new SequenceStage([new GroupStage(group, context), new SortStage(SortOrder.Parse(RawDocument.Build(w => w.Int32("count", -1)))!)]);
    }

    private static UnwindStage Unwind(RawValue value)
    {
        var path = value;
        var keepsEmpty = false;
        string? index = null;
        if (value.Type == BsonType.Document)
        {
            path = default;
            foreach (var (name, option) in value.Fields)
            {
                switch (name)
                {
                    case "path": path = option; break;
                    case "preserveNullAndEmptyArrays": keepsEmpty = option.IsTruthy; break;
                    case "includeArrayIndex" when option.Type == BsonType.String: index = option.AsString(); break;
                    default: throw CommandException.Location(28811, $"unrecognized option to $unwind stage: {name}");
                }
            }
        }
        if (path.IsMissing) throw CommandException.Location(28812, "no path specified to $unwind stage");
        if (path.Type != BsonType.String) throw CommandException.Location(28808, $"expected a string as the path for $unwind stage, got {BsonTypeAlias.Of(path.Type)}");
        var text = path.AsString();
        if (!text.StartsWith('$')) throw CommandException.Location(28818, $"path option to $unwind stage should be prefixed with a '$': {text}");
        return new UnwindStage(ExpressionParser.Path(text[1..]), keepsEmpty, index);
    }

    private static List<string> Unset(RawValue value)
    {
        var paths = new List<string>();
        if (value.Type == BsonType.String) paths.Add(value.AsString());
        else if (value.Type == BsonType.Array)
            foreach (var element in value.Fields)
                paths.Add(element.Value.Type == BsonType.String ? element.Value.AsString() : throw CommandException.Location(31120, "$unset specification must be a string or an array containing only string values"));
        else throw CommandException.Location(31002, "$unset specification must be a string or an array");
        return paths.Count == 0 ? throw CommandException.Location(31119, "$unset specification must be a string or an array with at least one field") : paths;
    }

    private static long Amount(RawValue value, int code, string name) =>
        value.TryGetInteger(out var amount) ? amount : throw CommandException.Location(code, $"invalid argument to {name} stage: Expected an integer: {name}: {BsonText.Of(value)}");

    private static void Expect(RawValue value, BsonType type, int code, string message)
    {
        if (value.Type != type) throw CommandException.Location(code, message);
    }
}
