namespace BridgeRuntime.MassDeletes;

/// <summary>How many deletes there were within a span of time, up to a twelfth of it more. Guarded by the lock of its owner.</summary>
internal sealed class DeleteWindow(TimeSpan span, TimeProvider time)
{
    private const int Parts = 12;

    private readonly LinkedList<(long Begun, long Count)> _parts = new();

    public long Total
    {
        get
        {
            while (_parts.First is { } oldest && time.GetElapsedTime(oldest.Value.Begun) > span + (span / Parts)) _parts.RemoveFirst();
            return _parts.Sum(static p => p.Count);
        }
    }

    public void Add(long count)
    {
        if (count == 0) return;
        if (_parts.Last is { } newest && time.GetElapsedTime(newest.Value.Begun) < span / Parts) newest.Value = newest.Value with { Count = newest.Value.Count + count };
        else _parts.AddLast((time.GetTimestamp(), count));
    }

    public void Clear() => _parts.Clear();
}
