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
        await Kubectl.ApplyAsync(Manifest() + "  bigPeer: {apiKeySecret: {name: keys}}\n  runtime: {}\n", "-n", _space);
        var spec = JsonNode.Parse(await Kubectl.RunAsync("get", "bigpeerdatabridge", "x", "-n", _space, "-o", "json"))!["spec"]!;
        var tasks = spec["bridge"]!["mongoConnector"]!["collections"]!["tasks"]!;
        Assert.Multiple(() =>
        {
            Assert.That((spec["suspend"]!.GetValue<bool>(), spec["conflictPolicy"]!.GetValue<string>(), spec["deletionPolicy"]!.GetValue<string>()), Is.EqualTo((false, "mongodb", "Retain")));
            Assert.That(spec["bridge"]!["mongoConnector"]!["connectionSecret"]!["kubernetesSecret"]!["connectionString"]!.GetValue<string>(), Is.EqualTo("connectionString"));
            Assert.That((tasks["initialSync"]!.GetValue<bool>(), tasks["mode"]!.GetValue<string>(), tasks["dqlStrictMode"]!.GetValue<bool>()), Is.EqualTo((false, "native", true)));
            Assert.That((spec["bigPeer"]!["apiKeySecret"]!["key"]!.GetValue<string>(), spec["bigPeer"]!["pollInterval"]!.GetValue<string>()), Is.EqualTo(("apiKey", "1s")));
            Assert.That((spec["runtime"]!["batchSize"]!.GetValue<int>(), spec["runtime"]!["workers"]!.GetValue<int>(), spec["runtime"]!["logLevel"]!.GetValue<string>()), Is.EqualTo((500, 4, "Information")));
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
    public async Task A_spec_is_not_changed_through_the_status_nor_the_status_through_the_spec()
    {
        await Kubectl.ApplyAsync(Manifest(), "-n", _space);
        await Kubectl.RunAsync("patch", "bpdb", "x", "-n", _space, "--subresource=status", "--type=merge", "-p", """{"spec":{"suspend":true},"status":{"lag":"1s"}}""");
        await Kubectl.RunAsync("patch", "bpdb", "x", "-n", _space, "--type=merge", "-p", """{"spec":{"conflictPolicy":"bigPeer"},"status":{"lag":"2s"}}""");
        var kept = JsonNode.Parse(await Kubectl.RunAsync("get", "bpdb", "x", "-n", _space, "-o", "json"))!;
        Assert.Multiple(() =>
        {
            Assert.That(kept["spec"]!["suspend"]!.GetValue<bool>(), Is.False);
            Assert.That(kept["status"]!["lag"]!.GetValue<string>(), Is.EqualTo("1s"));
            Assert.That(kept["spec"]!["conflictPolicy"]!.GetValue<string>(), Is.EqualTo("bigPeer"));
            Assert.That(kept["metadata"]!["generation"]!.GetValue<int>(), Is.EqualTo(2), "a status is no new generation");
        });
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
