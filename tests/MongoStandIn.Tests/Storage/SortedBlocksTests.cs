using MongoStandIn.Storage;

namespace MongoStandIn.Tests.Storage;

public sealed class SortedBlocksTests
{
    [TestCase(1)]
    [TestCase(2)]
    public void It_holds_what_a_sorted_dictionary_holds(int seed)
    {
        var random = new Random(seed);
        var map = new SortedBlocks<int, int>(Comparer<int>.Default);
        var model = new SortedDictionary<int, int>();
        for (var i = 0; i < 20_000; i++)
        {
            var key = seed == 1 ? random.Next(5000) : i;
            if (random.Next(3) > 0) Assert.That(map.Add(key, i), Is.EqualTo(model.TryAdd(key, i)));
            else
            {
                key = random.Next(5000);
                Assert.That(map.Remove(key), Is.EqualTo(model.Remove(key)));
            }
        }
        Assert.That(map.Count, Is.EqualTo(model.Count));
        Assert.That(Walk(map, default, forward: true), Is.EqualTo(model.Values));
        Assert.That(Walk(map, default, forward: false), Is.EqualTo(model.Values.Reverse()));
        var bounds = new KeyBounds<int>(true, 1000, true, 3000);
        Assert.That(Walk(map, bounds, forward: true), Is.EqualTo(model.Where(p => p.Key is >= 1000 and < 3000).Select(p => p.Value)));
        Assert.That(Walk(map, bounds, forward: false), Is.EqualTo(model.Where(p => p.Key is >= 1000 and < 3000).Select(p => p.Value).Reverse()));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_walk_goes_on_while_the_map_changes(bool forward)
    {
        var map = new SortedBlocks<int, int>(Comparer<int>.Default);
        for (var i = 0; i < 2000; i += 2) map.Add(i, i);
        var walker = new RangeWalker<int, int>(map, Comparer<int>.Default, default, forward);
        var seen = new List<int>();
        while (walker.Next(out var value))
        {
            seen.Add(value);
            // Behind the walk, at the walk, and ahead of it.
            map.Remove(value);
            if (value == 1000)
            {
                map.Add(forward ? 1501 : 501, forward ? 1501 : 501);
                map.Add(forward ? 501 : 1501, 0);
                map.Remove(forward ? 1600 : 400);
            }
        }
        Assert.That(seen, Is.Unique);
        Assert.That(seen, Does.Contain(forward ? 1501 : 501).And.Not.Contain(0 - 1));
        Assert.That(seen, Does.Not.Contain(forward ? 1600 : 400));
        Assert.That(seen, Has.Count.EqualTo(1000));
        Assert.That(map.Count, Is.EqualTo(1));
    }

    private static List<int> Walk(SortedBlocks<int, int> map, KeyBounds<int> bounds, bool forward)
    {
        var walker = new RangeWalker<int, int>(map, Comparer<int>.Default, bounds, forward);
        var values = new List<int>();
        while (walker.Next(out var value)) values.Add(value);
        return values;
    }
}
