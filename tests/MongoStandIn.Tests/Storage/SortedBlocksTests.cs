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

    [TestCase(3)]
    [TestCase(4)]
    public void A_copy_and_its_original_change_apart(int seed)
    {
        var random = new Random(seed);
        var map = new SortedBlocks<int, int>(Comparer<int>.Default);
        var copies = new List<(SortedBlocks<int, int> Map, Dictionary<int, int> Expected)> { (map, []) };
        for (var round = 0; round < 8; round++)
        {
            foreach (var (one, expected) in copies)
            {
                for (var i = 0; i < 500; i++)
                {
                    var (key, value) = (random.Next(2000), random.Next());
                    if (expected.ContainsKey(key) && random.Next(2) == 0) one.Set(key, expected[key] = value);
                    else if (expected.Remove(key)) Assert.That(one.Remove(key), Is.True);
                    else Assert.That(one.Add(key, expected[key] = value), Is.True);
                }
            }
            var (from, known) = copies[random.Next(copies.Count)];
            copies.Add((from.Copy(), new Dictionary<int, int>(known)));
        }
        foreach (var (one, expected) in copies)
        {
            Assert.That(one.Count, Is.EqualTo(expected.Count));
            Assert.That(Walk(one, KeyBounds<int>.All, forward: true), Is.EqualTo(expected.OrderBy(e => e.Key).Select(e => e.Value)));
        }
        Assert.That(() => map.Set(-1, 0), Throws.InvalidOperationException);
    }

    private static List<int> Walk(SortedBlocks<int, int> map, KeyBounds<int> bounds, bool forward)
    {
        var walker = new RangeWalker<int, int>(map, Comparer<int>.Default, bounds, forward);
        var values = new List<int>();
        while (walker.Next(out var value)) values.Add(value);
        return values;
    }
}
