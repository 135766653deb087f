using System.Text.Json.Nodes;
using TestKit;

namespace Operator.Tests.Crd;

public sealed class CrdTests
{
    private string _space = null!;

    [SetUp]
    public async Task SetUp()
    {
        _space = $"crd-{Guid.NewGuid().ToString("N")[..8]}";
        await Kubectl.RunAsync("create", "namespace", _space);
    }

    [TearDown]
    public async Task TearDown() => await Kubectl.RunAsync("delete", "namespace", _space, "--wait=false");

    public static IEnumerable<string> Samples => Directory.GetFiles(Path.Combine(RepositoryFolder.Path, "samples"), "*.yaml").Select(f => Path.GetFileName(f)!).Order();

    [TestCaseSource(nameof(Samples))]
    public async Task Every_sample_is_applied_and_valid(string sample)
    {
        var manifest = (await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "samples", sample))).Replace("  namespace: ditto\n", "", StringComparison.Ordinal);
        Assert.That(await Kubectl.ApplyAsync(manifest, "-n", _space), Does.Contain("created"));
        var kept = JsonNode.Parse(await Kubectl.RunAsync("get", "bpdb", "-n", _space, "-o", "json"))!["items"]![0]!;
        var read = BridgeModel.BridgeResourceReader.Read(
            kept["metadata"]!["name"]!.GetValue<string>(), kept["metadata"]!["labels"]!.AsObject().ToDictionary(l => l.Key, l => l.Value!.GetValue<string>()), kept["spec"]!.ToJsonString());
        Assert.That(read.Errors, Is.Empty);
    }

    [Test]
    public async Task Defaults_are_filled_in_by_the_server()
    {
        await Kubectl.ApplyAsync(Manifest(), "-n", _space);
        var spec = JsonNode.Parse(await Kubectl.RunAsync("get", "bigpeerdatabridge", "x", "-n", _space, "-o", "json"))!["spec"]!;
        var tasks = spec["bridge"]!["mongoConnector"]!["collections"]!["tasks"]!;
        Assert.Multiple(() =>
        {
            Assert.That((spec["suspend"]!.GetValue<bool>(), spec["conflictPolicy"]!.GetValue<string>(), spec["deletionPolicy"]!.GetValue<string>()), Is.EqualTo((false, "mongodb", "Retain")));
            Assert.That(spec["bridge"]!["mongoConnector"]!["connectionSecret"]!["kubernetesSecret"]!["connectionString"]!.GetValue<string>(), Is.EqualTo("connectionString"));
            Assert.That((tasks["initialSync"]!.GetValue<bool>(), tasks["mode"]!.GetValue<string>(), tasks["dqlStrictMode"]!.GetValue<bool>()), Is.EqualTo((false, "native", true)));
        });
    }

    [Test]
    public async Task Get_shows_the_columns_and_the_short_name_and_the_category_work()
    {
        await Kubectl.ApplyAsync(Manifest(), "-n", _space);
        var table = await Kubectl.RunAsync("get", "bpdb", "-n", _space);
        Assert.That(table.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "NAME", "APP", "DATABASE", "READY", "STATUS", "LAG", "AGE" }));
        Assert.That(table, Does.Contain("example-app").And.Contain("test-db"));
        Assert.That(await Kubectl.RunAsync("get", "ditto", "-n", _space, "-o", "name"), Does.Contain("bigpeerdatabridge.ditto.live/x"));
    }

    [Test]
    public async Task Explain_reads_well_on_every_level()
    {
        foreach (var path in (string[])["", ".spec", ".spec.bridge.mongoConnector", ".spec.bridge.mongoConnector.connectionSecret.awsSecretsManager", ".spec.bigPeer", ".spec.runtime", ".status", ".status.conditions"])
        {
            var text = await Kubectl.RunAsync("explain", $"bigpeerdatabridge{path}");
            Assert.That(text, Does.Not.Contain("<empty>").And.Not.Contain("<no description>"), path);
        }
    }

    [Test]
    public async Task Every_field_of_the_schema_has_a_description()
    {
        var crd = JsonNode.Parse(await Kubectl.RunAsync("get", "crd", "bigpeerdatabridges.ditto.live", "-o", "json"))!;
        var schema = crd["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;
        Assert.That(Undescribed(schema["properties"]!["spec"]!, "spec").Concat(Undescribed(schema["properties"]!["status"]!, "status")), Is.Empty);
    }

    [TestCase("tasks: {fields: []}", "fields")]
    [TestCase("tasks: {}", "fields")]
    [TestCase("tasks: {fields: [a.b]}", "fields")]
    [TestCase("tasks: {fields: [$a]}", "fields")]
    [TestCase("tasks: {fields: [a, a]}", "fields")]
    [TestCase("tasks: {fields: [_id], mode: bson}", "mode")]
    [TestCase("tasks: {fields: [_id], dqlStrictMode: maybe}", "dqlStrictMode")]
    public void A_wrong_collection_is_refused_by_the_server_itself(string collection, string says)
    {
        var refused = Assert.ThrowsAsync<KubectlException>(() => Kubectl.ApplyAsync(Manifest(collection), "-n", _space, "--validate=false"));
        Assert.That(refused!.Message, Does.Contain(says));
    }

    [TestCase("database: test-db", "database: a/b", "database")]
    [TestCase("name: example-mongo-connector", "name: Not_A_Name", "kubernetesSecret.name")]
    [TestCase("database: test-db", "", "database")]
    public void A_wrong_connector_is_refused_by_the_server_itself(string from, string to, string says)
    {
        var refused = Assert.ThrowsAsync<KubectlException>(() => Kubectl.ApplyAsync(Manifest().Replace(from, to, StringComparison.Ordinal), "-n", _space, "--validate=false"));
        Assert.That(refused!.Message, Does.Contain(says));
    }

    private static IEnumerable<string> Undescribed(JsonNode schema, string path)
    {
        if (schema["properties"] is JsonObject properties)
        {
            foreach (var (name, property) in properties)
            {
                if (string.IsNullOrWhiteSpace(property!["description"]?.GetValue<string>())) yield return $"{path}.{name}";
                foreach (var below in Undescribed(property, $"{path}.{name}")) yield return below;
            }
        }
        foreach (var key in (string[])["items", "additionalProperties"])
        {
            if (schema[key] is not JsonObject inner) continue;
            foreach (var below in Undescribed(inner, $"{path}[]")) yield return below;
        }
    }

    private static string Manifest(string collection = "tasks: {fields: [_id]}") => $$"""
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata:
          name: x
          labels: {ditto.live/app: example-app}
        spec:
          bridge:
            mongoConnector:
              connectionSecret:
                kubernetesSecret:
                  name: example-mongo-connector
              database: test-db
              collections:
                {{collection}}
        """;
}
