using System.Diagnostics;
using System.Text.Json;

namespace EndToEnd.Tests.Control;

/// <summary>A verification finds what differs, and nothing that is merely on its way; a repair heals it.</summary>
[CancelAfter(240_000)]
internal sealed class VerificationTests
{
    private Scene? _scene;

    private Scene Scene => _scene!;

    [TearDown]
    public async Task Stop()
    {
        if (_scene is not null) await _scene.DisposeAsync();
    }

    private async Task StartAsync(SceneOptions options, int documents)
    {
        _scene = new Scene(options);
        await Scene.Docs.Mongo.InsertAsync(Enumerable.Range(0, documents).Select(i => $$"""{"_id":"d{{i:0000}}","n":{{i}},"o":{"a":1,"b":2} }"""));
        await Scene.StartAsync();
    }

    /// <summary>One difference of each kind, at four documents of twenty.</summary>
    private Task PlantAsync() => UnseenChanges.MakeAsync(Scene, async () =>
    {
        await Scene.Docs.Mongo.InsertAsync("""{"_id":"new","n":1}""");
        await Scene.Docs.Mongo.UpdateAsync("\"d0001\"", """{"$set":{"n":-1,"o.a":7},"$unset":{"o.b":1}}""");
        await Scene.Docs.Mongo.DeleteAsync("\"d0002\"");
    });

    [Test]
    public async Task Differences_of_each_kind_are_found_and_what_was_found_can_be_repaired()
    {
        await StartAsync(new SceneOptions(), documents: 20);
        Assert.That((await Scene.VerifyAsync()).Counts(), Is.EqualTo("checked 20, equal 20"));
        await PlantAsync();
        await Scene.Docs.BigPeer.InsertAsync("""{"_id":"from-ditto","n":5}""");
        await Scene.BothAsync("\"from-ditto\"", """{"_id":"from-ditto","n":5}""");

        var report = await Scene.VerifyAsync();
        Assert.That(report.GetProperty("state").GetString(), Is.EqualTo("done"));
        Assert.That(report.Counts(), Is.EqualTo(
            "checked 22, equal 19, onlyInMongoDB 1, onlyInBigPeer 1, differs 1, createsInBigPeer 1, mergesInBigPeer 1, deletesInBigPeer 1, lackingInMongoDB 1"));
        var found = await Scene.DifferencesAsync();
        Assert.That(found.Select(d => $"{d.GetProperty("id")} {d.GetProperty("kind")} {d.GetProperty("action")} {d.GetProperty("bigPeerTakes")}"), Is.EqualTo(new[]
        {
            """d0001 differs merge ["n","o.a","o.b"]""",
            "d0002 onlyInBigPeer deleteInBigPeer ",
            "new onlyInMongoDB createInBigPeer ",
        }));
        Assert.That(await Scene.Docs.BigPeer.FindAsync("\"d0002\""), Is.Not.Null, "a verification writes nothing");

        var keys = string.Join(',', found.Select(d => $$"""{"collection":"{{Scene.Docs.Mongo.Name}}","id":{{d.GetProperty("id").GetRawText()}}}"""));
        Assert.That((await Scene.CallAsync("POST", "/control/resync", 202, $$"""{"keys":[{{keys}}]}""")).GetProperty("accepted").GetInt32(), Is.EqualTo(3));
        await Scene.BothAsync("\"new\"", """{"_id":"new","n":1}""");
        await Scene.BothAsync("\"d0001\"", """{"_id":"d0001","n":-1,"o":{"a":7}}""");
        await Scene.BothAsync("\"d0002\"", null);
        Assert.That((await Scene.VerifyAsync()).Counts(), Is.EqualTo("checked 21, equal 21"));
    }

    [Test]
    public async Task A_resync_heals_a_whole_collection_or_what_matches_a_filter()
    {
        await StartAsync(new SceneOptions(), documents: 20);
        await PlantAsync();
        await Scene.CallAsync("POST", "/control/resync", 202, """{"filter":"n = 1"}""");
        Assert.That((await Scene.EndedAsync("/control/resync")).GetProperty("hinted").GetInt64(), Is.EqualTo(2), "the new one, and d0001, which has n = 1 at the Big Peer");
        await Scene.BothAsync("\"new\"", """{"_id":"new","n":1}""");
        Assert.That((await Scene.VerifyAsync()).Counts(), Does.Contain("onlyInBigPeer 1").And.Not.Contain("differs"));

        await Scene.CallAsync("POST", "/control/resync", 202);
        var report = await Scene.EndedAsync("/control/resync");
        Assert.That((report.GetProperty("state").GetString(), report.GetProperty("hinted").GetInt64()), Is.EqualTo(("done", 21L)), "20 of the ledger and the new one");
        await Scene.BothAsync("\"d0002\"", null);
        Assert.That((await Scene.VerifyAsync()).Counts(), Is.EqualTo("checked 20, equal 20"));
    }

    [Test]
    public async Task While_both_sides_are_written_no_difference_is_reported()
    {
        await StartAsync(new SceneOptions(), documents: 300);
        using var end = new CancellationTokenSource();
        var writers = new[] { WriteMongoAsync(), WriteBigPeerAsync() };
        try
        {
            for (var run = 0; run < 3; run++)
            {
                var report = await Scene.VerifyAsync();
                Assert.That(report.GetProperty("state").GetString(), Is.EqualTo("done"));
                var counts = report.GetProperty("collections")[0].GetProperty("counts");
                Assert.That((counts.GetProperty("onlyInMongoDB").GetInt64(), counts.GetProperty("onlyInBigPeer").GetInt64(), counts.GetProperty("differs").GetInt64()), Is.EqualTo((0L, 0L, 0L)),
                    string.Join('\n', await Scene.DifferencesAsync()));
                Assert.That(counts.GetProperty("checked").GetInt64(), Is.GreaterThan(200));
            }
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(writers);
        }
        Assert.That(await writers[0] + await writers[1], Is.GreaterThan(20), "else nothing was on its way");

        static Task RestAsync() => Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);

        async Task<int> WriteMongoAsync()
        {
            var random = new Random(1);
            var writes = 0;
            for (; !end.IsCancellationRequested; writes++)
            {
                await Scene.Docs.Mongo.UpdateAsync(Enumerable.Range(0, 20).Select(_ => ($"\"d{random.Next(200):0000}\"", $$$"""{"$set":{"n":{{{random.Next()}}}}}""")));
                if (writes < 50) await Scene.Docs.Mongo.DeleteAsync($"\"d{200 + writes:0000}\"");
                // Not without end and with a rest: what is written all the time is in flight, which a run says after two minutes.
                await RestAsync();
                if (writes < 500) await Scene.Docs.Mongo.InsertAsync($$"""{"_id":"m{{writes}}","n":1}""");
            }
            return writes;
        }

        async Task<int> WriteBigPeerAsync()
        {
            var random = new Random(2);
            var writes = 0;
            for (; !end.IsCancellationRequested; writes++)
            {
                await Scene.Docs.BigPeer.UpdateAsync($"\"d{random.Next(200):0000}\"", "SET t = :v", $"\"t{random.Next()}\"");
                await RestAsync();
                if (writes < 500) await Scene.Docs.BigPeer.InsertAsync($$"""{"_id":"b{{writes}}","n":2}""");
            }
            return writes;
        }
    }

    [Test]
    public async Task An_interrupted_run_goes_on_where_it_was()
    {
        const int Documents = 5000;
        await StartAsync(new SceneOptions(), Documents);
        await Scene.CallAsync("POST", "/control/verification", 202, """{"rate":1500}""");
        Assert.That((await Scene.CallAsync("POST", "/control/verification", 409)).GetProperty("error").GetString(), Does.Contain("runs already"));
        JsonElement report = default;
        await Scene.UntilAsync("a thousand documents are passed", async () =>
        {
            report = await Scene.CallAsync("GET", "/control/verification");
            return report.GetProperty("collections")[0].GetProperty("countsAtPosition").GetProperty("checked").GetInt64() >= 1000 ? null : report.GetRawText();
        });
        await Scene.CallAsync("DELETE", "/control/verification");
        report = await Scene.EndedAsync("/control/verification");
        Assert.That(report.GetProperty("state").GetString(), Is.EqualTo("cancelled"));
        var passed = report.GetProperty("collections")[0].GetProperty("countsAtPosition").GetProperty("checked").GetInt64();
        Assert.That(passed, Is.InRange(1000, Documents - 1));

        // As after a crash of the bridge: what it said itself is all that is left.
        await Scene.Bridge.KillAsync();
        await Scene.StartAsync();
        Assert.That((await Scene.CallAsync("GET", "/control/verification", 404)).GetProperty("error").GetString(), Does.Contain("no verification since the start"));
        var clock = Stopwatch.StartNew();
        var resumed = await Scene.VerifyAsync($$"""{"resume":{{report.GetProperty("collections").GetRawText()}}}""");
        Assert.That(resumed.Counts(), Is.EqualTo($"checked {Documents}, equal {Documents}"), $"after {clock.Elapsed}");
    }

    [Test]
    public async Task Samples_filters_and_wrong_requests()
    {
        await StartAsync(new SceneOptions(), documents: 400);
        var sample = (await Scene.VerifyAsync("""{"sample":0.25}""")).GetProperty("collections")[0].GetProperty("counts").GetProperty("checked").GetInt64();
        Assert.That(sample, Is.InRange(50, 150));
        Assert.That((await Scene.VerifyAsync("""{"filter":"n < 10"}""")).Counts(), Is.EqualTo("checked 10, equal 10"));
        Assert.That(await ErrorAsync("""{"filter":"n <"}"""), Does.Contain("'filter'"));
        Assert.That(await ErrorAsync("""{"sample":2}"""), Does.Contain("'sample' must be"));
        Assert.That(await ErrorAsync("""{"collections":["other"]}"""), Does.Contain($"collection 'other' is not one of this bridge; it has {Scene.Docs.Mongo.Name}"));
        Assert.That(await ErrorAsync("[1]"), Does.Contain("not the JSON"));
        Assert.That((await Scene.CallAsync("PUT", "/control/verification", 405)).GetProperty("error").GetString(), Does.Contain("only GET, POST, DELETE"));
        var (code, _) = await Scene.Bridge.CallAsync("POST", "/control/verification", token: null);
        Assert.That(code, Is.EqualTo(401));

        async Task<string?> ErrorAsync(string body) => (await Scene.CallAsync("POST", "/control/verification", 400, body)).GetProperty("error").GetString();
    }

    [Test]
    public async Task Without_initial_sync_what_nobody_changed_is_no_difference()
    {
        _scene = new Scene(new SceneOptions { Collections = new Dictionary<string, string> { ["docs"] = "fields: [_id], initialSync: false" } });
        await Scene.Docs.Mongo.InsertAsync("""{"_id":"old","n":1}""", """{"_id":"both","n":1}""");
        await Scene.Docs.BigPeer.InsertAsync("""{"_id":"there","n":2}""", """{"_id":"both","n":2}""");
        await Scene.StartAsync();
        await Scene.SettleAsync();
        Assert.That((await Scene.VerifyAsync()).Counts(), Is.EqualTo("checked 5, equal 2, untouched 3"));
        await Scene.CallAsync("POST", "/control/resync", 202);
        Assert.That((await Scene.EndedAsync("/control/resync")).GetProperty("hinted").GetInt64(), Is.EqualTo(2), "nothing is carried that nobody asked for");
        Assert.That(await Scene.Docs.BigPeer.FindAsync("\"old\""), Is.Null);
        await Scene.CallAsync("POST", "/control/resync", 202, """{"includeUntouched":true}""");
        await Scene.BothAsync("\"old\"", """{"_id":"old","n":1}""");
    }
}
