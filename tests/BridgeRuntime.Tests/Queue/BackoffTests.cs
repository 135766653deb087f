using BridgeRuntime.Queue;

namespace BridgeRuntime.Tests.Queue;

internal sealed class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    [TestCase(1, 100)]
    [TestCase(2, 200)]
    [TestCase(5, 1600)]
    [TestCase(7, 6400)]
    [TestCase(8, 10_000)]
    [TestCase(32, 10_000)]
    [TestCase(int.MaxValue, 10_000)]
    public void A_wait_lies_between_half_and_all_of_a_doubling_time_up_to_the_cap(int attempt, double full)
    {
        Assert.That(new Backoff(First, Most, () => 0).Delay(attempt).TotalMilliseconds, Is.EqualTo(full / 2));
        Assert.That(new Backoff(First, Most, () => 0.5).Delay(attempt).TotalMilliseconds, Is.EqualTo(full * 0.75));
        Assert.That(new Backoff(First, Most, () => 0.999999).Delay(attempt).TotalMilliseconds, Is.EqualTo(full).Within(0.1).Percent.And.LessThan(full));
    }

    [TestCase(null, 200)]
    [TestCase(-5000, 200)]
    [TestCase(50, 200)]
    [TestCase(3000, 3000)]
    [TestCase(60_000, 10_000)]
    public void What_a_server_asks_for_lengthens_a_wait_up_to_the_cap(int? asked, double expected) =>
        Assert.That(new Backoff(First, Most, () => 1).Delay(2, asked is { } ms ? TimeSpan.FromMilliseconds(ms) : null).TotalMilliseconds, Is.EqualTo(expected));
}
