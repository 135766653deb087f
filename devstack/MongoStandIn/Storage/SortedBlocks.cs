namespace MongoStandIn.Storage;

/// <summary>
/// A sorted map in blocks of at most 256 entries. Finding is two binary searches, changing moves at most one block, and walking is
/// array access; appending at the end leaves full blocks behind. A walker notices a change by <see cref="Version"/> and seeks again.
/// A copy shares the blocks until one of the two changes one, so that it costs a pointer per block.
/// </summary>
internal sealed class SortedBlocks<TKey, TValue>(IComparer<TKey> comparer)
{
    private const int BlockSize = 256;
    private readonly List<Block> _blocks = [];
    private object _owner = new();

    private sealed class Block(object owner)
    {
        public readonly object Owner = owner;
        public readonly TKey[] Keys = new TKey[BlockSize];
        public readonly TValue[] Values = new TValue[BlockSize];
        public int Count;
    }

    /// <summary>A place in the map, valid while the version stays.</summary>
    public readonly record struct Place(int Block, int Offset);

    public int Count { get; private set; }

    /// <summary>Grows with every change of the keys.</summary>
    public long Version { get; private set; }

    public bool IsIn(Place place) => place.Block >= 0 && place.Block < _blocks.Count && place.Offset >= 0 && place.Offset < _blocks[place.Block].Count;

    public TKey KeyAt(Place place) => _blocks[place.Block].Keys[place.Offset];

    public TValue ValueAt(Place place) => _blocks[place.Block].Values[place.Offset];

    public Place Last => _blocks.Count == 0 ? new Place(-1, -1) : new Place(_blocks.Count - 1, _blocks[^1].Count - 1);

    public Place Next(Place place) => place.Offset + 1 < _blocks[place.Block].Count ? place with { Offset = place.Offset + 1 } : new Place(place.Block + 1, 0);

    public Place Previous(Place place)
    {
        if (place.Offset > 0) return place with { Offset = place.Offset - 1 };
        return place.Block > 0 ? new Place(place.Block - 1, _blocks[place.Block - 1].Count - 1) : new Place(-1, -1);
    }

    /// <summary>The first place whose key is not below <paramref name="key"/>; outside the map when there is none.</summary>
    public Place LowerBound(TKey key)
    {
        // The last block whose first key is below the key, or the first block.
        int low = 0, high = _blocks.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (comparer.Compare(_blocks[middle].Keys[0], key) < 0) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return new Place(0, 0);
        var block = _blocks[low - 1];
        var offset = Find(block, key);
        return offset < block.Count ? new Place(low - 1, offset) : new Place(low, 0);
    }

    public bool TryGet(TKey key, out TValue value)
    {
        var place = LowerBound(key);
        if (IsIn(place) && comparer.Compare(KeyAt(place), key) == 0)
        {
            value = ValueAt(place);
            return true;
        }
        value = default!;
        return false;
    }

    /// <summary>A map of its own with the same entries.</summary>
    public SortedBlocks<TKey, TValue> Copy()
    {
        var copy = new SortedBlocks<TKey, TValue>(comparer) { Count = Count, Version = Version };
        copy._blocks.AddRange(_blocks);
        // Neither owns the blocks any more: whoever changes one first copies it.
        _owner = new object();
        return copy;
    }

    /// <summary>Puts another value in the place of a key that is there.</summary>
    public void Set(TKey key, TValue value)
    {
        var place = LowerBound(key);
        if (!IsIn(place) || comparer.Compare(KeyAt(place), key) != 0) throw new InvalidOperationException("The key is not there.");
        Own(place.Block).Values[place.Offset] = value;
    }

    /// <summary>Adds an entry; false when the key is there already.</summary>
    public bool Add(TKey key, TValue value)
    {
        var place = LowerBound(key);
        if (IsIn(place) && comparer.Compare(KeyAt(place), key) == 0) return false;
        Version++;
        Count++;
        var (index, offset) = place;
        if (offset == 0 && index > 0)
        {
            index--;
            offset = _blocks[index].Count;
        }
        if (_blocks.Count == 0) _blocks.Add(new Block(_owner));
        var block = Own(index);
        if (block.Count == BlockSize) (block, offset) = Split(index, offset);
        Array.Copy(block.Keys, offset, block.Keys, offset + 1, block.Count - offset);
        Array.Copy(block.Values, offset, block.Values, offset + 1, block.Count - offset);
        block.Keys[offset] = key;
        block.Values[offset] = value;
        block.Count++;
        return true;
    }

    public bool Remove(TKey key)
    {
        var place = LowerBound(key);
        if (!IsIn(place) || comparer.Compare(KeyAt(place), key) != 0) return false;
        Version++;
        Count--;
        var block = Own(place.Block);
        block.Count--;
        Array.Copy(block.Keys, place.Offset + 1, block.Keys, place.Offset, block.Count - place.Offset);
        Array.Copy(block.Values, place.Offset + 1, block.Values, place.Offset, block.Count - place.Offset);
        block.Keys[block.Count] = default!;
        block.Values[block.Count] = default!;
        if (block.Count == 0) _blocks.RemoveAt(place.Block);
        return true;
    }

    private (Block Block, int Offset) Split(int index, int offset)
    {
        var block = _blocks[index];
        var next = new Block(_owner);
        _blocks.Insert(index + 1, next);
        // Ascending keys are the common case: start a new block instead of leaving half-empty ones behind.
        var keep = index == _blocks.Count - 2 && offset == BlockSize ? BlockSize : BlockSize / 2;
        next.Count = BlockSize - keep;
        Array.Copy(block.Keys, keep, next.Keys, 0, next.Count);
        Array.Copy(block.Values, keep, next.Values, 0, next.Count);
        Array.Clear(block.Keys, keep, next.Count);
        Array.Clear(block.Values, keep, next.Count);
        block.Count = keep;
        return offset > keep || keep == BlockSize ? (next, offset - keep) : (block, offset);
    }

    private Block Own(int index)
    {
        var shared = _blocks[index];
        if (ReferenceEquals(shared.Owner, _owner)) return shared;
        var own = new Block(_owner) { Count = shared.Count };
        Array.Copy(shared.Keys, own.Keys, shared.Count);
        Array.Copy(shared.Values, own.Values, shared.Count);
        return _blocks[index] = own;
    }

    private int Find(Block block, TKey key)
    {
        int low = 0, high = block.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (comparer.Compare(block.Keys[middle], key) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
