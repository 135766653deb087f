using ControllerRuntime.Client;
using ControllerRuntime.Controllers;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using ControllerRuntime.Observability;
using Microsoft.Extensions.Logging.Abstractions;
using Operator.Observability;
using TestKit;

namespace Operator.Tests.Observability;

public sealed class OperatorHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private ControllerMetrics _metrics = null!;
    private Controller _controller = null!;

    [SetUp]
    public void SetUp()
    {
        _metrics = new ControllerMetrics(_time);
        _controller = new Controller("bridges", new Hanging(), new ControllerOptions { Workers = 1 }, _metrics, NullLogger.Instance, _time, () => 0.5);
    }

    [TearDown]
    public void TearDown()
    {
        _controller.Dispose();
        _metrics.Dispose();
    }

    [Test]
    public void A_loop_that_has_ended_is_named()
    {
        var running = new TaskCompletionSource();
        var health = Health(loops: [new OperatorLoop("events", running.Task)]);
        Assert.That(Failed(health.Liveness()), Is.Empty);
        running.SetResult();
        Assert.That(Failed(health.Liveness()), Is.EqualTo(new[] { "loop/events: LoopEnded" }));
    }

    [Test]
    public void A_watch_that_is_silent_beyond_its_limit_is_named()
    {
        var health = Health(informers: [new Silent("secrets", new Heartbeat(TimeSpan.FromMinutes(5), _time))]);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(Failed(health.Liveness()), Is.Empty);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Failed(health.Liveness()), Is.EqualTo(new[] { "watch/secrets: LoopStalled" }));
    }

    [Test]
    public async Task Workers_that_take_nothing_although_something_waits_are_stuck_and_idle_ones_are_not()
    {
        using var stop = new CancellationTokenSource();
        var running = _controller.RunAsync(stop.Token);
        var health = Health();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(Failed(health.Liveness()), Is.Empty, "nothing waits");
        _controller.Queue.Add(new ObjectKey("a", "hangs"));
        await Eventually.HoldsAsync("the worker has it", () => Task.FromResult(_controller.Queue.Depth == 0 ? null : "not yet"), TimeSpan.FromSeconds(30));
        _controller.Queue.Add(new ObjectKey("a", "waits"));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(Failed(health.Liveness()), Is.Empty, "a reconcile may take so long");
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(Failed(health.Liveness()), Is.EqualTo(new[] { "workers: WorkersStuck" }));
        Hanging.Release.Set();
        await Eventually.HoldsAsync("it goes on", () => Task.FromResult(Failed(health.Liveness()).Count == 0 ? null : "not yet"), TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Test]
    public void What_the_server_refuses_to_show_is_named_and_makes_it_unready_only()
    {
        var health = Health(informers: [new Silent("pods", new Heartbeat(TimeSpan.FromMinutes(5), _time)) { Refusal = "pods is forbidden" }, new Silent("services", new Heartbeat(TimeSpan.FromMinutes(5), _time))]);
        Assert.That(Failed(health.Readiness()), Is.EqualTo(new[] { "api-server: ApiServerNotReached", "informer/pods: WatchRefused", "informer/services: NotSynced" }));
        Assert.That(health.Readiness().Single(c => c.Name == "informer/pods").Message, Is.EqualTo("pods is forbidden"));
        Assert.That(Failed(health.Liveness()), Is.Empty);
    }

    private OperatorHealth Health(IReadOnlyList<OperatorLoop>? loops = null, IReadOnlyList<IInformer>? informers = null) =>
        new(() => loops ?? [], informers ?? [], _controller, leader: null, "a/lease", "me", new ServerContact(_time));

    private static List<string> Failed(IEnumerable<ProgramEndpoints.Http.StatusCheck> checks) => [.. checks.Where(c => !c.Passed).Select(c => $"{c.Name}: {c.Reason}")];

    private sealed class Silent(string resource, Heartbeat heartbeat) : IInformer
    {
        public string Resource => resource;

        public Task Synced { get; } = new TaskCompletionSource().Task;

        public Heartbeat Heartbeat => heartbeat;

        public string? Refusal { get; init; }

        public Task RunAsync(CancellationToken cancellation) => Task.CompletedTask;
    }

    /// <summary>Does not even notice that it is cancelled.</summary>
    private sealed class Hanging : IReconciler
    {
        public static ManualResetEventSlim Release { get; } = new();

        public Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation) => Task.Run(() =>
        {
            Release.Wait(TimeSpan.FromSeconds(60), CancellationToken.None);
            return ReconcileOutcome.Done;
        }, CancellationToken.None);
    }
}
