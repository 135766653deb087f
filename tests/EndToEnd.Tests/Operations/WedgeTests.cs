using TestKit;

namespace EndToEnd.Tests.Operations;

/// <summary>A feed that stays open and tells nothing: it is noticed, begun anew, counted, and in the end the process says that it needs a restart.</summary>
[CancelAfter(420_000)]
internal sealed class WedgeTests
{
    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(60 + 30);    // what is promised, and a machine that does much else

    private Scene _scene = null!;

    [SetUp]
    public async Task SetUp()
    {
        _scene = new Scene(new SceneOptions { RequestTimeout = TimeSpan.FromSeconds(5) });
        await _scene.StartAsync();
        await _scene.SettleAsync();
    }

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task A_change_stream_that_stands_still_is_opened_anew_and_what_it_missed_arrives()
    {
        await StandStillAsync("""{"times":1}""");
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"missed","v":1}""");
        await _scene.UntilAsync("what was missed arrives", async () => await _scene.Docs.BigPeer.FindAsync("\"missed\"") is null ? "not yet" : null, NoticeLimit);
        Assert.That(await _scene.Bridge.MetricAsync("bridge_stream_wedges_total"), Is.EqualTo(1));
        await _scene.Bridge.LogAsync("StreamWedged: the change stream stays open and stands still");
        await _scene.Bridge.LogAsync("The change stream moves again");
        await _scene.SettleAsync();
        Assert.That((await _scene.Bridge.GetStatusAsync("/livez")).Code, Is.EqualTo(200));
    }

    [Test]
    public async Task A_change_stream_that_does_not_answer_is_opened_anew()
    {
        await _scene.Client.RunCommandAsync("admin", Documents.Bson(
            $$$"""{"configureFailPoint":"failCommand","mode":{"times":1},"data":{"failCommands":["getMore"],"namespace":"{{{_scene.Database}}}.$cmd.aggregate","blockConnection":true,"blockTimeMS":50000}}"""));
        await _scene.Docs.Mongo.InsertAsync("""{"_id":"missed","v":1}""");
        await _scene.UntilAsync("it is noticed", async () => await _scene.Bridge.MetricAsync("bridge_stream_wedges_total") is 0 ? "not yet" : null, NoticeLimit);
        await _scene.BothAsync("\"missed\"", """{"_id":"missed","v":1}""");
        await _scene.SettleAsync();
    }

    [Test]
    public async Task Where_opening_it_anew_does_not_help_the_process_is_no_longer_alive_and_says_why()
    {
        await StandStillAsync("\"alwaysOn\"");
        try
        {
            await _scene.UntilAsync("it is not alive", async () => (await _scene.Bridge.GetStatusAsync("/livez")).Code == 503 ? null : "alive", 3 * NoticeLimit);
            Assert.That((await _scene.Bridge.GetStatusAsync("/livez")).Body, Does.Contain("MongoDB's change stream stands still while the database moves on"));
            var (_, status) = await _scene.Bridge.GetStatusAsync("/status");
            Assert.That(status, Does.Contain("""{"type":"StreamWedged","status":"True","reason":"StandsStill","""));
            Assert.That(status, Does.Contain("""{"type":"Synchronizing","status":"False","reason":"StreamWedged","""));
            Assert.That(await _scene.Bridge.MetricAsync("bridge_stream_wedges_total"), Is.GreaterThanOrEqualTo(3));
        }
        finally
        {
            await StandStillAsync("\"off\"");
        }
        await _scene.UntilAsync("it is alive again", async () => (await _scene.Bridge.GetStatusAsync("/livez")).Code == 200 ? null : "not yet", NoticeLimit);
        await _scene.SettleAsync();
    }

    [Test]
    public async Task A_Big_Peer_that_answers_from_a_view_without_the_bridges_own_writes_is_noticed_and_asked_over_new_connections()
    {
        var rule = await SharedServers.BigPeer.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Stale) { Collection = _scene.Docs.BigPeer.Name, StatementPattern = "SELECT _id" });
        await using (rule)
        {
            await _scene.Docs.Mongo.InsertAsync("""{"_id":"ours","v":1}""");
            await _scene.Docs.BigPeer.InsertAsync("""{"_id":"theirs","v":1}""");
            await _scene.UntilAsync("it is noticed", async () => await _scene.Bridge.MetricAsync("bridge_poll_wedges_total") is 0 ? "not yet" : null, NoticeLimit);
            await _scene.Bridge.LogAsync("PollWedged: ");
        }
        await _scene.BothAsync("\"theirs\"", """{"_id":"theirs","v":1}""");
        await _scene.Bridge.LogAsync("The look at the Big Peer moves again");
        await _scene.BothAsync("\"ours\"", """{"_id":"ours","v":1}""");
    }

    private Task StandStillAsync(string mode) => _scene.Client.RunCommandAsync("admin", Documents.Bson($$$"""{"configureFailPoint":"changeStreamStandsStill","mode":{{{mode}}},"data":{"db":"{{{_scene.Database}}}"}}"""));
}
