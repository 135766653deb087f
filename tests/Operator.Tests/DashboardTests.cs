using TestKit;

namespace Operator.Tests;

/// <summary>A real Prometheus scrapes the real operator: what its dashboard and its alerts ask for is there.</summary>
public sealed class DashboardTests
{
    /// <summary>Series that begin when something happens that a test cannot wait for: a watch ends, the API server turns a call away.</summary>
    private static readonly string[] BeginLater = ["kube_watch_restarts_total", "kube_api_retries_total"];

    private string _space = "";

    [SetUp]
    public async Task SetUp()
    {
        _space = $"dashboard-{Guid.NewGuid().ToString("N")[..8]}";
        await Kubectl.RunAsync("create", "namespace", _space);
    }

    [TearDown]
    public async Task TearDown() => await Kubectl.RunAsync("delete", "namespace", _space, "--wait=false");

    [Test]
    public async Task Every_panel_shows_something_and_a_bridge_without_secrets_is_on_its_way_to_an_alert()
    {
        await using var process = OperatorProcess.Start("--namespace", _space, "--lease-namespace", _space);
        await process.LogAsync("it holds lease");
        await using var prometheus = await PrometheusServer.StartAsync("operator", await process.MetricsPortAsync());
        if (prometheus is null) Assert.Ignore(PrometheusServer.Missing);
        await Eventually.HoldsAsync("it is scraped", async () => (await prometheus!.QueryAsync("controller_leads")).Contains(1) ? null : "not yet", OperatorProcess.Limit, () => process.Process.LastLines());
        await Kubectl.ApplyAsync(Bridges.BridgeScene.Manifest(), "-n", _space, "--validate=false");

        // A series that begins has no rate before it grows again.
        await Eventually.HoldsAsync("a reconcile is seen", async () => (await prometheus!.QueryAsync("sum(controller_reconcile_seconds_count)")).Any(v => v > 0) ? null : "not yet", OperatorProcess.Limit, () => process.Process.LastLines());
        await Kubectl.ApplyAsync(Bridges.BridgeScene.Manifest(more: "description: changed"), "-n", _space, "--validate=false");

        var open = Dashboard.Read("bigpeer-databridge-operator.json").Panels.SelectMany(p => p.Expressions.Select(e => (p.Title, Query: Dashboard.Expand(e, "1m"))))
            .Where(p => !BeginLater.Any(m => p.Query.Contains(m, StringComparison.Ordinal))).ToList();
        Assert.That(open, Has.Count.GreaterThan(15));
        await Eventually.HoldsAsync("every panel has data", async () =>
        {
            for (var i = open.Count - 1; i >= 0; i--)
            {
                if ((await prometheus!.QueryAsync(open[i].Query)).Any(double.IsFinite)) open.RemoveAt(i);
            }
            return open.Count == 0 ? null : string.Join('\n', open.Select(o => $"{o.Title}: {o.Query}"));
        }, OperatorProcess.Limit, () => process.Process.LastLines());
        await Eventually.HoldsAsync("the alert waits for its ten minutes", async () =>
            (await prometheus!.QueryAsync("""count(ALERTS{alertname="OperatorBridgeRefused",condition="SecretsResolved",alertstate="pending"})""")).Contains(1) ? null : "not yet",
            OperatorProcess.Limit, () => process.Process.LastLines());
    }
}
