using BridgeRuntime.Status;
using TestKit;

namespace BridgeRuntime.Tests.Status;

internal sealed class RepeatGateTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    [Test]
    public void the_same_text_is_news_once_an_interval_and_another_text_at_once()
    {
        var time = new FakeTimeProvider();
        var gate = new RepeatGate(Interval, time);
        Assert.That(gate.IsNews("down"), Is.True);
        Assert.That(gate.IsNews("down"), Is.False);
        Assert.That(gate.IsNews("forbidden"), Is.True);
        time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        Assert.That(gate.IsNews("down"), Is.False);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(gate.IsNews("down"), Is.True);
    }

    [Test]
    public void after_the_end_of_the_trouble_the_same_text_is_news_again()
    {
        var gate = new RepeatGate(Interval, new FakeTimeProvider());
        gate.IsNews("down");
        gate.Reset();
        Assert.That(gate.IsNews("down"), Is.True);
    }

    [Test]
    public void texts_without_end_are_all_news_and_take_no_memory_without_end()
    {
        var gate = new RepeatGate(Interval, new FakeTimeProvider());
        for (var i = 0; i < 100_000; i++) Assert.That(gate.IsNews($"error {i}"), Is.True);
    }
}
