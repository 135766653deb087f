namespace Operator.Tests.Live;

[Parallelizable(ParallelScope.Self)]
public sealed class MassDeleteTests
{
    private LiveScene _scene = null!;

    [SetUp]
    public async Task SetUp() => _scene = await LiveScene.StartAsync();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task Held_deletes_are_shown_with_their_id_and_an_annotation_lets_them_go_once()
    {
        await _scene.StartBridgeAsync(more: "massDeleteGuard: {minimum: 10}");
        var ids = Enumerable.Range(0, 40).Select(i => $"\"d{i:00}\"").ToList();
        await _scene.InMongo().InsertAsync(ids.Select(i => $$"""{"_id":{{i}},"n":1}"""));
        await _scene.UntilAsync("they are at the Big Peer", async () => await _scene.InBigPeer().CountAsync() is var n && n == 40 ? null : $"{n}");
        await _scene.UntilAsync("the status counts them", async () => (await _scene.StatusAsync())["collections"]?[0]?["documents"]?.GetValue<long>() == 40 ? null : "not yet");

        await _scene.InMongo().DeleteAsync(ids.Take(30));
        await _scene.UntilAsync("x", "Synchronizing", "False/MassDeleteBlocked");
        var id = await BlockAsync();
        var left = await _scene.InBigPeer().CountAsync();
        Assert.That(left, Is.GreaterThanOrEqualTo(30), "no more than the guard lets pass");
        Assert.That(await _scene.Bridges.KubectlAsync("describe", "bpdb", "x"), Does.Contain($"block {id}").And.Contain("MongoDB lacks"));

        await AnnotateAsync($"{_scene.Collection}@000000");
        await _scene.UntilAsync("the wrong id is told", async () => (await _scene.Bridges.EventsAsync()).Any(e => e.StartsWith("Warning MassDeleteNotReleased", StringComparison.Ordinal)) ? null : "not yet");
        Assert.That(await _scene.InBigPeer().CountAsync(), Is.EqualTo(left), "another block's id lets nothing go");

        await AnnotateAsync($"{_scene.Collection}:mongodb@{id}");
        await _scene.UntilAsync("they are deleted", async () => await _scene.InBigPeer().CountAsync() is var n && n == 10 ? null : $"{n}");
        await _scene.ReadyAsync();
        var released = (await _scene.Bridges.EventsAsync()).Where(e => e.StartsWith("Normal MassDeleteReleased", StringComparison.Ordinal)).ToList();
        Assert.That(released, Has.Count.EqualTo(1));
        Assert.That(released[0], Does.Contain($"Block {id} is let go"));

        // The annotation stays, and a later block is another.
        await _scene.InMongo().InsertAsync(ids.Take(30).Select(i => $$"""{"_id":{{i}},"n":2}"""));
        await _scene.UntilAsync("they are at the Big Peer again", async () => await _scene.InBigPeer().CountAsync() is var n && n == 40 ? null : $"{n}");
        await _scene.InMongo().DeleteAsync(ids.Take(30));
        await _scene.UntilAsync("x", "Synchronizing", "False/MassDeleteBlocked");
        await _scene.UntilAsync("the operator has looked a few times", LooksAsync(3));
        Assert.That(await _scene.InBigPeer().CountAsync(), Is.GreaterThanOrEqualTo(30));
        Assert.That(string.Join('\n', _scene.Bridges.Log.Lines), Does.Not.Contain(await TokenAsync()));
    }

    private Task AnnotateAsync(string value) => _scene.Bridges.KubectlAsync("annotate", "bpdb", "x", "--overwrite", $"ditto.live/release-mass-delete={value}");

    private async Task<string> BlockAsync()
    {
        var message = await _scene.Bridges.MessageAsync("x", "Synchronizing");
        return message[(message.LastIndexOf("(block ", StringComparison.Ordinal) + "(block ".Length)..].TrimEnd(')');
    }

    private async Task<string> TokenAsync()
    {
        var secret = await _scene.Bridges.GetAsync("secret", "x");
        return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret["data"]!["status-token"]!.GetValue<string>()));
    }

    private Func<Task<string?>> LooksAsync(int times)
    {
        var wanted = _scene.StatusReads + times;
        return () => Task.FromResult(_scene.StatusReads >= wanted ? null : "not yet");
    }
}
