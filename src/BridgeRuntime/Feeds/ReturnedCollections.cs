using BridgeRuntime.Checkpoints;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Collections that an earlier run served and the last one did not: they were taken out of the configuration and put back. The stream went on meanwhile without them, so
/// they are looked through. Which those are is decided before anything runs, and noted once it is done, so that a crash begins it again.
/// </summary>
internal sealed class ReturnedCollections
{
    private readonly List<string> _returned;
    private readonly Action<string, Action> _askForSweep;
    private readonly CheckpointKeeper _checkpoints;

    /// <param name="configured">The collections of this run.</param>
    /// <param name="askForSweep">Has one of them looked through, in MongoDB and in the ledger, from now on; the action is told when all of it is reconciled.</param>
    /// <param name="checkpoints">Know what the last run served.</param>
    public ReturnedCollections(IReadOnlyCollection<string> configured, Action<string, Action> askForSweep, CheckpointKeeper checkpoints)
    {
        (_askForSweep, _checkpoints) = (askForSweep, checkpoints);
        var last = checkpoints.Current;
        // A checkpoint of an older version does not tell.
        _returned = last.Served is { } served ? [.. configured.Where(c => !served.Contains(c) && last.Of(c) != CollectionProgress.None)] : [];
        checkpoints.Update(c => c with { Served = [.. configured.Except(_returned)] });
    }

    /// <summary>To be called once, when the stream is open.</summary>
    public void Ask()
    {
        foreach (var name in _returned) _askForSweep(name, () => _checkpoints.Update(c => c with { Served = (c.Served ?? []).Add(name) }));
    }
}
