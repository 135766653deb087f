using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Json.Schema;

namespace BridgeModel.Schemas;

/// <summary>The schemas of a collection, by version. A document without the version field, or with null in it, is judged by the first version: it is older than the field.</summary>
public sealed class DocumentSchemas
{
    /// <summary>Stands for a version that there is no schema for.</summary>
    public const string Unknown = "unknown";

    private const int MostProblems = 3, MostPointerCharacters = 200;

    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List };
    private static readonly string[] IntegerWrappers = ["$numberInt", "$numberLong"];

    private readonly ImmutableArray<SchemaFile> _files;
    private readonly string? _versionField;

    internal DocumentSchemas(IEnumerable<SchemaFile> files, string? versionField)
    {
        _files = [.. files.OrderBy(f => Number(f.Version)).ThenBy(f => f.Version, StringComparer.Ordinal)];
        _versionField = versionField;
        Versions = [.. _files.Select(f => f.Version)];
    }

    /// <summary>Every version, whole numbers first and by their value.</summary>
    public ImmutableArray<string> Versions { get; }

    /// <summary>What the files hold, so that a change of one can be noticed.</summary>
    public string Texts => string.Join('\0', _files.Select(f => $"{f.Version}\0{f.Text}").Prepend(_versionField ?? ""));

    /// <summary>Judges a document.</summary>
    /// <param name="document">As it stands in Ditto, <c>_id</c> included.</param>
    public SchemaVerdict Judge(JsonElement document)
    {
        if (FileOf(document) is not { } file)
            return new SchemaVerdict(Unknown, $"its field '{_versionField}' names no version that there is a schema for; there are {string.Join(", ", Versions)}");
        EvaluationResults results;
        try
        {
            results = file.Schema.Evaluate(document, Options);
        }
        catch (RefResolutionException)
        {
            // What a reference names can depend on the schemas around it, and shows only here.
            return new SchemaVerdict(file.Version, $"schema version {file.Version} has a reference to a place that is not in the file");
        }
        return new SchemaVerdict(file.Version, results.IsValid ? null : $"schema version {file.Version} is violated at {Problems(results)}");
    }

    private SchemaFile? FileOf(JsonElement document)
    {
        if (_versionField is null || !document.TryGetProperty(_versionField, out var claimed) || claimed.ValueKind == JsonValueKind.Null) return _files[0];
        if (claimed.ValueKind == JsonValueKind.Object)
        {
            // Ejson mode: a whole number in its wrapper.
            foreach (var wrapper in IntegerWrappers)
            {
                if (claimed.GetPropertyCount() == 1 && claimed.TryGetProperty(wrapper, out var inner)) return FileOf(inner.ToString());
            }
        }
        return claimed.ValueKind is JsonValueKind.String or JsonValueKind.Number ? FileOf(claimed.ToString()) : null;
    }

    private SchemaFile? FileOf(string version) => _files.FirstOrDefault(f => f.Version == version);

    /// <summary>JSON pointers with the keyword that each violates. The library's own words hold values and are not shown.</summary>
    private static string Problems(EvaluationResults results)
    {
        var failed = (results.Details ?? []).Where(d => !d.IsValid && d.Errors is { Count: > 0 }).Prepend(results).Where(d => d.Errors is { Count: > 0 })
            .SelectMany(d => d.Errors!.Keys.Select(k => $"{Pointer(d.InstanceLocation.ToString())} ({(k.Length > 0 ? k : d.EvaluationPath.ToString().Split('/')[^1])})"))
            .Distinct().ToList();
        if (failed.Count == 0) return "the document";
        return string.Join(", ", failed.Take(MostProblems)) + (failed.Count > MostProblems ? string.Create(CultureInfo.InvariantCulture, $" and {failed.Count - MostProblems} more places") : "");
    }

    private static string Pointer(string pointer) => pointer.Length == 0 ? "the top" : pointer.Length > MostPointerCharacters ? pointer[..MostPointerCharacters] + "…" : pointer;

    private static long Number(string version) => long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
}
