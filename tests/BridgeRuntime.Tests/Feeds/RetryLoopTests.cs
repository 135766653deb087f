using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Queue;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

internal sealed class RetryLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly FeedLog _log = new();
    private RetryLoop _retry = null!;

    [SetUp]
    public void SetUp()
    {
        _retry = new RetryLoop("loop", _log, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), () => 1), _time);
        _log.Retries.Clear();
    }

    private static SideException Failure(SideFailure failure) => new(Side.BigPeer, failure, "down");

    [Test]
    public async Task A_failure_of_a_side_is_tried_again_after_growing_waits()
    {
        var runs = 0;
        var running = _retry.RunAsync(_ => ++runs < 5 ? throw Failure(SideFailure.Unavailable) : Task.CompletedTask, default);
        foreach (var (seconds, run) in new[] { (1, 1), (2, 2), (4, 3), (4, 4) })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.That(runs, Is.EqualTo(run));
            await UntilAsync(() => _time.PendingTimers == 1);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await UntilAsync(() => runs == run + 1);
        }
        await running.WaitAsync(Patience);
        Assert.That(_log.Retries.Select(r => r.Delay.TotalSeconds), Is.EqualTo(new[] { 1, 2, 4, 4 }));
    }

    [Test]
    public async Task After_a_success_the_next_failure_waits_the_shortest_time()
    {
        var runs = 0;
        var running = _retry.RunAsync(_ =>
        {
            if (++runs == 3) _retry.Succeeded();
            return runs < 4 ? throw Failure(SideFailure.Refused) : Task.CompletedTask;
        }, default);
        while (!running.IsCompleted)
        {
            if (_time.PendingTimers > 0) _time.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
        }
        Assert.That(_log.Retries.Select(r => r.Delay.TotalSeconds), Is.EqualTo(new[] { 1, 2, 1 }));
    }

    [Test]
    public void A_bug_is_not_tried_again()
    {
        Assert.That(() => _retry.RunAsync(_ => throw new InvalidOperationException(), default), Throws.InvalidOperationException);
        Assert.That(_log.Retries, Is.Empty);
    }

    [Test]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var running = _retry.RunAsync(_ => throw Failure(SideFailure.Unavailable), stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await running.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
