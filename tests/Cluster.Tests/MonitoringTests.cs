using System.Text.Json.Nodes;
using TestKit;

namespace Cluster.Tests;

/// <summary>A real Prometheus finds the pods of operator and bridges as the chart's ServiceMonitors say, and scrapes them.</summary>
[Order(2)]
[Parallelizable(ParallelScope.Self)]
public sealed class MonitoringTests
{
    [Test]
    public async Task Every_panel_of_both_dashboards_shows_the_real_pods_and_every_alert_can_be_judged()
    {
        var rendered = YamlDocuments.Parse(await Operators.HelmAsync(["template", Operators.Release, Helm.Chart, .. Operators.Values, "--set", "monitoring.serviceMonitor.enabled=true"]));
        // The rest of it needs the Prometheus operator's own resource definitions.
        await Kubectl.ApplyAsync(Operators.Namespace, rendered.Single(o => Kind(o) == "Service").ToJsonString());
        var orders = $"orders_{Guid.NewGuid().ToString("N")[..8]}";
        await using var space = await BridgeSpace.CreateAsync("monitored");
        await space.CreateCollectionAsync();
        await BridgeSpace.CommandAsync(space.Database, $$"""{"create":"{{orders}}"}""");
        await space.SetMongoSecretAsync(SharedCluster.ConnectionString());
        await space.SetBigPeerSecretAsync();
        await space.Mongo.InsertAsync("""{"_id":"first","from":"MongoDB"}""");
        await space.ApplySampleAsync($"          initialSync: true\n        {orders}:\n          fields: [orderId]\n          initialSync: true\n");
        await space.UntilReadyAsync();

        var monitors = rendered.Where(o => Kind(o) == "ServiceMonitor").ToDictionary(m => m["metadata"]!["name"]!.GetValue<string>());
        string[] scrapes = [await ScrapeAsync(monitors[Operators.Release], Operators.Namespace), await ScrapeAsync(monitors[$"{Operators.Release}-bridges"], space.Name)];
        await using var prometheus = await PrometheusServer.StartAsync(string.Join('\n', scrapes));
        if (prometheus is null) Assert.Ignore(PrometheusServer.Missing);
        await ScrapedAsync("sum(up)", $"sum(up{{job=\"{Operators.Release}-metrics\",namespace=\"{Operators.Namespace}\"}}) == 2", "both pods of the operator");
        await ScrapedAsync("sum(up)", $"up{{job=\"{BridgeSpace.Bridge}\",namespace=\"{space.Name}\",pod=\"{BridgeSpace.Bridge}-0\"}} == 1", "the bridge's pod");

        await space.GoesBothWaysAsync("scraped");
        await new MongoCollection(SharedCluster.Client, space.Database, orders).InsertAsync("""{"_id":"none","a":1}""");
        Assert.That(await prometheus!.EveryPanelShowsAsync("bigpeer-databridge.json", beginLater: [], BridgeSpace.Limit), Is.GreaterThan(40));
        Assert.That(await prometheus.EveryPanelShowsAsync("bigpeer-databridge-operator.json", Dashboard.BeginLater, BridgeSpace.Limit), Is.GreaterThan(15));
        await ScrapedAsync("bridge_dead_letters", $"sum(bridge_dead_letters{{reason=\"MissingIdentity\",namespace=\"{space.Name}\"}}) == 1", "the parked document");
        await Eventually.HoldsAsync("every alert is judged", async () => string.Join('\n', (await prometheus.RulesAsync()).Where(r => r.Value is not null).Select(r => $"{r.Key}: {r.Value}")) is { Length: > 0 } bad ? bad : null, BridgeSpace.Limit);
        await ScrapedAsync("ALERTS", $"count(ALERTS{{alertname=\"BridgeDeadLetters\",alertstate=\"firing\",namespace=\"{space.Name}\"}})", "the alert of the parked document");

        Task ScrapedAsync(string there, string expected, string what) => Eventually.HoldsAsync($"Prometheus knows {what}", async () =>
            (await prometheus!.QueryAsync(expected)).Count > 0 ? null : $"{there}: {string.Join(' ', await prometheus.QueryAsync(there))}", BridgeSpace.Limit);
    }

    private static string Kind(JsonNode made) => made["kind"]!.GetValue<string>();

    /// <summary>What the Prometheus operator makes of a ServiceMonitor: the endpoints of the Services that it selects, by the name of the port. Debian's Prometheus cannot look for them by itself.</summary>
    /// <param name="monitor">As the chart renders it.</param>
    /// <param name="space">Of what is found, only what is in this namespace; the pods of other tests come and go.</param>
    private static async Task<string> ScrapeAsync(JsonNode monitor, string space)
    {
        var spec = monitor["spec"]!;
        if (spec["namespaceSelector"]?["any"]?.GetValue<bool>() != true) Assert.That(monitor["metadata"]!["namespace"]!.GetValue<string>(), Is.EqualTo(space));
        var selector = string.Join(',', spec["selector"]!["matchLabels"]!.AsObject().Select(l => $"{l.Key}={l.Value}"));
        var port = spec["endpoints"]![0]!["port"]!.GetValue<string>();
        var targets = new JsonArray();
        foreach (var service in await ItemsAsync("services", "-n", space, "-l", selector))
        {
            var name = service!["metadata"]!["name"]!.GetValue<string>();
            var endpoints = (await Kubectl.FindAsync(space, "endpoints", name))!;
            foreach (var subset in endpoints["subsets"]!.AsArray())
            {
                var number = subset!["ports"]!.AsArray().Single(p => p!["name"]!.GetValue<string>() == port)!["port"];
                foreach (var address in subset["addresses"]!.AsArray())
                {
                    targets.Add(new JsonObject
                    {
                        ["targets"] = new JsonArray($"{address!["ip"]}:{number}"),
                        ["labels"] = new JsonObject { ["namespace"] = space, ["job"] = name, ["pod"] = address["targetRef"]!["name"]!.GetValue<string>() },
                    });
                }
            }
        }
        return $"- {new JsonObject { ["job_name"] = monitor["metadata"]!["name"]!.GetValue<string>(), ["static_configs"] = targets }.ToJsonString()}";
    }

    private static async Task<JsonArray> ItemsAsync(string kind, params IEnumerable<string> arguments) => JsonNode.Parse(await Kubectl.RunAsync(["get", kind, "-o", "json", .. arguments]))!["items"]!.AsArray()!;
}
