namespace BridgeRuntime.Ledger;

/// <summary>
/// How many ledger entries a collection has: counted when nothing is being recorded, then kept by what each recording says. Unknown after one that
/// failed, which may have taken effect in part, until it is counted again.
/// </summary>
internal sealed class EntryCount
{
    private readonly Lock _lock = new();
    private long? _known;
    private int _inFlight;
    private long _recordings;

    public long? Known
    {
        get { lock (_lock) return _known; }
    }

    public void Begin()
    {
        lock (_lock)
        {
            _inFlight++;
            _recordings++;
        }
    }

    /// <param name="change">Entries made less entries removed; null where that is not known.</param>
    public void End(long? change)
    {
        lock (_lock)
        {
            _inFlight--;
            _known = change is null ? null : _known + change;
        }
    }

    /// <summary>Counts; gives null, and remembers nothing, when something is recorded meanwhile.</summary>
    public async Task<long?> CountAsync(Func<Task<long>> count)
    {
        long before;
        lock (_lock)
        {
            if (_known is not null || _inFlight > 0) return _known;
            before = _recordings;
        }
        var counted = await count();
        lock (_lock)
        {
            if (_recordings == before) _known = counted;
            return _known;
        }
    }
}
