using System.Text.Json.Nodes;
using TestKit;

namespace Chart.Tests;

/// <summary>Manifests that helm renders, as JSON.</summary>
internal static class Rendered
{
    private const string Release = "bridges";
    private const string Namespace = "bridge-system";

    /// <summary>What helm renders, as text.</summary>
    public static Task<string> TextAsync(params IEnumerable<string> arguments) => TextOfAsync(Helm.Chart, arguments);

    /// <summary>What helm renders of this chart, which may be a package.</summary>
    public static Task<string> TextOfAsync(string chart, params IEnumerable<string> arguments) => Helm.RunAsync(["template", Release, chart, "-n", Namespace, .. arguments]);

    public static async Task<IReadOnlyList<JsonNode>> ObjectsAsync(params IEnumerable<string> arguments) => Parse(await TextAsync(arguments));

    /// <summary>The documents of a YAML text.</summary>
    public static IReadOnlyList<JsonNode> Parse(string yaml) => YamlDocuments.Parse(yaml);

    public static JsonNode Only(this IEnumerable<JsonNode> objects, string kind) => objects.Single(o => o["kind"]!.GetValue<string>() == kind);

    public static string Name(JsonNode node) => node["metadata"]!["name"]!.GetValue<string>();
}
