namespace BridgeRuntime.MassDeletes;

/// <summary>How many deletes there were within a span of time, up to a twelfth of it more. Guarded by the lock of its owner.</summary>
internal sealed class DeleteWindow(TimeSpan span, TimeProvider time)
{
    private const int Parts = 12;

    private readonly LinkedList<(long Begun, long Count)> _parts = new();

    /// <summary>How finely the window tells when a delete was.</summary>
    public TimeSpan Step { get; } = span / Parts;

    public long Total
    {
        get
        {
            Forget();
            return _parts.Sum(static p => p.Count);
        }
    }

    /// <summary>What counts now, the oldest first: how long ago, and how many.</summary>
    public IReadOnlyList<(TimeSpan Age, long Count)> Counted
    {
        get
        {
            Forget();
            return [.. _parts.Select(p => (time.GetElapsedTime(p.Begun), p.Count))];
        }
    }

    public void Add(long count)
    {
        if (count == 0) return;
        if (_parts.Last is { } newest && time.GetElapsedTime(newest.Value.Begun) < Step) newest.Value = newest.Value with { Count = newest.Value.Count + count };
        else _parts.AddLast((time.GetTimestamp(), count));
    }

    /// <summary>Takes up what an earlier run counted; to be called with the oldest first.</summary>
    public void Restore(TimeSpan age, long count) => _parts.AddLast((time.GetTimestamp() - (long)(age.TotalSeconds * time.TimestampFrequency), count));

    public void Clear() => _parts.Clear();

    private void Forget()
    {
        while (_parts.First is { } oldest && time.GetElapsedTime(oldest.Value.Begun) > span + Step) _parts.RemoveFirst();
    }
}
