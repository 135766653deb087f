using System.Collections.Concurrent;
using ControllerRuntime.Client;
using ControllerRuntime.Controllers;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using TestKit;

namespace ControllerRuntime.Tests.Controllers;

public sealed class ControllerTests
{
    private readonly ConcurrentQueue<string> _reconciled = new();
    private Playground _playground = null!;
    private CancellationTokenSource _stop = null!;
    private MetricReading? _counted;
    private Task _running = Task.CompletedTask;

    [SetUp]
    public async Task SetUp()
    {
        _reconciled.Clear();
        _stop = new CancellationTokenSource();
        _playground = await Playground.MakeAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _counted?.Dispose();
        await _playground.DisposeAsync();
        _stop.Dispose();
    }

    [Test]
    public async Task Every_object_is_reconciled_at_the_start_and_again_at_each_change()
    {
        await _playground.CreateAsync("a");
        await StartAsync(_ => ReconcileOutcome.Done);
        await ReconciledAsync("a", 1);
        await _playground.CreateAsync("b");
        await ReconciledAsync("b", 1);
        await _playground.DeleteAsync("a");
        await ReconciledAsync("a", 2);
        Assert.That(Outcomes("done"), Is.GreaterThanOrEqualTo(3));
    }

    [Test]
    public async Task A_change_of_a_secondary_object_reconciles_the_primary_that_it_concerns()
    {
        await _playground.CreateAsync("primary");
        await StartAsync(_ => ReconcileOutcome.Done, secondaryPrefix: "of-");
        await ReconciledAsync("primary", 1);
        await _playground.CreateAsync("of-primary");
        await ReconciledAsync("primary", 2);
    }

    [Test]
    public async Task A_failed_object_is_tried_again_by_itself_and_others_go_on()
    {
        var failures = 0;
        await StartAsync(key => key.Name == "bad" && Interlocked.Increment(ref failures) <= 3 ? ReconcileOutcome.Failed("not yet") : ReconcileOutcome.Done);
        await _playground.CreateAsync("bad");
        await _playground.CreateAsync("good");
        await ReconciledAsync("good", 1);
        await ReconciledAsync("bad", 4);
        Assert.That(Outcomes("failed"), Is.EqualTo(3));
    }

    [Test]
    public async Task What_a_reconciler_throws_is_contained_counted_and_tried_again()
    {
        var thrown = 0;
        await StartAsync(key => key.Name == "bug" && Interlocked.Increment(ref thrown) <= 2 ? throw new InvalidOperationException("a bug") : ReconcileOutcome.Done);
        await _playground.CreateAsync("bug");
        await ReconciledAsync("bug", 3);
        Assert.That(Outcomes("bug"), Is.EqualTo(2));
        Assert.That(_running.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_refusal_of_the_server_is_a_failure_and_no_bug()
    {
        var refused = 0;
        await StartAsync(key => key.Name == "refused" && Interlocked.Increment(ref refused) == 1 ? throw new KubeException(KubeErrorKind.Conflict, "somebody was first") : ReconcileOutcome.Done);
        await _playground.CreateAsync("refused");
        await ReconciledAsync("refused", 2);
        Assert.That((Outcomes("failed"), Outcomes("bug")), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task A_stalled_object_waits_for_its_next_change()
    {
        await StartAsync(key => key.Name == "stalled" ? ReconcileOutcome.Stalled("the spec is wrong") : ReconcileOutcome.Done);
        await _playground.CreateAsync("stalled");
        await ReconciledAsync("stalled", 1);
        await _playground.CreateAsync("other");
        await ReconciledAsync("other", 1);
        Assert.That(_reconciled.Count(n => n == "stalled"), Is.EqualTo(1));
        var read = await _playground.Client.FindAsync(ConfigMap.Type, _playground.Key("stalled"), default);
        await _playground.Client.ReplaceAsync(ConfigMap.Type, read! with { Data = new Dictionary<string, string> { ["fixed"] = "yes" } }, default);
        await ReconciledAsync("stalled", 2);
    }

    [Test]
    public async Task After_a_delay_it_is_looked_at_again()
    {
        await StartAsync(_ => ReconcileOutcome.After(TimeSpan.FromMilliseconds(50)));
        await _playground.CreateAsync("again");
        await ReconciledAsync("again", 4);
        Assert.That(Outcomes("after"), Is.GreaterThanOrEqualTo(4));
    }

    [Test]
    public async Task No_object_is_reconciled_twice_at_once()
    {
        var busy = new ConcurrentDictionary<ObjectKey, int>();
        var twice = 0;
        var controller = await StartAsync(async (key, cancellation) =>
        {
            if (busy.AddOrUpdate(key, 1, (_, n) => n + 1) > 1) Interlocked.Increment(ref twice);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
            busy.AddOrUpdate(key, 0, (_, n) => n - 1);
            return ReconcileOutcome.Done;
        });
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < 5; i++) controller.Queue.Add(_playground.Key($"k{i}"));
            await Task.Yield();
        }
        await Playground.UntilAsync("the queue is empty", () => controller.Queue.Depth == 0 && busy.Values.All(b => b == 0) ? null : "not yet");
        Assert.That(twice, Is.Zero);
    }

    [Test]
    public async Task A_reconcile_that_never_ends_is_cancelled_and_tried_again()
    {
        var calls = 0;
        await StartAsync(async (key, cancellation) =>
        {
            if (key.Name == "hangs" && Interlocked.Increment(ref calls) == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            }
            return ReconcileOutcome.Done;
        });
        await _playground.CreateAsync("hangs");
        await ReconciledAsync("hangs", 2);
        Assert.That(Outcomes("failed"), Is.GreaterThanOrEqualTo(1));
    }

    private Task<Controller> StartAsync(Func<ObjectKey, ReconcileOutcome> reconcile, string? secondaryPrefix = null) => StartAsync((key, _) => Task.FromResult(reconcile(key)), secondaryPrefix);

    private async Task<Controller> StartAsync(Func<ObjectKey, CancellationToken, Task<ReconcileOutcome>> reconcile, string? secondaryPrefix = null)
    {
        var metrics = _playground.Own(new ControllerMetrics(TimeProvider.System));
        _counted = new MetricReading(metrics.Meter);
        var informer = new Informer<ConfigMap>(_playground.Client, ConfigMap.Type, new InformerOptions { Namespaces = [_playground.Namespace] }, metrics, Playground.Logger, TimeProvider.System, Playground.Random);
        var options = new ControllerOptions { FirstRetry = TimeSpan.FromMilliseconds(10), ReconcileTimeout = TimeSpan.FromSeconds(2) };
        var controller = _playground.Own(new Controller("tests", new Recorded(reconcile, _reconciled), options, metrics, Playground.Logger, TimeProvider.System, Playground.Random));
        if (secondaryPrefix is null) controller.For(informer);
        else
        {
            controller.For(informer, c => !c.Key.Name.StartsWith(secondaryPrefix, StringComparison.Ordinal));
            controller.Watches(
                informer, c => c.Key.Name.StartsWith(secondaryPrefix, StringComparison.Ordinal) ? [c.Key with { Name = c.Key.Name[secondaryPrefix.Length..] }] : []);
        }
        _running = Task.WhenAll(informer.RunAsync(_stop.Token), controller.RunAsync(_stop.Token));
        await informer.Synced.WaitAsync(Playground.Limit);
        return controller;
    }

    private Task ReconciledAsync(string name, int times) => Playground.UntilAsync(
        $"{name} is reconciled {times} times", () => _reconciled.Count(n => n == name) >= times ? null : $"{_reconciled.Count(n => n == name)} times");

    private long Outcomes(string outcome) => _counted!.Sum("controller_reconciles_total", "outcome", outcome);

    private sealed class Recorded(Func<ObjectKey, CancellationToken, Task<ReconcileOutcome>> reconcile, ConcurrentQueue<string> reconciled) : IReconciler
    {
        public async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
        {
            try
            {
                return await reconcile(key, cancellation);
            }
            finally
            {
                reconciled.Enqueue(key.Name);
            }
        }
    }
}
