using System.Text.Json.Nodes;
using Cel.Tests.Rules;

namespace Cel.Tests.Schema;

/// <summary>The files of testdata that together hold every field.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, JsonNode> All = Files.ToDictionary(f => f, f => YamlJson.Read(File.ReadAllText(System.IO.Path.Combine(RuleTable.Folder, f)))!);

    public static IReadOnlyList<string> Files => ["full.yaml", "full-aws.yaml"];

    public static JsonNode Read(string file) => All[file];
}
