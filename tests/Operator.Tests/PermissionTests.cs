using System.Text.Json;
using System.Text.Json.Nodes;
using Operator.Tests.Bridges;
using TestKit;
using YamlDotNet.Serialization;

namespace Operator.Tests;

/// <summary>The real program with a token that has the rights of the chart's files and no others.</summary>
public sealed class PermissionTests
{
    private string _space = "";
    private string _kubeConfig = "";

    [SetUp]
    public async Task SetUp()
    {
        _space = $"rights-{Guid.NewGuid().ToString("N")[..8]}";
        _kubeConfig = Path.GetTempFileName();
        await Kubectl.RunAsync("create", "namespace", _space);
    }

    [TearDown]
    public async Task TearDown()
    {
        File.Delete(_kubeConfig);
        await Kubectl.RunAsync("delete", "clusterrole,clusterrolebinding", _space, "--ignore-not-found");
        await Kubectl.RunAsync("delete", "namespace", _space, "--wait=false");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task The_rules_are_enough_for_the_whole_life_of_a_bridge(bool wholeCluster)
    {
        await GrantAsync(wholeCluster);
        await using var process = Start(wholeCluster);
        await ApplyAsync(BridgeScene.Manifest());
        await process.LogAsync($"{_space}/x is not ready yet: SecretNotFound");
        await CreateSecretsAsync();
        await process.LogAsync($"{_space}/x is not ready yet: PodPending");
        await KubectlAsync("patch", "service", "x", "--type=json", "-p", """[{"op":"remove","path":"/spec/selector"}]""");
        await UntilAsync("the Service is put back", async () => (await KubectlAsync("get", "service", "x", "-o", "jsonpath={.spec.selector}")).Length > 0 ? null : "not yet", process);
        await ToggleAsync(process);
        Assert.That(await process.UntilAsync("/readyz", 200), Is.EqualTo("ok"));
        Assert.That(await KubectlAsync("get", "events"), Does.Contain("SecretNotFound").And.Contain("Suspended"));
        await KubectlAsync("delete", "bpdb", "x", "--timeout=30s");
        await process.LogAsync($"{_space}/x is gone");
        Assert.That(process.Process.Output, Has.None.Matches<string>(l => l.Contains("forbidden", StringComparison.Ordinal) && l.Contains(_space, StringComparison.Ordinal)), "but for what earlier tests left to be deleted");
    }

    [TestCase("bigpeerdatabridges", "watch")]
    [TestCase("bigpeerdatabridges/status", "patch")]
    [TestCase("bigpeerdatabridges/finalizers", "update")]
    [TestCase("secrets", "get")]
    [TestCase("secrets", "list")]
    [TestCase("secrets", "create")]
    [TestCase("serviceaccounts", "patch")]
    [TestCase("services", "create")]
    [TestCase("statefulsets", "create")]
    [TestCase("statefulsets", "watch")]
    [TestCase("pods", "list")]
    [TestCase("events", "create")]
    [TestCase("leases", "get")]
    [TestCase("leases", "create")]
    [TestCase("leases", "update")]
    public async Task A_permission_that_is_missing_is_named(string resource, string verb)
    {
        await GrantAsync(wholeCluster: false, (resource, verb));
        await CreateSecretsAsync();
        await ApplyAsync(BridgeScene.Manifest());
        await using var process = Start(wholeCluster: false);
        var line = await process.LogAsync("forbidden");
        Assert.That(JsonNode.Parse(line)!["message"]!.GetValue<string>(), Does.Contain($"cannot {verb} resource \"{resource}\"").Or.Contain($"The operator needs create and patch on {resource}")
            .Or.Matches($"cannot set blockOwnerDeletion .* and {verb} on {resource}"));
    }

    [Test]
    public async Task No_rule_has_a_wildcard_or_passes_rights_on()
    {
        var rules = Rules("bridge-rules.yaml").Concat(Rules("leader-rules.yaml")).ToList();
        Assert.That(rules.SelectMany(r => r.Values).SelectMany(v => v), Is.Not.Empty.And.None.EqualTo("*").And.None.EqualTo("escalate").And.None.EqualTo("bind").And.None.EqualTo("impersonate"));
        // The Secret of a bridge is made by the operator, the user's own are read alone.
        Assert.That(rules.Where(r => r["resources"].Contains("secrets")).SelectMany(r => r["verbs"]), Has.None.EqualTo("delete").And.None.EqualTo("update"));
        await Task.CompletedTask;
    }

    private OperatorProcess Start(bool wholeCluster)
    {
        string[] spaces = wholeCluster ? [] : ["--namespace", _space];
        return OperatorProcess.Start(["--kubeconfig", _kubeConfig, "--lease-namespace", _space, .. spaces]);
    }

    /// <summary>Binds the rules, one permission left out, to a new account, and writes a kubeconfig with its token.</summary>
    private async Task GrantAsync(bool wholeCluster, (string Resource, string Verb)? without = null)
    {
        var role = wholeCluster ? "ClusterRole" : "Role";
        var objects = new JsonArray(
            Made("v1", "ServiceAccount", "operator"),
            Made("rbac.authorization.k8s.io/v1", role, _space, ("rules", Json("bridge-rules.yaml", without))),
            Binding(role, _space),
            Made("rbac.authorization.k8s.io/v1", "Role", "leader", ("rules", Json("leader-rules.yaml", without))),
            Binding("Role", "leader"));
        await ApplyAsync(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = objects }.ToJsonString());
        var token = (await KubectlAsync("create", "token", "operator")).Trim();
        var configuration = JsonNode.Parse(await Kubectl.RunAsync("config", "view", "--raw", "-o", "json"))!;
        configuration["users"]![0]!["user"] = new JsonObject { ["token"] = token };
        await File.WriteAllTextAsync(_kubeConfig, configuration.ToJsonString());
    }

    private JsonObject Binding(string role, string name) => Made(
        "rbac.authorization.k8s.io/v1", $"{role}Binding", name,
        ("roleRef", new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = role, ["name"] = name }),
        ("subjects", new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["name"] = "operator", ["namespace"] = _space })));

    private JsonObject Made(string version, string kind, string name, params (string Key, JsonNode Value)[] more)
    {
        var made = new JsonObject { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name } };
        if (!kind.StartsWith("Cluster", StringComparison.Ordinal)) made["metadata"]!["namespace"] = _space;
        foreach (var (key, value) in more) made[key] = value;
        return made;
    }

    private static JsonNode Json(string file, (string Resource, string Verb)? without)
    {
        List<Dictionary<string, List<string>>> rules = [];
        foreach (var rule in Rules(file))
        {
            // A rule of several resources loses the verb for one of them only.
            var lacking = without is { } one && rule["resources"].Contains(one.Resource) ? one : default;
            if (lacking != default) rules.Add(new(rule) { ["resources"] = [lacking.Resource], ["verbs"] = [.. rule["verbs"].Where(v => v != lacking.Verb)] });
            rules.Add(new(rule) { ["resources"] = [.. rule["resources"].Where(r => r != lacking.Resource)] });
        }
        return JsonSerializer.SerializeToNode(rules.Where(r => r["resources"].Count > 0 && r["verbs"].Count > 0))!;
    }

    private static List<Dictionary<string, List<string>>> Rules(string file) => new DeserializerBuilder().Build().Deserialize<List<Dictionary<string, List<string>>>>(
        File.ReadAllText(Path.Combine(RepositoryFolder.Path, "charts", "bigpeer-databridge-operator", "files", file)));

    /// <summary>The same event twice, which raises the first one's count.</summary>
    private async Task ToggleAsync(OperatorProcess process)
    {
        foreach (var (suspend, reason) in ((string, string)[])[("true", "Suspended"), ("false", "PodPending"), ("true", "Suspended")])
        {
            await KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", $$"""{"spec":{"suspend":{{suspend}} } }""");
            await UntilAsync(reason, async () => await KubectlAsync("get", "bpdb", "x", "-o", """jsonpath={.status.conditions[?(@.type=="RuntimeDeployed")].reason}""") is var now && now == reason ? null : now, process);
        }
        await UntilAsync("an event is counted up", async () => (await KubectlAsync("get", "events", "-o", """jsonpath={.items[?(@.reason=="Suspended")].count}""")).Any(c => c is >= '2' and <= '9') ? null : "not yet", process);
    }

    private async Task CreateSecretsAsync()
    {
        await KubectlAsync("create", "secret", "generic", "mongo", "--from-literal=connectionString=mongodb://user:pa55w0rd@db.example:27017");
        await KubectlAsync("create", "secret", "generic", "example-app-big-peer", "--from-literal=endpoint=https://peer.example/app", "--from-literal=apiKey=k3y");
    }

    private static Task UntilAsync(string what, Func<Task<string?>> objection, OperatorProcess process) => Eventually.HoldsAsync(what, objection, OperatorProcess.Limit, () => process.Process.LastLines());

    private Task<string> KubectlAsync(params string[] arguments) => Kubectl.RunAsync([.. arguments, "-n", _space]);

    private Task ApplyAsync(string manifest) => Kubectl.ApplyAsync(manifest, "-n", _space, "--validate=false");
}
