using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BridgeModel;
using YamlDotNet.Serialization;

namespace Architecture.Tests.Docs;

/// <summary>What the documents tell a user to write or to type is right: manifests and configurations are read by the product's own readers, commands name what exists.</summary>
public sealed partial class FencedBlockTests
{
    private static readonly IDeserializer Reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    /// <summary>Programs that a user has, or that this project builds.</summary>
    private static readonly string[] Programs = ["kubectl", "make", "helm", "curl", "dotnet", "promtool", "artifacts/native/BridgeRuntime"];

    private static readonly string[] KubectlVerbs = ["get", "describe", "logs", "apply", "delete", "patch", "explain", "port-forward", "create", "auth", "annotate", "bridge"];

    private static readonly string[] HelmVerbs = ["install", "upgrade", "rollback", "uninstall", "history", "get"];

    private static readonly FencedBlock[] Blocks = [.. FencedBlock.OfUsers()];

    [Test]
    public void Every_manifest_of_a_bridge_is_valid()
    {
        var manifests = Blocks.Where(b => b.Language == "yaml").SelectMany(b => b.Text.Split("\n---\n").Select(text => (b.Place, Text: text)))
            .Where(m => m.Text.Contains("kind: BigPeerDataBridge", StringComparison.Ordinal)).ToList();
        Assert.That(manifests, Is.Not.Empty);
        Assert.That(manifests.SelectMany(m => ErrorsOfResource(m.Text).Select(e => $"{m.Place}: {e}")), Is.Empty);
    }

    [Test]
    public void Every_bridge_yaml_is_valid()
    {
        var files = Blocks.Where(b => b.Language == "yaml" && b.Text.Contains("mongoConnector:", StringComparison.Ordinal) && b.Text.Contains("bigPeer:", StringComparison.Ordinal) && !b.Text.Contains("apiVersion:", StringComparison.Ordinal)).ToList();
        Assert.That(files, Is.Not.Empty);
        Assert.That(files.SelectMany(f => BridgeConfigurationReader.Read(f.Text, Played).Errors.Select(e => $"{f.Place}: {e}")), Is.Empty);
    }

    [Test]
    public void A_manifest_that_is_wrong_is_found() => Assert.That(ErrorsOfResource("""
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata: { name: x, labels: { ditto.live/app: a } }
        spec: { bridge: { mongoConnector: { database: d, colections: {} } } }
        """), Is.Not.Empty);

    [Test]
    public void Every_command_names_what_exists()
    {
        var targets = Target().Matches(Repository.ReadText("Makefile")).Select(m => m.Groups["x"].Value).ToHashSet();
        var commands = Blocks.Where(b => b.Language == "sh").SelectMany(b => Lines(b.Text).Select(c => (b.Place, Words: c.Split(' ', StringSplitOptions.RemoveEmptyEntries)))).ToList();
        Assert.That(commands, Has.Count.GreaterThan(10));
        Assert.Multiple(() =>
        {
            foreach (var (place, all) in commands)
            {
                var words = all.SkipWhile(w => Assignment().IsMatch(w)).ToArray();
                var said = $"{place}: {string.Join(' ', all)}";
                Assert.That(words[0], Is.AnyOf([.. Programs]), said);
                var verb = words.ElementAtOrDefault(1);
                if (words[0] == "make") Assert.That(targets, Does.Contain(verb), said);
                if (words[0] == "kubectl") Assert.That(verb, Is.AnyOf([.. KubectlVerbs]), said);
                if (words[0] == "helm") Assert.That(verb, Is.AnyOf([.. HelmVerbs]), said);
                foreach (var file in words.Where(w => w.StartsWith("samples/", StringComparison.Ordinal) || w.StartsWith("charts/", StringComparison.Ordinal)))
                    Assert.That(Repository.Files.Any(f => f == file || f.StartsWith($"{file}/", StringComparison.Ordinal)), Is.True, said);
                foreach (var path in words.SelectMany(w => Endpoint().Matches(w)).Select(m => m.Groups["x"].Value)) Assert.That(EndpointsOfPrograms(), Does.Contain(path), said);
            }
        });
    }

    [Test]
    public void Every_link_to_a_file_leads_somewhere()
    {
        var pages = Repository.Files.Where(p => p.EndsWith(".md", StringComparison.Ordinal) && (p.StartsWith("docs/", StringComparison.Ordinal) || !p.Contains('/', StringComparison.Ordinal)));
        var bad =
            from page in pages
            from Match link in Link().Matches(CodeSpan().Replace(Repository.ReadText(page), ""))
            let path = Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, link.Groups["x"].Value)).Replace('\\', '/').TrimEnd('/')
            where !Repository.Files.Any(f => f == path || f.StartsWith($"{path}/", StringComparison.Ordinal))
            select $"{page}: {link.Value}";
        Assert.That(bad, Is.Empty);
    }

    private static IEnumerable<string> ErrorsOfResource(string yaml)
    {
        var manifest = JsonNode.Parse(Writer.Serialize(Reader.Deserialize(new StringReader(yaml))!))!;
        var metadata = manifest["metadata"]!;
        var labels = metadata["labels"]!.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>());
        return BridgeResourceReader.Read(metadata["name"]!.GetValue<string>(), labels, manifest["spec"]!.ToJsonString()).Errors.Select(e => e.ToString());
    }

    /// <summary>Values for what a configuration refers to.</summary>
    private static ReferenceSources Played { get; } = new(
        name => name.Contains("MONGO", StringComparison.Ordinal) ? "mongodb://mongo.example:27017/?replicaSet=rs0" : "sixteen-or-more-characters",
        path => path.Contains("mongo", StringComparison.Ordinal) ? "mongodb://mongo.example:27017/?replicaSet=rs0" : "sixteen-or-more-characters");

    /// <summary>Commands without comments, continued lines joined, the first of a pipe alone.</summary>
    private static IEnumerable<string> Lines(string block) => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Select(l => l.Split('#')[0].Split(" | ")[0].Trim()).Where(l => l.Length > 0);

    private static HashSet<string> EndpointsOfPrograms() => [.. Repository.Sources("src/BridgeRuntime/Status", "src/BridgeRuntime/DeadLetters", "src/ProgramEndpoints", "src/Operator")
        .SelectMany(s => Route().Matches(s.Text)).Select(m => m.Groups["x"].Value)];

    [GeneratedRegex(@"^(?<x>[a-z0-9-]+):.*## ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Target();

    [GeneratedRegex("^[A-Z_]+=", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Assignment();

    /// <summary>A path of a status or metrics port, straight or through the API server's proxy.</summary>
    [GeneratedRegex(@"(localhost:(8080|9090)|:(8080|9090)/proxy)(?<x>/[a-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Endpoint();

    [GeneratedRegex("\"(?<x>/[a-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Route();

    [GeneratedRegex("``[^\n]+?``|`[^`\n]+`", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\((?!https?:|#)(?<x>[^)#\s]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Link();
}
