using System.Text.Json;
using TestKit;

namespace EndToEnd.Tests.History;

/// <summary>The oplog no longer holds the bridge's position: what happened in the gap is found by looking both sides through.</summary>
[CancelAfter(180_000)]
internal sealed class LostHistoryTests
{
    private const string LetDeletesPass = "massDeleteGuard: { share: 1.0 }";

    private OwnMongo _mongo = null!;

    [SetUp]
    public async Task StartMongo() => _mongo = await OwnMongo.StartAsync();

    [TearDown]
    public ValueTask StopMongo() => _mongo.DisposeAsync();

    private Scene NewScene(string settings = "fields: [_id], initialSync: true", string policy = "mongodb", bool strict = false) => new(
        new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = settings }, Policy = policy, Strict = strict, Yaml = LetDeletesPass }, mongo: _mongo);

    [Test]
    public async Task Everything_that_happened_in_the_gap_on_either_side_is_found([Values("mongodb", "bigPeer")] string policy, [Values] bool strict)
    {
        await using var scene = NewScene(policy: policy, strict: strict);
        var docs = scene.Docs;
        string[] names = ["same", "changed-m", "changed-d", "merged", "conflict", "gone-m", "gone-d", "gone-both", "gone-m-changed-d", "gone-d-changed-m"];
        await docs.Mongo.InsertAsync(names.Select(n => $$"""{"_id":"{{n}}","a":1,"b":1}"""));
        await scene.StartAsync();
        await Sides.EqualAsync(scene, docs, names.Length);
        await scene.StopAsync();

        await docs.Mongo.UpdateAsync([("\"changed-m\"", """{"$set":{"a":2}}"""), ("\"merged\"", """{"$set":{"a":2}}"""), ("\"conflict\"", """{"$set":{"a":2}}"""), ("\"gone-d-changed-m\"", """{"$set":{"a":2}}""")]);
        await docs.BigPeer.UpsertAsync("""{"_id":"changed-d","b":3}""", """{"_id":"merged","b":3}""", """{"_id":"conflict","a":3}""", """{"_id":"gone-m-changed-d","b":3}""");
        await docs.Mongo.DeleteAsync("\"gone-m\"", "\"gone-both\"", "\"gone-m-changed-d\"");
        foreach (var id in new[] { "gone-d", "gone-both", "gone-d-changed-m" }) await docs.BigPeer.DeleteAsync($"\"{id}\"");
        await docs.Mongo.InsertAsync("""{"_id":"new-m","a":5}""", """{"_id":"new-both","a":5,"m":1}""");
        await docs.BigPeer.InsertAsync("""{"_id":"new-d","a":6}""", """{"_id":"new-both","a":5,"d":1}""");
        await _mongo.RollOverAsync();

        await scene.StartAsync();
        string[] expected =
        [
            """{"_id":"same","a":1,"b":1}""", """{"_id":"changed-m","a":2,"b":1}""", """{"_id":"changed-d","a":1,"b":3}""", """{"_id":"merged","a":2,"b":3}""",
            policy == "mongodb" ? """{"_id":"conflict","a":2,"b":1}""" : """{"_id":"conflict","a":3,"b":1}""",
            """{"_id":"new-m","a":5}""", """{"_id":"new-d","a":6}""", """{"_id":"new-both","a":5,"m":1,"d":1}""",
        ];
        // Who deletes and who changes the same document: MongoDB's delete is final, and of the other case the policy decides, as without a gap.
        if (policy == "mongodb") expected = [.. expected, """{"_id":"gone-d-changed-m","a":2,"b":1}"""];
        await Sides.HoldAsync(scene, docs, expected);
        await Sides.RecoveredAsync(scene);
        Assert.That(await scene.Bridge.MetricAsync("bridge_history_lost_total"), Is.EqualTo(1));
        Assert.That(await scene.LettersAsync(), Is.Empty);

        // The stream goes on, and the next start has a position.
        await scene.SettleAsync();
        await scene.StopAsync();
        await scene.StartAsync();
        await scene.SettleAsync();
        Assert.That(await scene.Bridge.MetricAsync("bridge_history_lost_total"), Is.Zero);
    }

    [Test]
    public async Task While_it_is_made_good_the_bridge_says_what_it_does_and_why()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 50).Select(i => $$"""{"_id":"k{{i}}"}"""));
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, 50);
        await scene.StopAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"in the gap"}""");
        await _mongo.RollOverAsync();

        await using (var hangs = await SharedServers.BigPeer.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Delay) { Collection = scene.Docs.BigPeer.Name, Kind = BigPeerStatementKind.Insert }))
        {
            await scene.LaunchAsync();
            await hangs.HitAsync();
            var (code, body) = await scene.Bridge.GetStatusAsync("/readyz");
            Assert.That(code, Is.EqualTo(503));
            Assert.That(body, Does.Contain("[-]history: HistoryLost").And.Contain("MongoDB's oplog no longer held the bridge's position of 20").And.Contain("documents so far"));
            Assert.That((await scene.Bridge.GetStatusAsync("/livez")).Code, Is.EqualTo(200));
            Assert.That(await scene.Bridge.MetricAsync("bridge_history_recovering"), Is.EqualTo(1));
            Assert.That(await Sides.ConditionAsync(scene.Bridge, "HistoryLost"), Is.EqualTo("True OplogRolledOver"));
            Assert.That(await Sides.ConditionAsync(scene.Bridge, "Synchronizing"), Is.EqualTo("True HistoryLost"));
            Assert.That(await Sides.ConditionAsync(scene.Bridge, "Ready"), Is.EqualTo("False HistoryLost"), "what the operator shows");
            using var status = JsonDocument.Parse((await scene.Bridge.GetStatusAsync("/status")).Body);
            var (history, sweep) = (status.RootElement.GetProperty("history"), status.RootElement.GetProperty("collections")[0].GetProperty("sweep"));
            Assert.That((history.GetProperty("lost").GetBoolean(), history.GetProperty("losses").GetInt64()), Is.EqualTo((true, 1)));
            Assert.That(history.GetProperty("positionAt").GetDateTimeOffset(), Is.LessThanOrEqualTo(history.GetProperty("since").GetDateTimeOffset()));
            Assert.That((sweep.GetProperty("running").GetBoolean(), sweep.GetProperty("expected").GetInt64()), Is.EqualTo((true, 101)), "50 in the ledger, 51 in MongoDB");
            Assert.That(status.RootElement.GetProperty("lag").GetProperty("mongodbToBigPeerSeconds").GetDouble(), Is.Positive, "what was changed in the gap is outstanding");
        }

        await scene.Bridge.ReadyAsync();
        await Sides.EqualAsync(scene, scene.Docs, 51);
        Assert.That(await Sides.ConditionAsync(scene.Bridge, "HistoryLost"), Is.EqualTo("False NothingLost"));
        Assert.That(await scene.Bridge.MetricAsync("bridge_history_recovering"), Is.Zero);
        Assert.That(await scene.Bridge.LogAsync("Recovery from lost history is done"), Does.Contain("101 documents were looked at"));
        Assert.That(await scene.Bridge.LogAsync("Everything that happened since"), Does.Contain("HistoryLost: MongoDB's oplog no longer holds the bridge's position (286)"));
    }

    [Test]
    public async Task Mapped_fields_that_changed_in_the_gap_move_their_documents()
    {
        await using var scene = NewScene("fields: [k], initialSync: true");
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 20).Select(i => $$"""{"_id":"m{{i}}","k":"k{{i}}","a":1}"""));
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, 20, "k");
        await scene.StopAsync();
        await scene.Docs.Mongo.UpdateAsync(Enumerable.Range(0, 5).Select(i => ($"\"m{i}\"", $$$"""{"$set":{"k":"moved{{{i}}}"}}""")));
        await scene.Docs.Mongo.DeleteAsync(Enumerable.Range(5, 5).Select(i => $"\"m{i}\""));
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(5, 5).Select(i => $$"""{"_id":"again{{i}}","k":"k{{i}}","a":2}"""));
        await scene.Docs.BigPeer.InsertAsync("""{"_id":"d","a":1}""");
        await _mongo.RollOverAsync();
        await scene.StartAsync();
        await scene.UntilAsync("the Big Peer's document is there", async () => (await scene.Docs.Mongo.CountAsync()) == 21 ? null : "not yet");
        await scene.UntilAsync("the old ids are gone", async () => (await scene.Docs.BigPeer.AllAsync()).Keys.Where(k => k is "\"k0\"" or "\"k4\"").FirstOrDefault());
        await scene.UntilAsync("all others are there", async () =>
        {
            var keys = (await scene.Docs.BigPeer.AllAsync()).Keys.ToHashSet();
            return keys.SetEquals([.. Enumerable.Range(0, 5).Select(i => $"\"moved{i}\""), .. Enumerable.Range(5, 15).Select(i => $"\"k{i}\""), "\"d\""]) ? null : string.Join(' ', keys.Order(StringComparer.Ordinal));
        });
        await Sides.RecoveredAsync(scene);
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    [Test]
    public async Task Without_initial_sync_what_MongoDB_has_goes_over_and_the_Big_Peers_baseline_stays()
    {
        await using var scene = NewScene("fields: [_id], initialSync: false");
        var docs = scene.Docs;
        await docs.Mongo.InsertAsync("""{"_id":"old-m","a":1}""");
        await docs.BigPeer.InsertAsync("""{"_id":"old-d","a":1}""", """{"_id":"old-d-gone","a":1}""");
        await scene.StartAsync();
        await scene.SettleAsync();
        await docs.Mongo.InsertAsync("""{"_id":"known","a":1}""", """{"_id":"known-gone","a":1}""");
        await docs.BigPeer.InsertAsync("""{"_id":"known-d","a":1}""");
        foreach (var id in new[] { "known", "known-gone", "known-d" }) await scene.BothAsync($"\"{id}\"", $$"""{"_id":"{{id}}","a":1}""");
        Assert.That(await docs.BigPeer.FindAsync("\"old-m\""), Is.Null);
        await scene.StopAsync();

        await docs.Mongo.UpdateAsync("\"known\"", """{"$set":{"a":2}}""");
        await docs.Mongo.DeleteAsync("\"known-gone\"");
        await docs.BigPeer.DeleteAsync("\"old-d-gone\"");
        await docs.Mongo.InsertAsync("""{"_id":"in the gap","a":1}""");
        await _mongo.RollOverAsync();
        await scene.StartAsync();
        await Sides.RecoveredAsync(scene);
        await scene.BothAsync("\"known\"", """{"_id":"known","a":2}""");
        await scene.BothAsync("\"known-gone\"", document: null);
        await scene.BothAsync("\"in the gap\"", """{"_id":"in the gap","a":1}""");
        await scene.BothAsync("\"old-m\"", """{"_id":"old-m","a":1}""");
        await scene.SettleAsync();
        Assert.That(await docs.Mongo.FindAsync("\"old-d\""), Is.Null, "nobody changed it, and MongoDB's history has nothing to do with it");
        Assert.That(await docs.BigPeer.FindAsync("\"old-d\""), Is.Not.Null);
    }

    [Test]
    public async Task A_bridge_that_is_too_slow_recovers_without_a_restart()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 20).Select(i => $$"""{"_id":"k{{i}}"}"""));
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, 20);
        for (var gap = 1; gap <= 2; gap++)
        {
            scene.Bridge.Process.Signal(UnixSignal.Stop);
            await scene.Docs.Mongo.InsertAsync($$"""{"_id":"in gap {{gap}}"}""");
            await scene.Docs.Mongo.DeleteAsync($"\"k{gap}\"");
            await _mongo.RollOverAsync();
            scene.Bridge.Process.Signal(UnixSignal.Continue);
            await Sides.EqualAsync(scene, scene.Docs, 20);
            var losses = gap;
            await scene.UntilAsync("it is made good", async () => await scene.Bridge.MetricAsync("bridge_history_lost_total") >= losses && await scene.Bridge.MetricAsync("bridge_history_recovering") == 0 ? null : "not yet");
        }
        await scene.SettleAsync();
        await scene.Bridge.ReadyAsync();
    }

    [TestCase(286, "OplogRolledOver")]
    [TestCase(136, "OplogRolledOver")]
    [TestCase(280, "PositionUnknown")]
    [TestCase(260, "PositionUnknown")]
    public async Task Every_code_that_means_so_is_made_good(int code, string reason)
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"k"}""", """{"_id":"k2"}""");
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, 2);
        await _mongo.FailAsync(code, times: 1, "getMore");
        await scene.Bridge.LogAsync($"({reason}, noticed at");
        await Sides.RecoveredAsync(scene);
        await scene.SettleAsync();
    }

    [TestCase("""{"_data":"no token at all"}""")]
    [TestCase("""{"_data":"8200000001000000018000000005"}""", TestName = "A_token_that_this_deployment_never_gave(too short)")]
    public async Task A_token_that_this_deployment_never_gave(string token)
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"k"}""");
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, 1);
        await scene.StopAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"in the gap"}""");
        var state = new MongoCollection(scene.Client, scene.Database, "__ditto_connector_state");
        await state.UpdateAsync("""{"b":"bridge","s":0,"k":"checkpoint"}""", $$$"""{"$set":{"streamToken":{{{token}}}}}""");
        await scene.StartAsync();
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"k"}""", """{"_id":"in the gap"}""");
        Assert.That(await scene.Bridge.LogAsync("Everything that happened since"), Does.Contain("does not know the bridge's position"));
    }

    [Test]
    public async Task A_crash_in_the_middle_begins_it_again()
    {
        const int Known = 3000;
        var random = new Random(20263);
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, Known).Select(i => $$"""{"_id":"k{{i}}","a":1,"t":"{{new string('x', 300)}}"}"""));
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, Known);
        await scene.StopAsync();
        await scene.Docs.Mongo.UpdateAsync(Enumerable.Range(0, 1000).Select(i => ($"\"k{i}\"", """{"$set":{"a":2}}""")));
        await scene.Docs.Mongo.DeleteAsync(Enumerable.Range(1000, 1000).Select(i => $"\"k{i}\""));
        await scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, 1000).Select(i => $$"""{"_id":"n{{i}}","a":1}"""));
        await _mongo.RollOverAsync();
        for (var crash = 0; crash < 4; crash++)
        {
            await scene.LaunchAsync();
            await scene.Bridge.LogAsync("Recovery from lost history (");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(0, 1500)), TimeProvider.System);
            await scene.Bridge.KillAsync();
        }
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, Known);
        Assert.That(await scene.Docs.BigPeer.FindAsync("\"k0\""), Does.Contain("\"a\":2"));
        Assert.That(await scene.LettersAsync(), Is.Empty);
    }

    /// <summary>For the bridge the history of such a collection is lost too, though MongoDB has it.</summary>
    [Test]
    public async Task A_collection_that_was_out_of_the_configuration_is_looked_through_when_it_is_back()
    {
        await using var scene = new Scene(
            new SceneOptions { Collections = new[] { "docs", "away" }.ToDictionary(c => c, _ => "fields: [_id], initialSync: true"), Yaml = LetDeletesPass }, mongo: _mongo);
        var away = scene["away"];
        foreach (var pair in new[] { scene.Docs, away }) await pair.Mongo.InsertAsync(Enumerable.Range(0, 10).Select(i => $$"""{"_id":"k{{i}}","a":1}"""));
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, 10);
        await Sides.EqualAsync(scene, away, 10);
        await scene.StopAsync();

        var without = string.Join('\n', scene.Yaml().Split('\n').Where(l => !l.TrimStart().StartsWith(away.Mongo.Name, StringComparison.Ordinal)));
        await using (var other = BridgeProcess.Start(without, scene.Secrets()))
        {
            await other.ReadyAsync();
            await away.Mongo.InsertAsync("""{"_id":"new","a":1}""");
            await away.Mongo.DeleteAsync("\"k1\"");
            await away.Mongo.UpdateAsync("\"k2\"", """{"$set":{"a":2}}""");
            await scene.Docs.Mongo.InsertAsync("""{"_id":"last"}""");
            await scene.BothAsync("\"last\"", """{"_id":"last"}""");
            Assert.That((await other.TerminateAsync()).ExitCode, Is.Zero);
        }
        await scene.StartAsync();
        await Sides.HoldAsync(scene, away, [.. Enumerable.Range(3, 7).Append(0).Select(i => $$"""{"_id":"k{{i}}","a":1}"""), """{"_id":"k2","a":2}""", """{"_id":"new","a":1}"""]);
        await scene.Bridge.LogAsync($"{away.Mongo.Name} has been looked through");
        await scene.StopAsync();
        await scene.StartAsync();
        await scene.SettleAsync();
        Assert.That(await scene.Bridge.MetricAsync("bridge_swept_documents_total"), Is.Zero, "once is enough");
    }

    [Test]
    public async Task An_idle_database_keeps_its_position_while_others_roll_the_oplog_over()
    {
        await using var scene = NewScene();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"k"}""");
        await scene.StartAsync();
        await Sides.EqualAsync(scene, scene.Docs, 1);
        // Twice: what was saved before is behind the oplog's beginning in any case.
        for (var i = 0; i < 2; i++)
        {
            await new MongoCollection(scene.Client, scene.Database, "unmapped").InsertAsync(Enumerable.Range(0, 50).Select(n => $$"""{"n":{{n}}}"""));
            await _mongo.RollOverAsync();
            // The stream has answered since: it has been told a position behind all of that.
            var rolled = TimeProvider.System.GetUtcNow();
            await scene.UntilAsync("the stream moved on", async () => await HintedUpToAsync(scene.Bridge) is var at && at > rolled ? null : $"{at}");
        }
        await scene.StopAsync();
        await scene.Docs.Mongo.InsertAsync("""{"_id":"while it was down"}""");
        await scene.StartAsync();
        await Sides.HoldAsync(scene, scene.Docs, """{"_id":"k"}""", """{"_id":"while it was down"}""");
        Assert.That(await scene.Bridge.MetricAsync("bridge_history_lost_total"), Is.Zero);
        await scene.SettleAsync();
    }

    private static async Task<DateTimeOffset> HintedUpToAsync(BridgeProcess bridge)
    {
        using var status = JsonDocument.Parse((await bridge.GetStatusAsync("/status")).Body);
        return status.RootElement.GetProperty("stream").GetProperty("hintedUpTo").GetDateTimeOffset();
    }
}
