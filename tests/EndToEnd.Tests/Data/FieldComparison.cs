using System.Globalization;
using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.Data;

/// <summary>Compares documents field by field, arrays element by element, and counts what was compared.</summary>
internal sealed class FieldComparison(string title)
{
    private readonly List<string> _differences = [];
    private int _documents;
    private int _fields;

    /// <summary>Where the two differ: what each has.</summary>
    public IReadOnlyList<string> Differences => _differences;

    public void Add(string id, string expected, string? found)
    {
        _documents++;
        var (left, right) = (Fields(expected), found is null ? [] : Fields(found));
        _fields += left.Count;
        foreach (var path in left.Keys.Union(right.Keys).Order(StringComparer.Ordinal))
        {
            var (l, r) = (left.GetValueOrDefault(path), right.GetValueOrDefault(path));
            if (l != r) _differences.Add($"{id} {path}: {l ?? "nothing"} became {r ?? "nothing"}");
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{title}: {_documents} documents, {_fields} fields, {_differences.Count} differences");

    private static Dictionary<string, string> Fields(string json)
    {
        using var document = JsonDocument.Parse(json);
        var fields = new Dictionary<string, string>();
        Walk(document.RootElement, "$", fields);
        return fields;
    }

    private static void Walk(JsonElement value, string path, Dictionary<string, string> fields)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any():
                foreach (var member in value.EnumerateObject()) Walk(member.Value, $"{path}.{member.Name}", fields);
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0:
                var i = 0;
                foreach (var item in value.EnumerateArray()) Walk(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"), fields);
                break;
            default:
                fields.Add(path, JsonText.Canonical(value));
                break;
        }
    }
}
