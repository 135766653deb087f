using BridgeModel;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

public sealed class PollWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private FeedLog _log = null!;
    private BigPeerClient _client = null!;
    private PollWatch _watch = null!;

    [SetUp]
    public void SetUp()
    {
        _log = new FeedLog();
        _client = new BigPeerClient(new BigPeerSettings { Endpoint = "http://127.0.0.1:9/app", ApiKey = new Secret("k") }, new TransactionView(), _time);
        _watch = new PollWatch(_client, _log, TimeSpan.FromSeconds(30), _time);
    }

    [TearDown]
    public void TearDown() => _client.Dispose();

    private static Task BehindAsync(CancellationToken cancellation) => Task.FromException(new SideException(Side.BigPeer, SideFailure.Unavailable, "behind") { IsBehind = true });

    [Test]
    public async Task A_view_that_stays_behind_the_bridges_own_writes_is_noticed_within_a_minute_and_again()
    {
        for (var second = 0; second < 100; second += 5)
        {
            Assert.That(async () => await _watch.RunAsync(BehindAsync, default), Throws.TypeOf<SideException>());
            _time.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.That(_log.Wedges, Is.EqualTo(new[] { "poll 1", "poll 2" }));
        await _watch.RunAsync(_ => Task.CompletedTask, default);
        Assert.That(_log.Wedges.Last(), Is.EqualTo("poll moves"));
    }

    [Test]
    public async Task A_view_that_catches_up_is_none()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.That(async () => await _watch.RunAsync(BehindAsync, default), Throws.TypeOf<SideException>());
            _time.Advance(TimeSpan.FromSeconds(20));
            await _watch.RunAsync(_ => Task.CompletedTask, default);
        }
        Assert.That(_log.Wedges, Is.Empty);
    }

    [Test]
    public async Task A_look_that_comes_to_no_end_is_ended()
    {
        var wasEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = _watch.RunAsync(async c =>
        {
            await using var ended = c.Register(wasEnded.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, c);
        }, default);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.That(async () => await running, Throws.TypeOf<SideException>().With.Message.StartsWith("The look at the Big Peer does not come to an end"));
        await wasEnded.Task;
        Assert.That(_log.Wedges, Is.EqualTo(new[] { "poll 1" }));
    }

    [Test]
    public async Task A_long_look_that_moves_is_left_alone()
    {
        var steps = 0;
        var running = _watch.RunAsync(async c =>
        {
            for (; steps < 20; steps++)
            {
                await Task.Delay(TimeSpan.FromSeconds(20), _time, c);
                _watch.Moved();
            }
        }, default);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 10; i++) await Task.Yield();
        }
        await running;
        Assert.That((steps, _log.Wedges.Count), Is.EqualTo((20, 0)));
    }

    [Test]
    public async Task A_stop_is_none()
    {
        using var stop = new CancellationTokenSource();
        var running = _watch.RunAsync(c => Task.Delay(Timeout.InfiniteTimeSpan, _time, c), stop.Token);
        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(_log.Wedges, Is.Empty);
    }
}
