using System.Text;
using System.Text.Json.Nodes;
using Operator.Tests.Bridges;
using TestKit;

namespace Operator.Tests;

/// <summary>What the real program logs, and what it never does.</summary>
public sealed class LogTests
{
    private const string Password = "pa55w0rd-oNe";
    private const string ApiKey = "k3y-tWo-0123456789";
    private const string BadPassword = "pa55w0rd-tHree";

    private string _space = "";

    [SetUp]
    public async Task SetUp()
    {
        _space = $"logs-{Guid.NewGuid().ToString("N")[..8]}";
        await Kubectl.RunAsync("create", "namespace", _space);
    }

    [TearDown]
    public async Task TearDown() => await Kubectl.RunAsync("delete", "namespace", _space, "--wait=false");

    [Test]
    public async Task Each_line_is_json_and_each_line_of_a_reconcile_names_it_and_its_bridge()
    {
        await using var process = Start();
        await ApplyAsync(BridgeScene.Manifest());
        await process.LogAsync("is not ready yet: SecretNotFound");
        await ApplyAsync(Secret("mongo", "connectionString", $"mongodb://user:{Password}@db.example") + Secret("example-app-big-peer", "apiKey", ApiKey));
        await process.LogAsync("is not ready yet: PodPending");
        await KubectlAsync("delete", "bpdb", "x");
        await process.LogAsync($"{_space}/x is gone");

        var lines = process.Log();
        Assert.That(lines.Select(l => l["operator"]!.GetValue<string>()).Distinct().Count(), Is.EqualTo(1));
        Assert.That(lines, Has.All.Matches<JsonNode>(l => l["timestamp"] is not null && l["level"] is not null && l["message"] is not null));
        var reconciles = lines.Where(l => l["eventId"]?.GetValue<int>() is 300 or 301 or 303 or (>= 430 and <= 434)).ToList();
        Assert.That(reconciles, Has.Count.GreaterThan(8));
        Assert.That(reconciles.Select(l => l["scopes"]?["namespace"]?.GetValue<string>()), Has.All.EqualTo(_space));
        Assert.That(reconciles.Select(l => l["scopes"]?["name"]?.GetValue<string>()), Has.All.EqualTo("x"));
        Assert.That(reconciles.Select(l => l["scopes"]?["reconcile"]?.GetValue<string>()), Has.All.Length.EqualTo(12));
        Assert.Multiple(() =>
        {
            Assert.That(LevelOf(lines, "is not ready yet: SecretNotFound"), Is.EqualTo("information"));
            Assert.That(LevelOf(lines, "is stalled until it"), Is.EqualTo("warning"));
            Assert.That(LevelOf(lines, $"StatefulSet {_space}/x is applied"), Is.EqualTo("information"));
            Assert.That(LevelOf(lines, "is reconciled: Done"), Is.EqualTo("debug"));
        });
    }

    [Test]
    public async Task A_bridge_that_nothing_happens_to_is_not_spoken_of_above_debug()
    {
        await using var process = Start();
        await ApplyAsync(Secret("mongo", "connectionString", $"mongodb://user:{Password}@db.example") + Secret("example-app-big-peer", "apiKey", ApiKey) + BridgeScene.Manifest());
        await Eventually.HoldsAsync("the pod is made", async () => (await KubectlAsync("get", "pod", "x-0", "--ignore-not-found")).Length > 0 ? null : "not yet", OperatorProcess.Limit, () => process.Process.LastLines());
        await KubectlAsync("patch", "pod", "x-0", "--subresource=status", "--type=merge", "-p", """{"status":{"phase":"Running","podIP":"240.0.0.1","podIPs":[{"ip":"240.0.0.1"}]}}""");
        await process.LogAsync("is not ready yet: RuntimeUnreachable");
        await AfterLooksAsync(process, 3);
        var from = process.Process.Output.Count;
        await AfterLooksAsync(process, 4);
        Assert.That(process.Log(from).Select(l => l["level"]!.GetValue<string>()), Has.All.EqualTo("debug"), process.Process.LastLines());
    }

    [Test]
    public async Task No_secret_is_in_any_line_event_resource_metric_or_probe()
    {
        await using var process = Start("Trace");
        await ApplyAsync(Secret("mongo", "connectionString", $"mongodb://user:{Password}@db.example") + Secret("example-app-big-peer", "apiKey", ApiKey) + BridgeScene.Manifest());
        await process.LogAsync("is not ready yet: PodPending");
        // Values that are refused are not repeated either.
        await ApplyAsync(Secret("mongo", "connectionString", $"mongodb//user:{BadPassword}@db.example"));
        await process.LogAsync("InvalidConnectionString");
        await ApplyAsync(Secret("mongo", "connectionString", $"mongodb://user:{Password}@db.example") + Secret("example-app-big-peer", "apiKey", $"{ApiKey}\n{ApiKey}"));
        await process.LogAsync("InvalidApiKey");
        await Eventually.HoldsAsync("the events are told", async () => (await KubectlAsync("get", "events")).Contains("InvalidApiKey", StringComparison.Ordinal) ? null : "not yet", OperatorProcess.Limit);

        var texts = new Dictionary<string, string>
        {
            ["log"] = string.Join('\n', process.Process.Output.Concat(process.Process.Errors)),
            ["events"] = await KubectlAsync("get", "events", "-o", "yaml"),
            ["resource"] = await KubectlAsync("get", "bpdb,statefulset,service,serviceaccount", "-o", "yaml"),
            ["metrics"] = await process.MetricsAsync(),
            ["probes"] = (await process.StatusAsync("/readyz?verbose")).Body + (await process.StatusAsync("/livez?verbose")).Body,
        };
        Assert.That(await KubectlAsync("get", "secret", "x", "-o", "yaml"), Does.Contain(Base64(ApiKey)), "the search would find one");
        foreach (var (where, text) in texts)
        {
            Assert.That(text, Is.Not.Empty, where);
            foreach (var secret in (string[])[Password, ApiKey, BadPassword])
            {
                Assert.That(text, Does.Not.Contain(secret), where);
                // In the middle of a longer text, base64 has three forms.
                for (var shift = 0; shift < 3; shift++) Assert.That(text, Does.Not.Contain(Base64(secret[shift..(shift + 6)])), $"{where}, as base64");
            }
        }
    }

    private OperatorProcess Start(string level = "Debug") => OperatorProcess.Start("--namespace", _space, "--no-leader-election", "--status-interval", "1", "--log-level", level);

    private Task<string> KubectlAsync(params string[] arguments) => Kubectl.RunAsync([.. arguments, "-n", _space]);

    private Task ApplyAsync(string manifest) => Kubectl.ApplyAsync(manifest, "-n", _space, "--validate=false");

    private static async Task AfterLooksAsync(OperatorProcess process, int times)
    {
        for (var i = 0; i < times; i++) await process.LogAsync("is reconciled: After", process.Process.Output.Count);
    }

    /// <summary>As users write them: kubectl keeps the whole text in an annotation.</summary>
    private static string Secret(string name, string key, string value) => $$"""
        apiVersion: v1
        kind: Secret
        metadata: {name: {{name}}}
        stringData: {{new JsonObject { [key] = value, ["endpoint"] = "https://peer.example/app" }.ToJsonString()}}
        ---

        """;

    private static string LevelOf(IEnumerable<JsonNode> lines, string text) => lines.First(l => l["message"]!.GetValue<string>().Contains(text, StringComparison.Ordinal))["level"]!.GetValue<string>();

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
