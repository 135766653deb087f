namespace BridgeCtl.Tests;

/// <summary>The other commands, and what is said when something is wrong.</summary>
[CancelAfter(180_000)]
internal sealed class CommandTests : CtlFixture
{
    [Test]
    public async Task Status_pause_and_resume()
    {
        await Ctl.StartAsync(documents: 3);
        await Ctl.Scene.UntilAsync("three documents", async () => (await Ctl.RunAsync("status")) is { Code: 0 } s && s.Output.Contains("live", StringComparison.Ordinal) ? null : "not yet");
        var status = await Ctl.RunAsync("status");
        Assert.That(status.Output, Does.Contain("in step").And.Contain("COLLECTION").And.Contain(Ctl.Collection).And.Contain("MongoDB connected").And.Not.Contain("NOT AS IT SHOULD BE"));
        Assert.That((await Ctl.RunAsync("status", "-o", "json")).Json.GetProperty("name").GetString(), Is.EqualTo("bridge"));

        Assert.That((await Ctl.RunAsync("pause")).Output, Does.Contain("is paused").And.Contain("`bridgectl resume` ends it."));
        var paused = await Ctl.RunAsync("status");
        Assert.That(paused.Code, Is.EqualTo(1));
        Assert.That(paused.Output, Does.Contain("PausedByPerson").And.Contain("(bridgectl resume)"));
        Assert.That((await Ctl.RunAsync("doctor")).Output, Does.Contain("Bridge: Paused"));
        var resumed = await Ctl.RunAsync("resume", "-o", "json");
        Assert.That((resumed.Code, resumed.Json.GetProperty("paused").GetBoolean()), Is.EqualTo((0, false)));
        Assert.That((await Ctl.RunAsync("status")).Code, Is.Zero);
    }

    [Test]
    public async Task Dead_letters_are_listed_shown_tried_again_and_put_aside()
    {
        await Ctl.StartAsync(documents: 1);
        Assert.That((await Ctl.RunAsync("deadletters", "list")).Output, Is.EqualTo("There are none."));
        await Ctl.Scene.Docs.Mongo.InsertAsync($$"""{"_id":"{{new string('x', 300)}}"}""", $$"""{"_id":"{{new string('y', 300)}}"}""");
        await Ctl.Scene.ParkedAsync("UnsupportedIdentity", "UnsupportedIdentity");
        var list = await Ctl.RunAsync("deadletters", "list", "--collection", Ctl.Collection, "--side", "mongodb");
        Assert.That((list.Code, list.Output.Split("UnsupportedIdentity").Length), Is.EqualTo((1, 3)));
        Assert.That((await Ctl.RunAsync("deadletters", "list", "--limit", "1")).Errors, Does.Contain("There are more"));
        var id = (await Ctl.RunAsync("deadletters", "list", "-o", "json")).Json[0].GetProperty("id").GetString()!;
        Assert.That((await Ctl.RunAsync("deadletters", "show", "--id", id)).Output, Does.Contain("UnsupportedIdentity").And.Contain("attempts"));
        Assert.That((await Ctl.RunAsync("deadletters", "replay", "--id", id)).Output, Does.StartWith("1 documents are tried again"));
        Assert.That((await Ctl.RunAsync("deadletters", "replay", "--all")).Output, Does.StartWith("2 documents are tried again"));
        Assert.That((await Ctl.RunAsync("deadletters", "replay")).Code, Is.EqualTo(2), "not all by mistake");
        Assert.That((await Ctl.RunAsync("deadletters", "discard", "--id", id)).Code, Is.Zero);
        Assert.That((await Ctl.RunAsync("deadletters", "list", "-o", "json")).Json.GetArrayLength(), Is.EqualTo(1));
        var unknown = await Ctl.RunAsync("deadletters", "show", "--id", "none");
        Assert.That((unknown.Code, unknown.Errors), Is.EqualTo((2, $"{await Ctl.UrlAsync()}: there is no such letter: its document has gone over, or is gone")));
    }

    [Test]
    public async Task Held_deletes_are_listed_and_let_go()
    {
        await UseAsync(new SceneOptions { Yaml = "massDeleteGuard: { share: 0.5, minimum: 5 }" });
        await Ctl.StartAsync(documents: 10);
        Assert.That((await Ctl.RunAsync("mass-deletes", "list")).Output, Is.EqualTo("Nothing is held back."));
        for (var i = 0; i < 9; i++) await Ctl.Scene.Docs.BigPeer.DeleteAsync($"\"d{i:0000}\"");
        CtlRun list = null!;
        await Ctl.Scene.UntilAsync("deletes are held back", async () => (list = await Ctl.RunAsync("mass-deletes", "list", "-o", "json")).Code == 1 ? null : list.Output);
        Assert.That((await Ctl.RunAsync("mass-deletes", "list")).Output, Does.Contain("LACKING IN").And.Contain("bigPeer"));
        var documents = await Ctl.RunAsync("mass-deletes", "list", "--collection", Ctl.Collection, "--side", "bigPeer");
        Assert.That(documents.Output, Does.Contain("\"d000"));
        await Ctl.Scene.UntilAsync("the deletes are let go", async () =>
        {
            var block = (await Ctl.RunAsync("mass-deletes", "list", "-o", "json")).Json.GetProperty("blocks")[0].GetProperty("block");
            var run = await Ctl.RunAsync("mass-deletes", "release", "--collection", Ctl.Collection, "--side", "bigPeer", "--id", block.GetProperty("id").GetString()!);
            return run.Code == 0 ? null : run.Errors;
        });
        await Ctl.Scene.UntilAsync("they are carried out", async () => await Ctl.Scene.Docs.Mongo.CountAsync() is var left && left == 1 ? null : $"{left}");
    }

    [Test]
    public async Task What_is_wrong_is_said_with_what_to_do()
    {
        var unreachable = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_URL"] = "" }, "status", "--url", "http://127.0.0.1:1");
        Assert.That(unreachable.Code, Is.EqualTo(3));
        Assert.That(unreachable.Errors, Does.StartWith("No bridge answers at http://127.0.0.1:1: Connection refused").And.Contain("-n NAMESPACE NAME"));

        await Ctl.StartAsync(documents: 0);
        var url = await Ctl.UrlAsync();
        var none = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_TOKEN"] = "" }, "verify", "--url", url);
        Assert.That((none.Code, none.Errors), Is.EqualTo((4, $"{url} does not accept the token. Give the bridge's status.token in a file with --token-file, or in the environment variable BRIDGE_TOKEN.")));
        var file = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_TOKEN"] = "" }, "verify", "--url", url, "--token-file", Ctl.Write("token", $"{Scene.Token}\n"));
        Assert.That(file.Code, Is.Zero);
        var named = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_TOKEN"] = "", ["BRIDGE_TOKEN_FILE"] = Ctl.FileOf("token") }, "pause", "--url", url);
        Assert.That(named.Code, Is.Zero);
        var nowhere = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_TOKEN"] = "", ["BRIDGE_TOKEN_FILE"] = "/none" }, "resume", "--url", url);
        Assert.That(nowhere.Code, Is.EqualTo(4), "the image names a file that only the operator's pods have");

        var typo = await Ctl.RunAsync("verfy");
        Assert.That(typo.Code, Is.EqualTo(2));
        Assert.That(typo.Errors, Does.Contain("`bridgectl --help` shows what there is."));
        Assert.That((await Ctl.RunAsync("verify", "--sample", "3")).Errors, Does.Contain("'sample' must be a number above 0 and up to 1"));
        Assert.That((await Ctl.RunAsync("plan")).Errors, Does.Contain("Which configuration?"));
        Assert.That((await Ctl.RunAsync("status", "-n", "ditto")).Errors, Does.Contain("Which bridge?"));
        var help = await Ctl.RunAsync("--help");
        Assert.That(help.Output, Does.Contain("Exit codes: 0 all is well").And.Contain("deadletters").And.Contain("kubectl bridge"));
    }

    [Test]
    public async Task Kubectl_finds_it_as_a_plugin()
    {
        await Ctl.StartAsync(documents: 0);
        await using var process = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "kubectl-bridge"), ["pause"], await Ctl.EnvironmentAsync());
        var run = await CtlRun.EndAsync(process);
        Assert.That((run.Code, run.Output), Is.EqualTo((0, $"{await Ctl.UrlAsync()} is paused: changes are noticed and wait, nothing is carried over. `kubectl bridge resume` ends it.")));
    }
}
