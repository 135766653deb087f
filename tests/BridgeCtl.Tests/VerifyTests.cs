using System.Text.Json;

namespace BridgeCtl.Tests;

/// <summary><c>verify</c>, <c>repair</c> and <c>resync</c>, with a bridge that runs and without.</summary>
[CancelAfter(240_000)]
internal sealed class VerifyTests : CtlFixture
{
    [Test]
    public async Task What_a_verification_finds_a_repair_heals_and_the_exit_codes_say_so()
    {
        await Ctl.StartAsync(documents: 20);
        var well = await Ctl.RunAsync("verify");
        Assert.That(well.Code, Is.Zero);
        Assert.That(well.Output, Does.Contain("ONLY IN MONGODB").And.Contain("No difference."));
        Assert.That((await Ctl.RunAsync("repair")).Output, Does.Contain("Nothing differed"));

        await Ctl.PlantAsync();
        var nothing = await Ctl.RunAsync("repair");
        Assert.That((nothing.Code, nothing.Errors), Is.EqualTo((2, $"{await Ctl.UrlAsync()} has verified nothing since its start. Run `bridgectl verify` first, or give a report with --from.")));
        var table = await Ctl.RunAsync("verify");
        Assert.That(table.Code, Is.EqualTo(1));
        Assert.That(table.Output, Does.Contain("only in MongoDB").And.Contain("only in Big Peer").And.Contain("differs").And.Contain("3 documents differ. `bridgectl repair` has them looked at again."));

        var report = await Ctl.RunAsync("verify", "-o", "json");
        Assert.That(report.Code, Is.EqualTo(1));
        Assert.That(report.Json.GetProperty("differences").EnumerateArray().Select(d => $"{d.GetProperty("id")} {d.GetProperty("kind")}"),
            Is.EquivalentTo(new[] { "d0001 differs", "d0002 onlyInBigPeer", "new onlyInMongoDB" }));
        var repaired = await Ctl.RunAsync("repair", "--from", Ctl.Write("report.json", report.Output));
        Assert.That((repaired.Code, repaired.Output), Is.EqualTo((0, "3 documents are looked at again. `bridgectl verify` shows in a moment whether they agree.")));
        await Ctl.Scene.BothAsync("\"new\"", """{"_id":"new","n":1}""");
        await Ctl.Scene.BothAsync("\"d0001\"", """{"_id":"d0001","n":-1,"o":{"a":1,"b":2} }""");
        await Ctl.Scene.BothAsync("\"d0002\"", null);
        Assert.That((await Ctl.RunAsync("verify")).Code, Is.Zero);
    }

    [Test]
    public async Task A_resync_heals_without_a_verification()
    {
        await Ctl.StartAsync(documents: 20);
        await Ctl.PlantAsync();
        var run = await Ctl.RunAsync("resync", "--collection", Ctl.Collection);
        Assert.That((run.Code, run.Output), Is.EqualTo((0, "Done: 21 documents were looked at again.")));
        Assert.That((await Ctl.RunAsync("verify")).Code, Is.Zero);
        Assert.That((await Ctl.RunAsync("resync", "--collection", "other")).Code, Is.EqualTo(2));
    }

    [Test]
    public async Task Deletes_that_the_guard_holds_are_told_as_held_with_a_bridge_and_without()
    {
        await UseAsync(new SceneOptions { Yaml = "massDeleteGuard: { share: 0.2, minimum: 5 }" });
        await Ctl.StartAsync(documents: 20);
        for (var i = 0; i < 6; i++) await Ctl.Scene.Docs.BigPeer.DeleteAsync($"\"d{i:0000}\"");
        var gone = 0L;
        await Ctl.Scene.UntilAsync("deletes are held back", async () => (await Ctl.RunAsync("mass-deletes", "list")).Code == 1 ? null : "not yet");
        await Ctl.Scene.UntilAsync("all that are held are known", async () =>
        {
            gone = 20 - await Ctl.Scene.Docs.Mongo.CountAsync();
            var run = await Ctl.RunAsync("verify", "-o", "json");
            var counts = run.Json.GetProperty("report").GetProperty("collections")[0].GetProperty("counts");
            return (run.Code, counts.GetProperty("held").GetInt64(), counts.GetProperty("onlyInMongoDB").GetInt64(), run.Json.GetProperty("differences").GetArrayLength()) == (1, 6 - gone, 0, 0) ? null : counts.GetRawText();
        });
        var table = await Ctl.RunAsync("verify");
        Assert.That(table.Output, Does.Contain("HELD").And.Contain($"No difference; {6 - gone} deletes are held by the mass-delete guard until a person decides (`bridgectl mass-deletes list`)."));
        await Ctl.Scene.StopAsync();
        var alone = await Ctl.AloneAsync("verify", "-f", Ctl.Configuration(), "--settle", "0");
        Assert.That((alone.Code, alone.Output.Contains($"No difference; {6 - gone} deletes are held", StringComparison.Ordinal)), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task Without_a_bridge_the_two_sides_are_compared_from_here()
    {
        await Ctl.StartAsync(documents: 20);
        await Ctl.PlantAsync();
        await Ctl.Scene.StopAsync();
        var run = await Ctl.AloneAsync("verify", "-f", Ctl.Configuration(), "--settle", "0", "-o", "json");
        Assert.That(run.Code, Is.EqualTo(1));
        Assert.That(run.Json.GetProperty("report").GetProperty("collections")[0].GetProperty("counts").GetProperty("equal").GetInt64(), Is.EqualTo(18));
        Assert.That(run.Json.GetProperty("differences").GetArrayLength(), Is.EqualTo(3));
    }

    [Test]
    public async Task An_interrupted_run_goes_on_from_its_state_file()
    {
        const int Documents = 6000;
        await Ctl.StartAsync(Documents);
        await Ctl.PlantAsync();
        var state = Ctl.FileOf("state.json");
        await using (var process = CtlRun.Start(await Ctl.EnvironmentAsync(), "verify", "--rate", "300", "--state", state))
        {
            await Ctl.Scene.UntilAsync("a thousand documents are passed", () => Task.FromResult(Passed(state) >= 1000 ? null : "not yet"));
            process.Signal(UnixSignal.Terminate);
            var run = await CtlRun.EndAsync(process);
            Assert.That(run.Code, Is.EqualTo(130));
            Assert.That(run.Errors, Does.Contain($"--resume {state}` goes on."));
        }
        Assert.That(Passed(state), Is.InRange(1000, Documents - 1));
        var resumed = await Ctl.RunAsync("verify", "--resume", state, "-o", "json");
        Assert.That(resumed.Code, Is.EqualTo(1));
        var counts = resumed.Json.GetProperty("report").GetProperty("collections")[0].GetProperty("counts");
        Assert.That((counts.GetProperty("checked").GetInt64(), counts.GetProperty("equal").GetInt64()), Is.EqualTo((Documents + 1L, Documents - 2L)));
        Assert.That(resumed.Json.GetProperty("differences").GetArrayLength(), Is.EqualTo(3), "those of the first part are not forgotten");
        Assert.That((await Ctl.RunAsync("verify", "--resume", Ctl.Configuration())).Errors, Does.Contain("is not what `verify -o json` or `verify --state` wrote"));
    }

    private static long Passed(string state) =>
        File.Exists(state) ? JsonDocument.Parse(File.ReadAllText(state)).RootElement.GetProperty("report").GetProperty("collections")[0].GetProperty("countsAtPosition").GetProperty("checked").GetInt64() : 0;
}
