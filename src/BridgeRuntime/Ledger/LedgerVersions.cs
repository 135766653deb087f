namespace BridgeRuntime.Ledger;

/// <summary>Versions of ledger entries: the run's epoch in the high half, a counter in the low. None is ever given twice.</summary>
internal sealed class LedgerVersions(long epoch)
{
    private long _last = epoch << 32;

    /// <summary>The newest version given.</summary>
    public long Last => Interlocked.Read(ref _last);

    public long Next() => Interlocked.Increment(ref _last);
}
