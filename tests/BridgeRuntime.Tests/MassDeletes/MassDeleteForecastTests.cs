using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.MassDeletes;

namespace BridgeRuntime.Tests.MassDeletes;

/// <summary>What is foretold of the guard is what it would do.</summary>
internal sealed class MassDeleteForecastTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private static MassDeleteForecast Of(long deletes, long entries, MassDeleteBlock? block = null, double share = 0.2, int minimum = 100, params IReadOnlyList<CountedDeletes> before) =>
        MassDeleteForecast.Of(new MassDeleteGuardSettings { Share = share, Minimum = minimum }, new MassDeleteRecord("cars", Side.BigPeer, block, Release: null) { Deletes = before }, deletes, entries, Now);

    [TestCase(99, 400, ExpectedResult = false, TestName = "fewer than the minimum")]
    [TestCase(100, 400, ExpectedResult = true, TestName = "the minimum, and more than a fifth")]
    [TestCase(200, 1000, ExpectedResult = false, TestName = "a fifth")]
    [TestCase(201, 1000, ExpectedResult = true, TestName = "more than a fifth")]
    [TestCase(0, 0, ExpectedResult = false, TestName = "nothing")]
    public bool It_is_held_where_it_is_too_much(long deletes, long entries) => Of(deletes, entries).Held;

    [Test]
    public void What_was_deleted_within_the_window_counts()
    {
        var forecast = Of(110, 850, before: [new CountedDeletes(Now.AddHours(-2), 500), new CountedDeletes(Now.AddMinutes(-20), 150)]);
        Assert.That((forecast.Side, forecast.DeletedBefore, forecast.Known, forecast.Share, forecast.Limit, forecast.Held), Is.EqualTo(("bigPeer", 150L, 1000L, 0.26, (long?)200L, true)));
    }

    [Test]
    public void What_is_held_already_stays_held_and_names_its_block()
    {
        var forecast = Of(3, 1000, new MassDeleteBlock("3fa9c1", Now, 300));
        Assert.That((forecast.Held, forecast.Block), Is.EqualTo((true, "3fa9c1")));
    }

    [Test]
    public void A_guard_that_is_off_holds_nothing() => Assert.That((Of(1000, 1000, share: 1).Held, Of(1000, 1000, share: 1).Limit), Is.EqualTo((false, (long?)null)));
}
