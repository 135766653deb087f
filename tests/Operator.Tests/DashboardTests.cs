using TestKit;

namespace Operator.Tests;

/// <summary>A real Prometheus scrapes the real operator: what its dashboard and its alerts ask for is there.</summary>
public sealed class DashboardTests
{
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

        Assert.That(await prometheus!.EveryPanelShowsAsync("bigpeer-databridge-operator.json", Dashboard.BeginLater, OperatorProcess.Limit), Is.GreaterThan(15));
        await Eventually.HoldsAsync("the alert waits for its ten minutes", async () =>
            (await prometheus!.QueryAsync("""count(ALERTS{alertname="OperatorBridgeRefused",condition="SecretsResolved",alertstate="pending"})""")).Contains(1) ? null : "not yet",
            OperatorProcess.Limit, () => process.Process.LastLines());
    }
}
