using System.Globalization;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace Architecture.Tests.Docs;

/// <summary>docs/configuration.md, made of the CRD: a table for each object of the resource, in the CRD's order.</summary>
internal sealed class CrdReference
{
    private const string Head = """
        # The BigPeerDataBridge resource

        `ditto.live/v1alpha1`, namespaced; `kubectl explain bigpeerdatabridge.spec --recursive` says the same in a terminal. [samples/](../samples) has whole manifests, the README the configuration of a
        bridge without Kubernetes (`bridge.yaml`). The label `ditto.live/app` is required. `[]` stands for each item of a list, `<name>` for each name of a map.

        This file is made from [the CRD](../crds/ditto.live_bigpeerdatabridges.yaml): `DOCS=write make test-architecture` writes it anew.

        """;

    private readonly StringBuilder _text = new(Head);

    private CrdReference()
    {
    }

    /// <param name="crd">The text of the CRD.</param>
    /// <returns>Markdown that ends with a new line.</returns>
    public static string Render(string crd)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(crd));
        var version = Map(Map(stream.Documents[0].RootNode, "spec"), "versions", 0);
        var schema = Map(Map(version, "schema"), "openAPIV3Schema");
        var reference = new CrdReference();
        reference.Refusals(schema);
        foreach (var part in (string[])["spec", "status"]) reference.Describe(part, Map(Map(schema, "properties"), part));
        return reference._text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The table of an object, then those of the objects in it.</summary>
    private void Describe(string path, YamlMappingNode schema)
    {
        _text.Append(CultureInfo.InvariantCulture, $"\n## `{path}`\n\n{Text(schema, "description")}\n\n| field | type | default | allowed | meaning |\n| --- | --- | --- | --- | --- |\n");
        var required = Items(schema, "required").ToHashSet();
        List<(string Path, YamlMappingNode Schema)> inner = [];
        foreach (var (key, value) in Map(schema, "properties"))
        {
            var (name, field) = (key.ToString(), (YamlMappingNode)value);
            var fallback = required.Contains(name) ? "required" : Text(field, "default") is { Length: > 0 } given ? $"`{given}`" : "";
            _text.Append(CultureInfo.InvariantCulture, $"| `{name}` | {TypeOf(field)} | {fallback} | {AllowedOf(field)} | {Cell(Text(field, "description"))} |\n");
            if (Content(field) is { } content) inner.Add(($"{path}.{name}{content.Suffix}", content.Schema));
        }
        Refusals(schema);
        foreach (var (innerPath, innerSchema) in inner) Describe(innerPath, innerSchema);
    }

    /// <summary>Rules are said in the words that a user meets.</summary>
    private void Refusals(YamlMappingNode schema)
    {
        foreach (var rule in Rules(schema)) _text.Append(CultureInfo.InvariantCulture, $"\nRefused as: {rule}\n");
    }

    /// <summary>The object whose fields deserve a table: the field itself, its items or its values.</summary>
    private static (string Suffix, YamlMappingNode Schema)? Content(YamlMappingNode field)
    {
        if (Has(field, "properties")) return ("", field);
        if (Has(field, "items") && Map(field, "items") is var items && Has(items, "properties")) return ("[]", items);
        return Has(field, "additionalProperties") && Map(field, "additionalProperties") is var values && Has(values, "properties") ? (".<name>", values) : null;
    }

    private static string TypeOf(YamlMappingNode field) => Text(field, "type") switch
    {
        "array" => $"list of {TypeOf(Map(field, "items"))}",
        "object" when Has(field, "additionalProperties") => $"map of {TypeOf(Map(field, "additionalProperties"))}",
        "object" when Text(field, "x-kubernetes-preserve-unknown-fields") == "true" => "object, as Kubernetes has it",
        "" => "any",
        var type => Text(field, "format") is { Length: > 0 } format ? $"{type} ({format})" : type,
    };

    private static string AllowedOf(YamlMappingNode field)
    {
        List<string> words = [];
        if (Has(field, "enum")) words.Add(string.Join(", ", Items(field, "enum").Select(v => $"`{v}`")));
        Range(words, field, "minimum", "maximum", "");
        Range(words, field, "minLength", "maxLength", " characters");
        Range(words, field, "minItems", "maxItems", " items");
        Range(words, field, "minProperties", "maxProperties", " names");
        if (Text(field, "x-kubernetes-list-type") == "set") words.Add("each once");
        if (Text(field, "x-kubernetes-list-type") == "map") words.Add($"one for each {string.Join(", ", Items(field, "x-kubernetes-list-map-keys"))}");
        if (Text(field, "pattern") is { Length: > 0 } pattern) words.Add(Code(pattern));
        if (Has(field, "items") && AllowedOf(Map(field, "items")) is { Length: > 0 } each) words.Add($"each {each}");
        if (Has(field, "additionalProperties") && AllowedOf(Map(field, "additionalProperties")) is { Length: > 0 } every) words.Add($"each {every}");
        words.AddRange(Content(field) is null or { Suffix: not "" } ? Rules(field).Select(r => $"refused as: {Cell(r)}") : []);
        return string.Join("; ", words);
    }

    private static void Range(List<string> words, YamlMappingNode field, string least, string most, string unit)
    {
        var text = (Text(field, least), Text(field, most)) switch
        {
            ({ Length: > 0 } from, { Length: > 0 } to) => $"{from} to {to}{unit}",
            ({ Length: > 0 } from, _) => $"at least {from}{unit}",
            (_, { Length: > 0 } to) => $"at most {to}{unit}",
            _ => null,
        };
        if (text is not null) words.Add(text);
    }

    private static IEnumerable<string> Rules(YamlMappingNode schema) =>
        Has(schema, "x-kubernetes-validations") ? ((YamlSequenceNode)schema["x-kubernetes-validations"]).Cast<YamlMappingNode>().Select(r => $"“{$"{Text(r, "fieldPath").TrimStart('.')} {Text(r, "message")}".Trim()}”") : [];

    private static string Code(string text) => Cell(text.Contains('`', StringComparison.Ordinal) ? $"`` {text} ``" : $"`{text}`");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static bool Has(YamlMappingNode node, string key) => node.Children.ContainsKey(key);

    private static string Text(YamlMappingNode node, string key) => Has(node, key) && node[key] is YamlScalarNode scalar ? scalar.Value ?? "" : "";

    private static IEnumerable<string> Items(YamlMappingNode node, string key) => Has(node, key) ? ((YamlSequenceNode)node[key]).Select(i => i.ToString()) : [];

    private static YamlMappingNode Map(YamlNode node, string key) => (YamlMappingNode)node[key];

    private static YamlMappingNode Map(YamlNode node, string key, int index) => (YamlMappingNode)node[key][index];
}
