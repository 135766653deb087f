using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>Turns a path with <c>$</c>, <c>$[]</c> or <c>$[identifier]</c> into the plain paths that it means in one document.</summary>
internal static class PositionalPath
{
    public static bool IsPositional(FieldPath path) => Array.Exists(path.Names, n => n == "$" || IsArrayWide(n));

    /// <summary><c>$[]</c> or <c>$[identifier]</c>.</summary>
    public static bool IsArrayWide(string name) => name.StartsWith("$[", StringComparison.Ordinal) && name.EndsWith(']');

    /// <summary>Judges a path when the update is read.</summary>
    public static void Check(FieldPath path, ArrayFilters filters)
    {
        if (path.Names[0] == "$") throw new CommandException(ErrorCode.BadValue, $"Cannot have positional (i.e. '$') element in the first position in path '{path.Text}'");
        if (IsArrayWide(path.Names[0])) throw new CommandException(ErrorCode.BadValue, $"Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '{path.Text}'");
        if (path.Names.Count(n => n == "$") > 1) throw new CommandException(ErrorCode.BadValue, $"Too many positional (i.e. '$') elements found in path '{path.Text}'");
        foreach (var name in path.Names)
            if (IsArrayWide(name) && name != "$[]") filters.Use(name[2..^1], path.Text);
    }

    public static IEnumerable<FieldPath> Expand(FieldPath path, RawValue document, int? matched, ArrayFilters filters, EvaluationContext context)
    {
        var names = new List<string>();
        return IsPositional(path) ? Expand(path, 0, document, names, matched, filters, context).ToList() : [path];
    }

    private static IEnumerable<FieldPath> Expand(FieldPath path, int part, RawValue value, List<string> names, int? matched, ArrayFilters filters, EvaluationContext context)
    {
        if (part == path.Length) return [new FieldPath(string.Join('.', names))];
        var name = path.Names[part];
        if (!IsArrayWide(name))
        {
            var plain = name != "$" ? name : (matched ?? throw new CommandException(ErrorCode.BadValue, "The positional operator did not find the match needed from the query.")).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return With(names, plain, () => Expand(path, part + 1, Child(value, plain), names, matched, filters, context));
        }
        if (value.IsMissing) throw new CommandException(ErrorCode.BadValue, $"The path '{string.Join('.', names)}' must exist in the document in order to apply array updates.");
        if (value.Type != BsonType.Array) throw new CommandException(ErrorCode.BadValue, $"Cannot apply array updates to non-array element {names[^1]}: {BsonText.Of(value)}");
        var paths = new List<FieldPath>();
        foreach (var (index, element) in value.Fields)
        {
            if (name != "$[]" && !filters.Matches(name[2..^1], element, context)) continue;
            paths.AddRange(With(names, index, () => Expand(path, part + 1, element, names, matched, filters, context)));
        }
        return paths;
    }

    private static IEnumerable<FieldPath> With(List<string> names, string name, Func<IEnumerable<FieldPath>> expand)
    {
        names.Add(name);
        var paths = expand();
        names.RemoveAt(names.Count - 1);
        return paths;
    }

    private static RawValue Child(RawValue value, string name) =>
        value.IsContainer ? RawDocument.Field(value.Bytes, System.Text.Encoding.UTF8.GetBytes(name)) : RawValue.Missing;
}
