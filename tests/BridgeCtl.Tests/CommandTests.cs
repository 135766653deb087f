namespace BridgeCtl.Tests;

/// <summary>The other commands, and what is said when something is wrong.</summary>
[CancelAfter(180_000)]
internal sealed class CommandTests
{
    private CtlScene _scene = null!;

    [SetUp]
    public void SetUp() => _scene = new CtlScene();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task Status_pause_and_resume()
    {
        await _scene.StartAsync(documents: 3);
        await _scene.Scene.UntilAsync("three documents", async () => (await _scene.RunAsync("status")) is { Code: 0 } s && s.Output.Contains("live", StringComparison.Ordinal) ? null : "not yet");
        var status = await _scene.RunAsync("status");
        Assert.That(status.Output, Does.Contain("in step").And.Contain("COLLECTION").And.Contain(_scene.Collection).And.Contain("MongoDB connected").And.Not.Contain("NOT AS IT SHOULD BE"));
        Assert.That((await _scene.RunAsync("status", "-o", "json")).Json.GetProperty("name").GetString(), Is.EqualTo("bridge"));

        Assert.That((await _scene.RunAsync("pause")).Output, Does.Contain("is paused").And.Contain("`bridgectl resume` ends it."));
        var paused = await _scene.RunAsync("status");
        Assert.That(paused.Code, Is.EqualTo(1));
        Assert.That(paused.Output, Does.Contain("PausedByPerson").And.Contain("(bridgectl resume)"));
        Assert.That((await _scene.RunAsync("doctor")).Output, Does.Contain("Bridge: Paused"));
        var resumed = await _scene.RunAsync("resume", "-o", "json");
        Assert.That((resumed.Code, resumed.Json.GetProperty("paused").GetBoolean()), Is.EqualTo((0, false)));
        Assert.That((await _scene.RunAsync("status")).Code, Is.Zero);
    }

    [Test]
    public async Task Dead_letters_are_listed_shown_tried_again_and_put_aside()
    {
        await _scene.StartAsync(documents: 1);
        Assert.That((await _scene.RunAsync("deadletters", "list")).Output, Is.EqualTo("There are none."));
        await _scene.Scene.Docs.Mongo.InsertAsync($$"""{"_id":"{{new string('x', 300)}}"}""", $$"""{"_id":"{{new string('y', 300)}}"}""");
        await _scene.Scene.ParkedAsync("UnsupportedIdentity", "UnsupportedIdentity");
        var list = await _scene.RunAsync("deadletters", "list", "--collection", _scene.Collection, "--side", "mongodb");
        Assert.That((list.Code, list.Output.Split("UnsupportedIdentity").Length), Is.EqualTo((1, 3)));
        Assert.That((await _scene.RunAsync("deadletters", "list", "--limit", "1")).Errors, Does.Contain("There are more"));
        var id = (await _scene.RunAsync("deadletters", "list", "-o", "json")).Json[0].GetProperty("id").GetString()!;
        Assert.That((await _scene.RunAsync("deadletters", "show", "--id", id)).Output, Does.Contain("UnsupportedIdentity").And.Contain("attempts"));
        Assert.That((await _scene.RunAsync("deadletters", "replay", "--id", id)).Output, Does.StartWith("1 documents are tried again"));
        Assert.That((await _scene.RunAsync("deadletters", "replay", "--all")).Output, Does.StartWith("2 documents are tried again"));
        Assert.That((await _scene.RunAsync("deadletters", "replay")).Code, Is.EqualTo(2), "not all by mistake");
        Assert.That((await _scene.RunAsync("deadletters", "discard", "--id", id)).Code, Is.Zero);
        Assert.That((await _scene.RunAsync("deadletters", "list", "-o", "json")).Json.GetArrayLength(), Is.EqualTo(1));
        var unknown = await _scene.RunAsync("deadletters", "show", "--id", "none");
        Assert.That((unknown.Code, unknown.Errors), Is.EqualTo((2, $"{await _scene.UrlAsync()}: there is no such letter: its document has gone over, or is gone")));
    }

    [Test]
    public async Task Held_deletes_are_listed_and_let_go()
    {
        await _scene.DisposeAsync();
        _scene = new CtlScene(new SceneOptions { Yaml = "massDeleteGuard: { share: 0.5, minimum: 5 }" });
        await _scene.StartAsync(documents: 10);
        Assert.That((await _scene.RunAsync("mass-deletes", "list")).Output, Is.EqualTo("Nothing is held back."));
        for (var i = 0; i < 9; i++) await _scene.Scene.Docs.BigPeer.DeleteAsync($"\"d{i:0000}\"");
        CtlRun list = null!;
        await _scene.Scene.UntilAsync("deletes are held back", async () => (list = await _scene.RunAsync("mass-deletes", "list", "-o", "json")).Code == 1 ? null : list.Output);
        Assert.That((await _scene.RunAsync("mass-deletes", "list")).Output, Does.Contain("LACKING IN").And.Contain("bigPeer"));
        var documents = await _scene.RunAsync("mass-deletes", "list", "--collection", _scene.Collection, "--side", "bigPeer");
        Assert.That(documents.Output, Does.Contain("\"d000"));
        await _scene.Scene.UntilAsync("the deletes are let go", async () =>
        {
            var block = (await _scene.RunAsync("mass-deletes", "list", "-o", "json")).Json.GetProperty("blocks")[0].GetProperty("block");
            var run = await _scene.RunAsync("mass-deletes", "release", "--collection", _scene.Collection, "--side", "bigPeer", "--id", block.GetProperty("id").GetString()!);
            return run.Code == 0 ? null : run.Errors;
        });
        await _scene.Scene.UntilAsync("they are carried out", async () => await _scene.Scene.Docs.Mongo.CountAsync() is var left && left == 1 ? null : $"{left}");
    }

    [Test]
    public async Task What_is_wrong_is_said_with_what_to_do()
    {
        var unreachable = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_URL"] = "" }, "status", "--url", "http://127.0.0.1:1");
        Assert.That(unreachable.Code, Is.EqualTo(3));
        Assert.That(unreachable.Errors, Does.StartWith("No bridge answers at http://127.0.0.1:1: Connection refused").And.Contain("-n NAMESPACE NAME"));

        await _scene.StartAsync(documents: 0);
        var url = await _scene.UrlAsync();
        var none = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_TOKEN"] = "" }, "verify", "--url", url);
        Assert.That((none.Code, none.Errors), Is.EqualTo((4, $"{url} does not accept the token. Give the bridge's status.token in a file with --token-file, or in the environment variable BRIDGE_TOKEN.")));
        var file = await CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_TOKEN"] = "" }, "verify", "--url", url, "--token-file", _scene.Write("token", $"{Scene.Token}\n"));
        Assert.That(file.Code, Is.Zero);

        var typo = await _scene.RunAsync("verfy");
        Assert.That(typo.Code, Is.EqualTo(2));
        Assert.That(typo.Errors, Does.Contain("`bridgectl --help` shows what there is."));
        Assert.That((await _scene.RunAsync("verify", "--sample", "3")).Errors, Does.Contain("'sample' must be a number above 0 and up to 1"));
        Assert.That((await _scene.RunAsync("plan")).Errors, Does.Contain("Which configuration?"));
        Assert.That((await _scene.RunAsync("status", "-n", "ditto")).Errors, Does.Contain("Which bridge?"));
        var help = await _scene.RunAsync("--help");
        Assert.That(help.Output, Does.Contain("Exit codes: 0 all is well").And.Contain("deadletters").And.Contain("kubectl bridge"));
    }

    [Test]
    public async Task Kubectl_finds_it_as_a_plugin()
    {
        await _scene.StartAsync(documents: 0);
        await using var process = ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "kubectl-bridge"), ["pause"], await _scene.EnvironmentAsync());
        var run = await CtlRun.EndAsync(process);
        Assert.That((run.Code, run.Output), Is.EqualTo((0, $"{await _scene.UrlAsync()} is paused: changes are noticed and wait, nothing is carried over. `kubectl bridge resume` ends it.")));
    }
}
