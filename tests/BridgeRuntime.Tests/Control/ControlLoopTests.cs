using BridgeRuntime.Control;
using BridgeRuntime.Feeds;
using BridgeRuntime.Tests.Feeds;
using TestKit;

namespace BridgeRuntime.Tests.Control;

/// <summary>One thing at a time, as a loop of the bridge.</summary>
internal sealed class ControlLoopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private CancellationTokenSource _stopping = null!;
    private FeedLog _log = null!;
    private ControlLoop _loop = null!;
    private Task _running = null!;

    [SetUp]
    public void SetUp()
    {
        (_log, _stopping) = (new FeedLog(), new CancellationTokenSource());
        _loop = new ControlLoop(LoopName.Resync, _log, _time);
        _running = _loop.RunAsync(_stopping.Token);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _stopping.CancelAsync();
        await Task.WhenAny(_running);
        _stopping.Dispose();
    }

    [Test]
    public async Task A_second_thing_is_refused_until_the_first_has_ended()
    {
        var first = new TaskCompletionSource();
        Assert.That(_loop.TryStart(_ => first.Task), Is.True);
        Assert.That(_loop.TryStart(_ => Task.CompletedTask), Is.False);
        first.SetResult();
        await StartsAsync(_ => Task.CompletedTask);
    }

    [Test]
    public async Task Of_many_that_ask_at_once_one_is_served()
    {
        var gate = new TaskCompletionSource();
        var started = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => _loop.TryStart(_ => gate.Task))));
        Assert.That(started.Count(s => s), Is.EqualTo(1));
        gate.SetResult();
        await StartsAsync(_ => Task.CompletedTask);
    }

    [Test]
    public async Task What_runs_is_ended_on_request_and_the_loop_goes_on()
    {
        Assert.That(_loop.Cancel(), Is.False, "nothing runs");
        var ended = new TaskCompletionSource();
        _loop.TryStart(async c =>
        {
            await using var told = c.Register(ended.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, c);
        });
        Assert.That(_loop.Cancel(), Is.True);
        await ended.Task.WaitAsync(Limit, TimeProvider.System);
        await StartsAsync(_ => Task.CompletedTask);
        Assert.That(_running.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_request_to_end_does_not_end_what_comes_later()
    {
        var first = new TaskCompletionSource();
        _loop.TryStart(_ => first.Task);
        _loop.Cancel();
        first.SetResult();
        var second = new TaskCompletionSource<bool>();
        await StartsAsync(c =>
        {
            second.SetResult(c.IsCancellationRequested);
            return Task.CompletedTask;
        });
        Assert.That(await second.Task.WaitAsync(Limit, TimeProvider.System), Is.False);
    }

    [Test]
    public async Task It_ticks_while_nothing_is_asked_for()
    {
        var before = _log.Ticks(LoopName.Resync);
        await Eventually.HoldsAsync("it waits", () => Task.FromResult(_time.PendingTimers > 0 ? null : "not yet"), Limit);
        _time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.HoldsAsync("it ticks", () => Task.FromResult(_log.Ticks(LoopName.Resync) > before ? null : "not yet"), Limit);
    }

    [Test]
    public async Task An_error_that_it_does_not_know_ends_the_process()
    {
        _loop.TryStart(_ => throw new InvalidOperationException("a bug"));
        await Task.WhenAny(_running).WaitAsync(Limit, TimeProvider.System);
        Assert.That(_running.Exception?.InnerException, Is.TypeOf<InvalidOperationException>());
    }

    [Test]
    public async Task A_stop_of_the_bridge_ends_what_runs()
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        _loop.TryStart(async c =>
        {
            await using var told = c.Register(ended.SetResult);
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, c);
        });
        await begun.Task.WaitAsync(Limit, TimeProvider.System);
        await _stopping.CancelAsync();
        await ended.Task.WaitAsync(Limit, TimeProvider.System);
        await Task.WhenAny(_running).WaitAsync(Limit, TimeProvider.System);
        Assert.That(_running.IsCanceled, Is.True);
    }

    private Task StartsAsync(Func<CancellationToken, Task> run) => Eventually.HoldsAsync("the next is taken", () => Task.FromResult(_loop.TryStart(run) ? null : "it is busy"), Limit);
}
