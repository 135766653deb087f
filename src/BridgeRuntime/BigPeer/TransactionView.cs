namespace BridgeRuntime.BigPeer;

/// <summary>
/// The highest transaction this bridge has seen, which its reads must not be older than, and which transactions are its own, so that a poll can tell whether
/// anybody else wrote.
/// </summary>
internal sealed class TransactionView
{
    /// <summary>Own transactions remembered between two looks; beyond, everything counts as foreign, which costs one pass.</summary>
    private const int MostRemembered = 100_000;

    private readonly Lock _lock = new();
    private readonly HashSet<long> _own = [];
    private long _highest;
    private bool _overflowed;

    public long Highest => Interlocked.Read(ref _highest);

    public void Seen(long transaction)
    {
        for (var known = Highest; transaction > known; known = Highest)
        {
            if (Interlocked.CompareExchange(ref _highest, transaction, known) == known) return;
        }
    }

    public void Wrote(long transaction)
    {
        Seen(transaction);
        lock (_lock)
        {
            if (_own.Count < MostRemembered) _own.Add(transaction);
            else _overflowed = true;
        }
    }

    /// <summary>
    /// Whether somebody else wrote after <paramref name="mark"/>, up to <paramref name="current"/>. Sound where transactions are numbered without gaps; where
    /// there are gaps it answers yes.
    /// </summary>
    public bool HasForeign(long mark, long current)
    {
        lock (_lock) return _overflowed || current < mark || current - mark > _own.Count(t => t > mark && t <= current);
    }

    /// <summary>Forgets own transactions up to a mark that has been dealt with.</summary>
    public void Forget(long mark)
    {
        lock (_lock)
        {
            _own.RemoveWhere(t => t <= mark);
            _overflowed = false;
        }
    }
}
