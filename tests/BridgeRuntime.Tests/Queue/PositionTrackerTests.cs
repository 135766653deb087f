using BridgeRuntime.Queue;

namespace BridgeRuntime.Tests.Queue;

internal sealed class PositionTrackerTests
{
    [Test]
    public void A_position_is_passed_only_after_all_before_it()
    {
        var passed = new List<string>();
        var tracker = new PositionTracker<string>(passed.Add);
        var (a, b, c) = (tracker.Begin("a"), tracker.Begin("b"), tracker.Begin("c"));
        c.Complete();
        b.Complete();
        Assert.That(passed, Is.Empty);
        Assert.That(tracker.Outstanding, Is.EqualTo(3));
        a.Complete();
        Assert.That(passed, Is.EqualTo(new[] { "a", "b", "c" }), "each of them, in their order");
        Assert.That(tracker.Outstanding, Is.Zero);
    }

    [Test]
    public void A_position_waits_for_the_feed_and_for_each_of_its_keys()
    {
        var passed = new List<int>();
        var tracker = new PositionTracker<int>(passed.Add);
        var mark = tracker.Begin(1);
        mark.Add();
        mark.Add();
        mark.Complete();
        mark.Complete();
        Assert.That(passed, Is.Empty, "the feed may still add keys");
        mark.Complete();
        Assert.That(passed, Is.EqualTo(new[] { 1 }));
        Assert.That(mark.IsPassed, Is.True);
    }

    [Test]
    public void A_position_without_keys_is_passed_when_the_feed_says_so()
    {
        var passed = new List<int>();
        var tracker = new PositionTracker<int>(passed.Add);
        tracker.Begin(1).Complete();
        tracker.Begin(2).Complete();
        Assert.That(passed, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void A_position_that_its_feed_could_not_finish_stands_in_nobody_s_way_and_is_never_passed()
    {
        var passed = new List<string>();
        var tracker = new PositionTracker<string>(passed.Add);
        var (a, broken) = (tracker.Begin("a"), tracker.Begin("broken"));
        broken.Add();
        tracker.Abandon(broken);
        var again = tracker.Begin("again");
        again.Complete();
        Assert.That(passed, Is.Empty, "what came before is not done");
        a.Complete();
        Assert.That(passed, Is.EqualTo(new[] { "a", "again" }));
        broken.Complete();
        broken.Complete();
        tracker.Begin("next").Complete();
        Assert.That(passed, Is.EqualTo(new[] { "a", "again", "next" }));
        Assert.That(tracker.Outstanding, Is.Zero);
    }

    [Test]
    public void An_abandoned_position_alone_moves_nothing()
    {
        var passed = new List<string>();
        var tracker = new PositionTracker<string>(passed.Add);
        tracker.Abandon(tracker.Begin("broken"));
        Assert.That(passed, Is.Empty);
        Assert.That(tracker.Outstanding, Is.Zero);
    }

    [Test]
    public async Task Positions_arrive_in_order_from_many_threads()
    {
        var passed = new List<int>();
        var tracker = new PositionTracker<int>(passed.Add);
        var marks = Enumerable.Range(1, 5000).Select(tracker.Begin).ToArray();
        new Random(3).Shuffle(marks);
        await Parallel.ForEachAsync(marks, new ParallelOptions { MaxDegreeOfParallelism = 4 }, (mark, _) =>
        {
            mark.Complete();
            return ValueTask.CompletedTask;
        });
        Assert.That(passed, Is.Ordered.Ascending.And.Unique);
        Assert.That(passed[^1], Is.EqualTo(5000));
    }
}
