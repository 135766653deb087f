using BridgeRuntime.MassDeletes;
using TestKit;

namespace BridgeRuntime.Tests.MassDeletes;

public sealed class DeleteWindowTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void What_was_deleted_within_the_window_counts_and_what_was_before_does_not()
    {
        var window = new DeleteWindow(TimeSpan.FromHours(1), _time);
        window.Add(10);
        _time.Advance(TimeSpan.FromMinutes(40));
        window.Add(5);
        Assert.That(window.Total, Is.EqualTo(15));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.That(window.Total, Is.EqualTo(5));
        _time.Advance(TimeSpan.FromMinutes(60));
        Assert.That(window.Total, Is.Zero);
    }

    [Test]
    public void No_delete_is_forgotten_before_the_window_is_over_however_they_are_spread()
    {
        var window = new DeleteWindow(TimeSpan.FromMinutes(12), _time);
        var all = new List<TimeSpan>();
        var now = TimeSpan.Zero;
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var step = TimeSpan.FromSeconds(random.Next(0, 40));
            _time.Advance(step);
            now += step;
            window.Add(1);
            all.Add(now);
            Assert.That(window.Total, Is.InRange(all.Count(a => now - a < TimeSpan.FromMinutes(12)), all.Count(a => now - a <= TimeSpan.FromMinutes(14))));
        }
    }

    [Test]
    public void What_an_earlier_run_counted_ends_to_count_when_it_would_have()
    {
        var window = new DeleteWindow(TimeSpan.FromHours(1), _time);
        window.Restore(TimeSpan.FromMinutes(50), 7);
        window.Restore(TimeSpan.FromMinutes(20), 5);
        window.Add(1);
        Assert.That(window.Counted.Select(c => (c.Age.TotalMinutes, c.Count)), Is.EqualTo(new[] { (50.0, 7L), (20.0, 5L), (0.0, 1L) }));
        _time.Advance(TimeSpan.FromMinutes(16));
        Assert.That(window.Total, Is.EqualTo(6));
        _time.Advance(TimeSpan.FromMinutes(31));
        Assert.That(window.Total, Is.EqualTo(1));
    }

    [Test]
    public void A_slow_delete_of_everything_is_never_much_at_once()
    {
        // A third of a thousand documents expires in a day.
        var window = new DeleteWindow(TimeSpan.FromHours(1), _time);
        for (var i = 0; i < 333; i++)
        {
            _time.Advance(TimeSpan.FromDays(1) / 333);
            window.Add(1);
            Assert.That(window.Total, Is.LessThanOrEqualTo(16));
        }
    }
}
