using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Operator.Tests.Crd;

/// <summary>What <c>kubectl explain</c> says, field by field, and that the README says the same of defaults.</summary>
public sealed partial class ExplainTests
{
    private JsonNode _schema = null!;

    [OneTimeSetUp]
    public async Task Read()
    {
        var crd = JsonNode.Parse(await Kubectl.RunAsync("get", "crd", "bigpeerdatabridges.ditto.live", "-o", "json"))!;
        _schema = crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
    }

    [Test]
    public void Every_field_is_described_by_a_sentence_with_its_default()
    {
        var objections = new List<string>();
        foreach (var (path, field) in Fields(_schema, ""))
        {
            var words = field["description"]?.GetValue<string>() ?? "";
            if (!words.EndsWith('.') || words.Length < 12) objections.Add($"{path}: \"{words}\" is no sentence");
            if (field["default"] is { } value && !words.Contains($"Default {value}.", StringComparison.Ordinal)) objections.Add($"{path}: \"{words}\" does not end with \"Default {value}.\"");
            if (path.EndsWith("Seconds", StringComparison.Ordinal) && !words.Contains("in seconds", StringComparison.Ordinal)) objections.Add($"{path}: \"{words}\" names no unit");
        }
        Assert.That(objections, Is.Empty);
    }

    [Test]
    public async Task Explain_shows_every_level_with_the_words_of_its_fields()
    {
        var objections = new List<string>();
        foreach (var (path, level) in Fields(_schema, "").Prepend(("", _schema)).Where(f => Properties(f.Item2) is not null))
        {
            // Of an item with further, unknown fields the server publishes nothing.
            if (level["items"]?["x-kubernetes-preserve-unknown-fields"] is not null) continue;
            var shown = Blanks().Replace(await Kubectl.RunAsync("explain", $"bigpeerdatabridge{path}"), " ");
            foreach (var (name, field) in Properties(level)!)
            {
                if (field!["description"]?.GetValue<string>() is not { } words || IsKubernetes(path, name)) continue;
                if (!shown.Contains($"{name} ", StringComparison.Ordinal) || !shown.Contains(Blanks().Replace(words, " "), StringComparison.Ordinal)) objections.Add($"{path}.{name} is not shown as it is described");
            }
        }
        Assert.That(objections, Is.Empty);
    }

    [Test]
    public async Task The_defaults_are_those_of_the_readme()
    {
        var table = (await File.ReadAllLinesAsync(Path.Combine(RepositoryFolder.Path, "README.md"))).Select(l => Row().Match(l)).Where(m => m.Success).ToDictionary(m => m.Groups["key"].Value, m => m.Groups["value"].Value);
        var compared = 0;
        var objections = new List<string>();
        foreach (var (path, field) in Fields(_schema["properties"]!["spec"]!, ""))
        {
            var key = path[1..].Replace("bridge.mongoConnector.collections.", "….", StringComparison.Ordinal);
            if (field["default"] is not { } value || !table.TryGetValue(key, out var told)) continue;
            compared++;
            if (told != value.ToString()) objections.Add($"{key}: README says {told}, the server takes {value}");
        }
        Assert.That(objections, Is.Empty);
        Assert.That(compared, Is.GreaterThanOrEqualTo(7));
    }

    /// <summary>Fields with their path as explain takes it: the items of lists and the values of maps have that of their list or map.</summary>
    private static IEnumerable<(string Path, JsonNode Schema)> Fields(JsonNode schema, string path)
    {
        foreach (var (name, property) in Properties(schema) ?? [])
        {
            if (IsKubernetes(path, name)) continue;
            yield return ($"{path}.{name}", property!);
            foreach (var below in Fields(property!, $"{path}.{name}")) yield return below;
        }
    }

    private static JsonObject? Properties(JsonNode schema) =>
        schema["properties"]?.AsObject() ?? (schema["items"] is JsonObject items ? Properties(items) : schema["additionalProperties"] is JsonObject values ? Properties(values) : null);

    /// <summary>Kubernetes describes these itself.</summary>
    private static bool IsKubernetes(string path, string name) => path.Length == 0 && name is "apiVersion" or "kind" or "metadata";

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex("^\\| `(?<key>[^`]+)` \\| `(?<value>[^`]+)` \\|", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
