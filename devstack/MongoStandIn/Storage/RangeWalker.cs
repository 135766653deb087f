using System.Diagnostics.CodeAnalysis;

namespace MongoStandIn.Storage;

/// <summary>Walks a range of a sorted map, forward or backward. The map may change between steps: the walk goes on behind the last key.</summary>
internal sealed class RangeWalker<TKey, TValue>(SortedBlocks<TKey, TValue> map, IComparer<TKey> comparer, KeyBounds<TKey> bounds, bool forward)
{
    private SortedBlocks<TKey, TValue>.Place _place;
    private long _version = -1;
    private TKey _last = default!;
    private bool _isStarted;
    private bool _isDone;

    public bool Next([MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (_isDone) return false;
        if (!_isStarted) _place = forward ? Start() : End();
        else if (_version == map.Version) _place = forward ? map.Next(_place) : map.Previous(_place);
        else Seek();
        if (!map.IsIn(_place) || IsBeyond(map.KeyAt(_place)))
        {
            _isDone = true;
            return false;
        }
        _isStarted = true;
        _version = map.Version;
        _last = map.KeyAt(_place);
        value = map.ValueAt(_place);
        return true;
    }

    private SortedBlocks<TKey, TValue>.Place Start() => bounds.HasLow ? map.LowerBound(bounds.Low) : new SortedBlocks<TKey, TValue>.Place(0, 0);

    private SortedBlocks<TKey, TValue>.Place End() => bounds.HasHigh ? map.Previous(map.LowerBound(bounds.High)) : map.Last;

    private void Seek()
    {
        _place = map.LowerBound(_last);
        if (!forward) _place = map.Previous(_place);
        else if (map.IsIn(_place) && comparer.Compare(map.KeyAt(_place), _last) == 0) _place = map.Next(_place);
    }

    private bool IsBeyond(TKey key) => forward
        ? bounds.HasHigh && comparer.Compare(key, bounds.High) >= 0
        : bounds.HasLow && comparer.Compare(key, bounds.Low) < 0;
}
