using ControllerRuntime.Queue;
using TestKit;

namespace ControllerRuntime.Tests.Queue;

public sealed class WorkQueueTests
{
    private FakeTimeProvider _time = null!;
    private WorkQueue<string> _queue = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider();
        _queue = new WorkQueue<string>(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), () => 1), _time);
    }

    [TearDown]
    public void TearDown() => _queue.Dispose();

    [Test]
    public async Task A_key_that_is_added_twice_is_taken_once()
    {
        _queue.Add("a");
        _queue.Add("a");
        _queue.Add("b");
        Assert.That(await TakeAsync(), Is.EqualTo("a"));
        Assert.That(await TakeAsync(), Is.EqualTo("b"));
        Assert.That(_queue.Depth, Is.Zero);
    }

    [Test]
    public async Task A_key_that_is_worked_on_is_not_taken_again_before_it_is_done()
    {
        _queue.Add("a");
        await TakeAsync();
        _queue.Add("a");
        _queue.Add("a");
        Assert.That(_queue.Depth, Is.Zero);
        _queue.Done("a");
        Assert.That(await TakeAsync(), Is.EqualTo("a"), "what was added meanwhile comes afterwards");
        _queue.Done("a");
        Assert.That(_queue.Depth, Is.Zero);
    }

    [Test]
    public void A_delayed_key_comes_when_its_time_has_come()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.That((_queue.Depth, _queue.Delayed), Is.EqualTo((0, 1)));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That((_queue.Depth, _queue.Delayed), Is.EqualTo((1, 0)));
    }

    [Test]
    public void Of_two_times_the_earlier_counts_and_the_later_is_forgotten()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _queue.AddAfter("a", TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That((_queue.Depth, _queue.Delayed), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Whoever_is_taken_before_its_time_is_not_woken_again_for_it()
    {
        _queue.AddAfter("a", TimeSpan.FromSeconds(10));
        _queue.Add("a");
        await TakeAsync();
        _queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That((_queue.Depth, _queue.Delayed), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Failures_wait_longer_each_time_up_to_the_cap_and_for_ever()
    {
        var waits = Enumerable.Range(0, 12).Select(_ => _queue.AddFailed("a").TotalSeconds).ToList();
        Assert.That(waits.Take(5), Is.EqualTo(new[] { 1, 2, 4, 8, 16 }));
        Assert.That(waits[^1], Is.EqualTo(300));
        _queue.Forget("a");
        Assert.That(_queue.AddFailed("a").TotalSeconds, Is.EqualTo(1));
    }

    [Test]
    public void The_oldest_age_is_that_of_the_key_that_is_next()
    {
        _queue.Add("a");
        _time.Advance(TimeSpan.FromSeconds(3));
        _queue.Add("b");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(_queue.OldestAge, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task No_key_is_lost_or_worked_on_twice_at_once_by_many_workers()
    {
        using var queue = new WorkQueue<int>(new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5), () => 0.5), TimeProvider.System);
        var (keys, rounds) = (50, 4_000);
        var wanted = new int[keys];
        var done = new int[keys];
        var busy = new int[keys];
        var twice = 0;
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var random = new Random(n);
            while (true)
            {
                var key = await queue.TakeAsync(stop.Token);
                if (Interlocked.Increment(ref busy[key]) != 1) Interlocked.Increment(ref twice);
                var seen = Volatile.Read(ref wanted[key]);
                await Task.Yield();
                if (random.Next(10) == 0) queue.AddFailed(key);
                else if (random.Next(10) == 0) queue.AddAfter(key, TimeSpan.FromMilliseconds(random.Next(5)));
                else Volatile.Write(ref done[key], seen);
                Interlocked.Decrement(ref busy[key]);
                queue.Done(key);
            }
        })).ToList();
        var adding = new Random(99);
        for (var i = 0; i < rounds; i++)
        {
            var key = adding.Next(keys);
            Interlocked.Increment(ref wanted[key]);
            queue.Add(key);
            if (i % 100 == 0) await Task.Yield();
        }
        await Playground.UntilAsync("every key is worked on after its last addition", () => wanted.SequenceEqual(done) ? null : "not yet");
        await stop.CancelAsync();
        foreach (var worker in workers) Assert.That(async () => await worker, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(twice, Is.Zero);
    }

    private Task<string> TakeAsync() => _queue.TakeAsync(default).AsTask().WaitAsync(TimeSpan.FromSeconds(5));
}
