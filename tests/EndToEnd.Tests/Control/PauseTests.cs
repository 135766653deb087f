using System.Text.Json;

namespace EndToEnd.Tests.Control;

/// <summary>A paused bridge notices everything and carries nothing over, also after a restart; nothing is lost by it.</summary>
[CancelAfter(180_000)]
internal sealed class PauseTests
{
    private Scene? _scene;

    private Scene Scene => _scene!;

    [TearDown]
    public async Task Stop()
    {
        if (_scene is not null) await _scene.DisposeAsync();
    }

    [Test]
    public async Task A_pause_survives_a_restart_and_afterwards_everything_goes_over()
    {
        _scene = new Scene(new SceneOptions());
        await Scene.StartAsync();
        await Scene.SettleAsync();
        var paused = await Scene.CallAsync("POST", "/control/pause");
        Assert.That((paused.GetProperty("paused").GetBoolean(), paused.GetProperty("saved").GetBoolean()), Is.EqualTo((true, true)));
        Assert.That((await Scene.CallAsync("POST", "/control/pause")).GetProperty("since").GetRawText(), Is.EqualTo(paused.GetProperty("since").GetRawText()), "a second pause changes nothing");

        await Scene.Docs.Mongo.InsertAsync("""{"_id":"m","n":1}""");
        await Scene.Docs.BigPeer.InsertAsync("""{"_id":"d","n":2}""");
        await NothingGoesOverAsync();
        var report = await Scene.VerifyAsync();
        Assert.That(report.Counts(), Is.EqualTo("checked 4, equal 2, inFlight 2"), "the bridge knows of both");

        await Scene.StopAsync();
        await Scene.LaunchAsync();
        await NothingGoesOverAsync();
        Assert.That((await Scene.CallAsync("GET", "/control/pause")).GetProperty("paused").GetBoolean(), Is.True);

        Assert.That((await Scene.CallAsync("POST", "/control/resume")).GetProperty("paused").GetBoolean(), Is.False);
        await Scene.BothAsync("\"m\"", """{"_id":"m","n":1}""");
        await Scene.BothAsync("\"d\"", """{"_id":"d","n":2}""");
        await Scene.Bridge.ReadyAsync();
        Assert.That(await ConditionAsync("Paused"), Is.EqualTo("False/NotPaused"));
        Assert.That(await Scene.Bridge.MetricAsync("bridge_paused"), Is.Zero);

        await Scene.StopAsync();
        await Scene.StartAsync();
        Assert.That(await ConditionAsync("Paused"), Is.EqualTo("False/NotPaused"), "a resume survives a restart as well");
    }

    [Test]
    public async Task A_pause_longer_than_the_queue_holds_loses_nothing()
    {
        _scene = new Scene(new SceneOptions { Yaml = "runtime: { queueSize: 1000 }" });
        await Scene.StartAsync();
        await Scene.SettleAsync();
        await Scene.CallAsync("POST", "/control/pause");
        await Scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 3000).Select(i => $$"""{"_id":"m{{i}}","n":1}"""));
        await Scene.UntilAsync("the queue is full", async () => await Scene.Bridge.MetricAsync("bridge_queue_keys") is var n && n >= 1000 ? null : $"{n}");
        Assert.That((await Scene.Bridge.GetStatusAsync("/livez")).Code, Is.EqualTo(200));
        await Scene.StopAsync();
        await Scene.LaunchAsync();
        await Scene.UntilAsync("the queue is full again", async () => await Scene.Bridge.MetricAsync("bridge_queue_keys") is var n && n >= 1000 ? null : $"{n}");
        await Scene.CallAsync("POST", "/control/resume");
        await Scene.UntilAsync("all have arrived", async () => await Scene.Docs.BigPeer.CountAsync() is var n && n == 3002 ? null : $"{n}");
    }

    private async Task NothingGoesOverAsync()
    {
        await Scene.UntilAsync("both changes are noticed", async () => await Scene.Bridge.MetricAsync("bridge_queue_keys") is var n && n >= 2 ? null : $"{n}");
        Assert.That(await Scene.Docs.BigPeer.FindAsync("\"m\""), Is.Null);
        Assert.That(await Scene.Docs.Mongo.FindAsync("\"d\""), Is.Null);
        Assert.That(await ConditionAsync("Paused"), Is.EqualTo("True/PausedByPerson"));
        Assert.That(await ConditionAsync("Synchronizing"), Is.EqualTo("False/Paused"));
        Assert.That(await Scene.Bridge.MetricAsync("bridge_paused"), Is.EqualTo(1));
        Assert.That((await Scene.Bridge.GetStatusAsync("/readyz")).Code, Is.EqualTo(200), "somebody wants it so");
    }

    private async Task<string> ConditionAsync(string type)
    {
        var status = JsonDocument.Parse((await Scene.Bridge.GetStatusAsync("/status")).Body).RootElement;
        var condition = status.GetProperty("conditions").EnumerateArray().Single(c => c.GetProperty("type").GetString() == type);
        return $"{condition.GetProperty("status")}/{condition.GetProperty("reason")}";
    }
}
