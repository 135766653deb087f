using BridgeRuntime.Documents;
using BridgeRuntime.Queue;
using TestKit;

namespace BridgeRuntime.Tests.Queue;

internal sealed class RecentRunsTests
{
    private static readonly DocumentKey Hot = new("c", new DittoId("\"hot\""));

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void The_first_runs_wait_for_nothing_and_then_each_waits_longer_up_to_a_quarter_of_a_second()
    {
        var runs = new RecentRuns(_time);
        var waits = Enumerable.Range(0, 7).Select(_ =>
        {
            runs.Ended(Hot);
            var wait = Math.Max(0, runs.WaitOf(Hot).TotalMilliseconds);
            _time.Advance(TimeSpan.FromMilliseconds(wait));
            Assert.That(runs.WaitOf(Hot), Is.LessThanOrEqualTo(TimeSpan.Zero), "it has waited");
            return wait;
        });
        Assert.That(waits, Is.EqualTo(new[] { 0d, 0, 50, 100, 200, 250, 250 }));
    }

    [Test]
    public void The_time_since_the_last_run_counts()
    {
        var runs = new RecentRuns(_time);
        for (var i = 0; i < 5; i++) runs.Ended(Hot);
        _time.Advance(TimeSpan.FromMilliseconds(150));
        Assert.That(runs.WaitOf(Hot), Is.EqualTo(TimeSpan.FromMilliseconds(50)));
    }

    [Test]
    public void A_key_that_rests_begins_anew()
    {
        var runs = new RecentRuns(_time);
        for (var i = 0; i < 10; i++) runs.Ended(Hot);
        _time.Advance(TimeSpan.FromMilliseconds(501));
        runs.Ended(Hot);
        Assert.That(runs.WaitOf(Hot), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Another_key_waits_for_nothing()
    {
        var runs = new RecentRuns(_time);
        for (var i = 0; i < 10; i++) runs.Ended(Hot);
        Assert.That(runs.WaitOf(Hot with { Collection = "d" }), Is.EqualTo(TimeSpan.Zero));
    }
}
