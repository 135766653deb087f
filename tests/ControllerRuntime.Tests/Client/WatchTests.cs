using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using ControllerRuntime.Tests.Faults;
using TestKit;

namespace ControllerRuntime.Tests.Client;

public sealed class WatchTests
{
    private Playground _playground = null!;

    [SetUp]
    public async Task SetUp() => _playground = await Playground.MakeAsync();

    [TearDown]
    public async Task TearDown() => await _playground.DisposeAsync();

    [Test]
    public async Task Everything_that_happens_after_a_version_is_told_in_order_and_a_bookmark_before_the_end()
    {
        var first = await _playground.CreateAsync("w");
        var changed = await _playground.Client.ReplaceAsync(ConfigMap.Type, first with { Data = new Dictionary<string, string> { ["a"] = "1" } }, default);
        await _playground.CreateAsync("x");
        await _playground.DeleteAsync("w");

        var told = new List<(WatchEventType Type, string Name)>();
        await foreach (var e in _playground.Client.WatchAsync(ConfigMap.Type, Here(), new WatchOptions { ResourceVersion = first.Metadata.ResourceVersion!, Duration = TimeSpan.FromSeconds(10) }, default))
        {
            if (e.Type == WatchEventType.Bookmark) told.Add((e.Type, ""));
            else if (e.Object.Metadata.Name is "w" or "x") told.Add((e.Type, e.Object.Metadata.Name));
        }
        Assert.That(told.Take(3), Is.EqualTo(new[] { (WatchEventType.Modified, "w"), (WatchEventType.Added, "x"), (WatchEventType.Deleted, "w") }));
        Assert.That(told.Skip(3).Select(t => t.Type), Is.Not.Empty.And.All.EqualTo(WatchEventType.Bookmark), "the server says how far it is before it ends a watch");
        Assert.That(changed.Data["a"], Is.EqualTo("1"));
    }

    [Test]
    public async Task A_version_that_the_server_has_forgotten_is_expired()
    {
        // A server knows no events from before its own start.
        await using var first = await KubernetesCluster.StartOwnAsync();
        await using var again = await first.RestartAsync();
        using var client = Playground.MakeClient(KubeConfig.Read([again.KubeConfig], context: null, TimeProvider.System));
        var old = Assert.ThrowsAsync<KubeException>(async () =>
        {
            await foreach (var e in client.WatchAsync(ConfigMap.Type, new ListOptions(), new WatchOptions { ResourceVersion = "1" }, default)) Assert.Fail($"told {e.Type}");
        });
        Assert.That(old!.Kind, Is.EqualTo(KubeErrorKind.Expired));
    }

    [Test]
    public async Task A_watch_that_has_become_silent_is_stalled()
    {
        await using var proxy = await FaultProxy.StartAsync();
        using var client = Playground.MakeClient(proxy.Configuration);
        var from = await _playground.CreateAsync("before");
        var watch = new WatchOptions { ResourceVersion = from.Metadata.ResourceVersion!, IdleLimit = TimeSpan.FromSeconds(1) };
        var stalled = Assert.ThrowsAsync<KubeException>(async () =>
        {
            await foreach (var e in client.WatchAsync(ConfigMap.Type, Here(), watch, default)) TestContext.Progress.WriteLine(e.Type);
        });
        Assert.That(stalled!.Kind, Is.EqualTo(KubeErrorKind.Stalled));
    }

    [Test]
    public async Task A_watch_ends_when_its_caller_does()
    {
        var from = await _playground.CreateAsync("before");
        using var stop = new CancellationTokenSource();
        var watching = Task.Run(async () =>
        {
            await foreach (var e in _playground.Client.WatchAsync(ConfigMap.Type, Here(), new WatchOptions { ResourceVersion = from.Metadata.ResourceVersion! }, stop.Token))
            {
                if (e.Object.Metadata.Name == "after") await stop.CancelAsync();
            }
        });
        await _playground.CreateAsync("after");
        Assert.That(async () => await watching.WaitAsync(Playground.Limit), Throws.InstanceOf<OperationCanceledException>());
    }

    private ListOptions Here() => new() { Namespace = _playground.Namespace };
}
