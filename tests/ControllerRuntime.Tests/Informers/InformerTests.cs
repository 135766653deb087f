using System.Collections.Concurrent;
using ControllerRuntime.Client;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using ControllerRuntime.Tests.Faults;
using TestKit;

namespace ControllerRuntime.Tests.Informers;

public sealed class InformerTests
{
    private readonly ConcurrentQueue<string> _told = new();
    private Playground _playground = null!;
    private FaultProxy _proxy = null!;
    private CancellationTokenSource _stop = null!;
    private Task _running = Task.CompletedTask;
    private MetricReading? _restarts;

    [SetUp]
    public async Task SetUp()
    {
        _told.Clear();
        _stop = new CancellationTokenSource();
        _playground = await Playground.MakeAsync();
        _proxy = await FaultProxy.StartAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _restarts?.Dispose();
        await _proxy.DisposeAsync();
        await _playground.DisposeAsync();
        _stop.Dispose();
    }

    [Test]
    public async Task What_is_there_and_what_happens_later_is_told_and_stored()
    {
        for (var i = 0; i < 5; i++) await _playground.CreateAsync($"c{i}");
        var informer = await FollowAsync(new InformerOptions { PageSize = 2 });
        Assert.That(Ours(informer), Is.EquivalentTo(new[] { "c0", "c1", "c2", "c3", "c4" }));

        var changed = await _playground.Client.FindAsync(ConfigMap.Type, _playground.Key("c1"), default);
        await _playground.Client.ReplaceAsync(ConfigMap.Type, changed! with { Data = new Dictionary<string, string> { ["a"] = "1" } }, default);
        await _playground.DeleteAsync("c0");
        await _playground.CreateAsync("c5");
        await ToldAsync("changed c1", "gone c0", "new c5");
        Assert.That(informer.Store.Find(_playground.Key("c1"))!.Data["a"], Is.EqualTo("1"));
        Assert.That(informer.Store.Find(_playground.Key("c0")), Is.Null);
    }

    [Test]
    public async Task What_is_heard_moves_the_heartbeat_and_silence_stops_it()
    {
        var time = new FakeTimeProvider();
        var informer = await FollowAsync(time: time);
        Assert.That(informer.Heartbeat.IsOverdue, Is.False);
        time.Advance(TimeSpan.FromMinutes(6));
        Assert.That(informer.Heartbeat.IsOverdue, "a watch is replaced long before");
        await _playground.CreateAsync("c");
        await Playground.UntilAsync("it has moved", () => informer.Heartbeat.IsOverdue ? "not yet" : null);
    }

    [Test]
    public async Task A_refusal_is_told_until_it_is_over()
    {
        _proxy.Refusal = _ => 403;
        var informer = Make();
        _running = informer.RunAsync(_stop.Token);
        await Playground.UntilAsync("the refusal is told", () => informer.Refusal?.Contains("a fault of the test", StringComparison.Ordinal) == true ? null : "not yet");
        Assert.That(informer.Synced.IsCompleted, Is.False);
        _proxy.Refusal = _ => null;
        await informer.Synced.WaitAsync(Playground.Limit);
        Assert.That(informer.Refusal, Is.Null);
    }

    [Test]
    public async Task What_is_not_worth_keeping_is_not_kept()
    {
        await _playground.CreateAsync("c", ("big", "1"));
        var informer = await FollowAsync(keep: c => c with { Data = new Dictionary<string, string>() });
        await _playground.CreateAsync("d", ("big", "2"));
        await ToldAsync("new c", "new d");
        Assert.That(informer.Store.All.Select(c => c.Data.Count), Is.All.Zero);
    }

    [Test]
    public async Task Changes_go_on_where_they_were_after_a_watch_that_broke()
    {
        var informer = await FollowAsync();
        for (var i = 0; i < 5; i++)
        {
            await WatchingAsync();
            _proxy.CutWatches();
            await _playground.CreateAsync($"c{i}");
        }
        await ToldAsync("new c0", "new c1", "new c2", "new c3", "new c4");
        Assert.That(Ours(informer), Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_delete_while_nobody_watched_is_told_by_the_list_that_follows_an_expired_version()
    {
        await _playground.CreateAsync("stays");
        await _playground.CreateAsync("goes");
        var informer = await FollowAsync();
        await WatchingAsync();
        _proxy.IsCut = true;
        await _playground.DeleteAsync("goes");
        await _playground.CreateAsync("comes");
        _proxy.ExpireNextWatch();
        _proxy.IsCut = false;
        await ToldAsync("new comes", "gone goes");
        Assert.That(Ours(informer), Is.EquivalentTo(new[] { "stays", "comes" }));
        Assert.That(_told, Has.None.EqualTo("gone stays").And.Exactly(1).EqualTo("new stays"), "what did not change is not told again");
    }

    [Test]
    public async Task An_object_of_the_same_name_that_came_after_a_delete_is_told_as_both()
    {
        await _playground.CreateAsync("reborn");
        await FollowAsync();
        await WatchingAsync();
        _proxy.IsCut = true;
        await _playground.DeleteAsync("reborn");
        await _playground.CreateAsync("reborn");
        _proxy.ExpireNextWatch();
        _proxy.IsCut = false;
        await ToldAsync("new reborn", "gone reborn", "new reborn");
    }

    [Test]
    public async Task A_connection_whose_other_end_has_fallen_silent_is_replaced()
    {
        await FollowAsync(new InformerOptions { WatchIdleLimit = TimeSpan.FromSeconds(1) });
        await WatchingAsync();
        _proxy.IsCut = true;
        await _playground.CreateAsync("unseen");
        await Playground.UntilAsync("the silent watch is given up", () => Restarts("stalled") > 0 ? null : "not yet");
        _proxy.IsCut = false;
        await ToldAsync("new unseen");
    }

    [Test]
    public async Task Several_namespaces_are_followed_side_by_side()
    {
        await using var other = await Playground.MakeAsync();
        await using var third = await Playground.MakeAsync();
        await _playground.CreateAsync("here");
        await other.CreateAsync("there");
        await third.CreateAsync("nowhere");
        var informer = await FollowAsync(new InformerOptions { Namespaces = [_playground.Namespace, other.Namespace] });
        Assert.That(informer.Store.All.Select(c => c.Metadata.Name), Has.Member("here").And.Member("there").And.No.Member("nowhere"));
        await other.DeleteAsync("there");
        await ToldAsync("gone there");
    }

    [Test]
    public async Task Nothing_is_missed_by_an_informer_whose_server_fails_all_the_time()
    {
        var random = new Random(20_26);
        var refusals = new Random(42);
        var informer = await FollowAsync(new InformerOptions { PageSize = 7, WatchIdleLimit = TimeSpan.FromSeconds(2), FirstRetry = TimeSpan.FromMilliseconds(10), LongestRetry = TimeSpan.FromMilliseconds(200) });
        _proxy.Refusal = _ =>
        {
            lock (refusals) return refusals.Next(4) switch { 0 => 500, 1 => 429, _ => null };
        };
        var alive = new HashSet<string>();
        var deleted = new List<string>();
        for (var i = 0; i < 300; i++)
        {
            if (alive.Count > 20 && random.Next(2) == 0)
            {
                var name = alive.ElementAt(random.Next(alive.Count));
                alive.Remove(name);
                await _playground.DeleteAsync(name);
                deleted.Add(name);
            }
            else
            {
                alive.Add($"c{i}");
                await _playground.CreateAsync($"c{i}");
            }
            if (random.Next(10) == 0) _proxy.CutWatches();
            if (random.Next(25) == 0) _proxy.ExpireNextWatch();
        }
        await Playground.UntilAsync("the store is as the server", () => alive.SetEquals(Ours(informer)) ? null : $"{Ours(informer).Count} of {alive.Count}");
        // An object that lived only between two lists was never there for whoever lists.
        var known = _told.Where(t => t.StartsWith("new c", StringComparison.Ordinal)).Select(t => t[4..]).ToHashSet();
        var gone = _told.Where(t => t.StartsWith("gone c", StringComparison.Ordinal)).Select(t => t[5..]).ToHashSet();
        Assert.That(gone, Is.SupersetOf(deleted.Where(known.Contains)), "every delete of an object that was known is told");
        TestContext.Out.WriteLine($"{deleted.Count} deletes, {Restarts("closed") + Restarts("unreachable")} broken watches, {Restarts("expired")} expired");
        Assert.That(Restarts("expired"), Is.GreaterThan(0));
    }

    [Test]
    public void An_index_finds_objects_by_words_and_forgets_old_ones()
    {
        var store = new ObjectStore<ConfigMap>();
        store.AddIndex("word", c => c.Data.Values);
        store.Put(ConfigMap.Make("n", "a", ("1", "x"), ("2", "y")));
        store.Put(ConfigMap.Make("n", "b", ("1", "x")));
        Assert.That(store.Find("word", "x").Select(c => c.Metadata.Name), Is.EquivalentTo(new[] { "a", "b" }));
        store.Put(ConfigMap.Make("n", "a", ("1", "z")));
        store.Remove(new ObjectKey("n", "b"));
        Assert.Multiple(() =>
        {
            Assert.That(store.Find("word", "x"), Is.Empty);
            Assert.That(store.Find("word", "y"), Is.Empty);
            Assert.That(store.Find("word", "z").Single().Metadata.Name, Is.EqualTo("a"));
        });
    }

    private long Restarts(string reason) => _restarts!.Sum("kube_watch_restarts_total", "reason", reason);

    private async Task<Informer<ConfigMap>> FollowAsync(InformerOptions? options = null, Func<ConfigMap, ConfigMap>? keep = null, TimeProvider? time = null)
    {
        var informer = Make(options, keep, time);
        _running = informer.RunAsync(_stop.Token);
        await informer.Synced.WaitAsync(Playground.Limit);
        return informer;
    }

    private Informer<ConfigMap> Make(InformerOptions? options = null, Func<ConfigMap, ConfigMap>? keep = null, TimeProvider? time = null)
    {
        var metrics = _playground.Own(new ControllerMetrics(TimeProvider.System));
        _restarts = new MetricReading(metrics.Meter);
        var client = _playground.Own(Playground.MakeClient(_proxy.Configuration, new KubeClientOptions { Timeout = TimeSpan.FromSeconds(5) }, metrics));
        options ??= new InformerOptions();
        if (options.Namespaces.Count == 0) options = options with { Namespaces = [_playground.Namespace] };
        options = options with { FirstRetry = TimeSpan.FromMilliseconds(20) };
        var informer = new Informer<ConfigMap>(client, ConfigMap.Type, options, metrics, Playground.Logger, time ?? TimeProvider.System, Playground.Random) { Keep = keep };
        informer.Subscribe(c => _told.Enqueue($"{(c.Before is null ? "new" : c.After is null ? "gone" : "changed")} {c.Key.Name}"));
        return informer;
    }

    private Task WatchingAsync() => Playground.UntilAsync("a watch is open", () => _proxy.OpenWatches > 0 ? null : "none is");

    /// <summary>The list, of each name in this order; of other names whatever.</summary>
    private async Task ToldAsync(params string[] expected)
    {
        await Playground.UntilAsync($"told {string.Join(", ", expected)}", () =>
        {
            var told = _told.ToList();
            return expected.GroupBy(e => e).All(g => told.Count(t => t == g.Key) >= g.Count()) ? null : string.Join(", ", told);
        });
        Assert.That(_told.Where(expected.Contains), Is.EqualTo(expected));
    }

    private HashSet<string> Ours(Informer<ConfigMap> informer) =>
        [.. informer.Store.All.Where(c => c.Metadata.Namespace == _playground.Namespace).Select(c => c.Metadata.Name).Where(n => n != "kube-root-ca.crt")];
}
