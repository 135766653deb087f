using BridgeRuntime.Status;
using TestKit;

namespace BridgeRuntime.Tests.Status;

internal sealed class ProgressRateTests
{
    private FakeTimeProvider _time = null!;
    private ProgressRate _rate = null!;

    [SetUp]
    public void Create() => _rate = new ProgressRate(_time = new FakeTimeProvider());

    [Test]
    public void nothing_is_known_before_the_first_second_is_over()
    {
        Assert.That(_rate.PerSecond, Is.Null);
        _rate.Start(0);
        Pass(0.5, 100);
        Assert.That(_rate.PerSecond, Is.Null);
        Pass(0.5, 200);
        Assert.That(_rate.PerSecond, Is.EqualTo(200));
    }

    [Test]
    public void what_earlier_runs_did_is_no_speed_of_this_one()
    {
        _rate.Start(1_000_000);
        Pass(10, 1_000_050);
        Assert.That(_rate.PerSecond, Is.EqualTo(5));
    }

    [Test]
    public void the_last_half_minute_counts()
    {
        _rate.Start(0);
        for (var i = 1; i <= 60; i++) Pass(1, i * 1000);
        for (var i = 1; i <= 30; i++) Pass(1, 60_000 + (i * 10));
        Assert.That(_rate.PerSecond, Is.EqualTo(10));
    }

    [Test]
    public void it_falls_while_nothing_moves()
    {
        _rate.Start(0);
        Pass(10, 1000);
        Assert.That(_rate.PerSecond, Is.EqualTo(100));
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.That(_rate.PerSecond, Is.EqualTo(10));
    }

    private void Pass(double seconds, long value)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _rate.Add(value);
    }
}
