using System.Text.Json.Nodes;

namespace Cel.Tests.Rules;

/// <summary>testdata/rules.yaml.</summary>
internal static class RuleTable
{
    /// <summary>Where the fragments of the table belong.</summary>
    private static readonly Dictionary<string, string[]> Places = new()
    {
        ["metadata"] = ["metadata"],
        ["spec"] = ["spec"],
        ["connector"] = ["spec", "bridge", "mongoConnector"],
        ["collections"] = ["spec", "bridge", "mongoConnector", "collections"],
        ["tasks"] = ["spec", "bridge", "mongoConnector", "collections", "tasks"],
    };

    private static readonly string[] Columns = ["case", "at", "says", "serverAt", "serverSays", "operatorOnly", .. Places.Keys];

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "testdata");

    public static IReadOnlyList<RuleCase> Cases { get; } = Read();

    private static List<RuleCase> Read()
    {
        var table = YamlJson.Read(File.ReadAllText(Path.Combine(Folder, "rules.yaml")))!;
        return [.. table["cases"]!.AsArray().Select(row => Read(table["base"]!, row!.AsObject()))];
    }

    private static RuleCase Read(JsonNode start, JsonObject row)
    {
        var name = row["case"]!.GetValue<string>();
        if (row.Select(c => c.Key).FirstOrDefault(k => !Columns.Contains(k)) is { } unknown) throw new InvalidOperationException($"{name}: there is no column {unknown}");
        var manifest = start.DeepClone();
        var place = "";
        foreach (var (key, path) in Places)
        {
            if (row[key] is not { } fragment) continue;
            place = string.Join('.', path);
            Merge(path.Aggregate(manifest, (node, step) => node[step]!), fragment);
        }
        return new RuleCase(name, manifest, At("at"), Text("says"), At("serverAt"), Text("serverSays"), Text("operatorOnly"));

        string? Text(string column) => row[column]?.GetValue<string>();
        string? At(string column) => Text(column) is not { } path ? null : path.Length == 0 ? place : path.StartsWith('[') ? place + path : $"{place}.{path}";
    }

    // RFC 7386: a null takes a field away.
    private static void Merge(JsonNode into, JsonNode fragment)
    {
        foreach (var (key, value) in fragment.AsObject())
        {
            if (value is null) into.AsObject().Remove(key);
            else if (value is JsonObject && into[key] is JsonObject) Merge(into[key]!, value);
            else into[key] = value.DeepClone();
        }
    }
}
