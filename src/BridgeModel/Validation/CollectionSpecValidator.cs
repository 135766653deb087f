using BridgeModel.Filters;
using BridgeModel.Reading;
using FluentValidation;

namespace BridgeModel.Validation;

/// <summary>The rules of one collection, beside its name.</summary>
internal sealed class CollectionSpecValidator : AbstractValidator<KeyValuePair<string, CollectionSpec>>
{
    private const string Id = "_id";
    private const string CountersPath = "dittoTypes.settableCounters";
    private const int MostFields = 32;    // what an index of MongoDB holds
    private const int MostCounters = 50;

    public CollectionSpecValidator()
    {
        RuleFor(collection => collection.Value.Fields).Check("fields", static fields => fields.Count switch
        {
            0 => "must name at least one field, such as [_id]",
            > MostFields => $"must name at most {MostFields} fields",
            > 1 when fields.Contains(Id) => "must hold _id alone or not at all",
            _ => null,
        });
        RuleFor(collection => collection.Value.Fields).Custom(CheckFields);
        RuleFor(collection => collection.Value.DqlStrictMode).Check("dqlStrictMode", static (collection, strict) =>
            strict && collection.Value.Mode == CollectionMode.Ejson ? "must be false with mode ejson, whose values are maps in Ditto" : null);
        RuleFor(collection => collection.Value.DqlStrictMode).Check("dqlStrictMode", static (collection, strict) =>
            strict && Counters(collection.Value).Count > 0 ? "must be false with settableCounters, which strict readers do not see" : null);
        RuleFor(collection => collection.Value.DittoTypes).Check(CountersPath, static (collection, _) => Counters(collection.Value).Count > MostCounters
            ? $"must name at most {MostCounters} paths"
            : null);
        RuleFor(collection => collection.Value).Custom(CheckCounters);
        RuleFor(collection => collection.Value.ChangeField).Check("changeField", static (collection, field) => ChangeFieldProblem(collection.Value, field));
        RuleFor(collection => collection.Value.Filter).Check("filter", static (collection, filter) => FilterProblem(collection.Key, filter));
        RuleFor(collection => collection.Value.Schema).Check("schema.file", static (_, schema) => SchemaFileProblem(schema));
        RuleFor(collection => collection.Value.Schema).Check("schema.versionField", static (_, schema) => VersionFieldProblem(schema));
    }

    private static IReadOnlyList<string> Counters(CollectionSpec collection) => collection.DittoTypes?.SettableCounters ?? [];

    private static void CheckFields(IReadOnlyList<string> fields, ValidationContext<KeyValuePair<string, CollectionSpec>> context)
    {
        var first = new Dictionary<string, int>();
        for (var i = 0; i < fields.Count; i++)
        {
            var problem = NameRules.TopLevelField(fields[i]);
            if (problem is null && !first.TryAdd(fields[i], i)) problem = $"is the same as {DocumentPath.Item("fields", first[fields[i]])}; remove one";
            if (problem is not null) context.AddFailure(DocumentPath.Item("fields", i), problem);
        }
    }

    private static void CheckCounters(CollectionSpec collection, ValidationContext<KeyValuePair<string, CollectionSpec>> context)
    {
        var counters = Counters(collection);
        var mapped = collection.Fields.Append(Id).ToHashSet();
        var first = new Dictionary<string, int>();
        for (var i = 0; i < counters.Count; i++) first.TryAdd(counters[i], i);
        for (var i = 0; i < counters.Count; i++)
        {
            var problem = NameRules.FieldPath(counters[i]) ?? CounterProblem(mapped, counters[i], i, first);
            if (problem is not null) context.AddFailure(DocumentPath.Item(CountersPath, i), problem);
        }
    }

    private static string? CounterProblem(HashSet<string> mapped, string counter, int index, Dictionary<string, int> first)
    {
        if (mapped.Contains(counter.Split('.')[0])) return "must not be a field of the id mapping or within one: those never change";
        if (first[counter] != index) return $"is the same as {DocumentPath.Item("settableCounters", first[counter])}; remove one";
        for (var dot = counter.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = counter.IndexOf('.', dot + 1))
        {
            if (first.TryGetValue(counter[..dot], out var parent)) return $"is within {DocumentPath.Item("settableCounters", parent)}; a counter holds no fields";
        }

        return null;
    }

    private static string? ChangeFieldProblem(CollectionSpec collection, string? field)
    {
        if (field is null) return null;
        if (NameRules.TopLevelField(field) is { } problem) return problem;
        if (field == Id || collection.Fields.Contains(field)) return "must not be a field of the id mapping: those never change";
        return Counters(collection).Contains(field) ? "must not be a settable counter, which may also shrink" : null;
    }

    private static string? FilterProblem(string collection, string? filter)
    {
        if (filter is null) return null;
        try
        {
            FilterParser.Parse(filter, collection);
            return null;
        }
        catch (FilterParseException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether the block is wrong, whatever its files hold.</summary>
    internal static bool HasSchemaProblem(SchemaSpec schema) => (SchemaFileProblem(schema) ?? VersionFieldProblem(schema)) is not null;

    private static string? SchemaFileProblem(SchemaSpec? schema)
    {
        if (schema is null) return null;
        if (schema.File.Length == 0) return "is missing; give the file of the schema, such as schemas/orders.v{version}.json";
        if (schema.File.Contains('\0', StringComparison.Ordinal)) return "is not the path of a file";
        var count = schema.File.Split(SchemaSpec.VersionPlaceholder).Length - 1;
        var isInName = Path.GetFileName(schema.File).Contains(SchemaSpec.VersionPlaceholder, StringComparison.Ordinal);
        return count > 1 || (count == 1 && !isInName) ? "must have {version} once and in the file's name" : null;
    }

    private static string? VersionFieldProblem(SchemaSpec? schema)
    {
        if (schema is null || schema.File.Length == 0) return null;
        var hasVersions = schema.File.Contains(SchemaSpec.VersionPlaceholder, StringComparison.Ordinal);
        if (SchemaFileProblem(schema) is null && hasVersions != schema.VersionField is not null)
            return hasVersions ? "is missing; it names the field that says a document's version" : "needs {version} in file, so that there is a file for each version";
        return schema.VersionField is null ? null : NameRules.TopLevelField(schema.VersionField);
    }
}
