using TestKit;

namespace EndToEnd.Tests.Operations;

/// <summary>A real Prometheus scrapes a real bridge: what the dashboard and the alerts ask for is there.</summary>
[CancelAfter(240_000)]
internal sealed class PrometheusTests
{
    [Test]
    public async Task Every_panel_of_the_dashboard_shows_something_and_every_alert_can_be_judged()
    {
        await using var scene = new Scene(new SceneOptions
        {
            Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: true", ["orders"] = "fields: [orderId], initialSync: true" },
            FullPassInterval = TimeSpan.FromSeconds(1),
        });
        await scene.Docs.Mongo.InsertAsync("""{"_id":"first","n":1}""");
        await scene.StartAsync();
        await using var prometheus = await PrometheusServer.StartAsync("shop", await scene.Bridge.MetricsPortAsync());
        if (prometheus is null) Assert.Ignore(PrometheusServer.Missing);
        await scene.UntilAsync("it is scraped", async () => (await prometheus!.QueryAsync("bridge_ready")).Contains(1) ? null : "not yet");

        await scene.SettleAsync();
        await scene["orders"].Mongo.InsertAsync("""{"_id":"none","a":1}""");
        await scene.ParkedAsync("MissingIdentity");

        Assert.That(await prometheus!.EveryPanelShowsAsync("bigpeer-databridge.json", beginLater: [], TimeSpan.FromSeconds(90)), Is.GreaterThan(40));
        await scene.UntilAsync("the parked document is seen", async () => (await prometheus!.QueryAsync("""sum(bridge_dead_letters{reason="MissingIdentity",job="shop"})""")).Contains(1) ? null : "not yet");

        await scene.UntilAsync("every alert is judged", async () => string.Join('\n', (await prometheus!.RulesAsync()).Where(r => r.Value is not null).Select(r => $"{r.Key}: {r.Value}")) is { Length: > 0 } bad ? bad : null);
        Assert.That((await prometheus!.RulesAsync()).Keys, Does.Contain("BridgeDeadLetters"));
        await scene.UntilAsync("the alert of the parked document fires", async () =>
            (await prometheus!.QueryAsync("""count(ALERTS{alertname="BridgeDeadLetters",alertstate="firing"})""")).Contains(1) ? null : "not yet");
    }
}
