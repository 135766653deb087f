using BridgeRuntime.Checkpoints;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Collections in which something happened that no stream will tell. Either an earlier run served them and the last one did not: they were taken out of the configuration and put back, and the stream went on
/// meanwhile without them. Or the last run ended before it had saved its first position, and what it recorded may have been deleted since. They are looked through; which they are is decided before
/// anything runs, and noted once it is done, so that a crash begins it again.
/// </summary>
internal sealed class ReturnedCollections
{
    private readonly List<string> _returned;
    private readonly bool _withMongo;
    private readonly Action<string, bool, Action> _askForSweep;
    private readonly CheckpointKeeper _checkpoints;

    /// <param name="configured">The collections of this run.</param>
    /// <param name="isRecorded">Whether the ledger may know a document of a collection.</param>
    /// <param name="askForSweep">Has one of them looked through, in the ledger and, if so told, in MongoDB, from now on; the action is told when all of it is reconciled.</param>
    /// <param name="checkpoints">Know what the last run served.</param>
    public ReturnedCollections(IReadOnlyCollection<string> configured, Func<string, bool> isRecorded, Action<string, bool, Action> askForSweep, CheckpointKeeper checkpoints)
    {
        (_askForSweep, _checkpoints) = (askForSweep, checkpoints);
        var last = checkpoints.Current;
        // A gap in the history has all of them looked through anyway.
        var hasNoPosition = last is { StreamToken: null, Lost: null };
        // What MongoDB has is the initial sync's, which begins anew.
        _withMongo = !hasNoPosition;
        // A checkpoint of an older version does not tell.
        _returned = hasNoPosition ? [.. configured.Where(isRecorded)] : last.Served is { } served ? [.. configured.Where(c => !served.Contains(c) && (last.Of(c) != CollectionProgress.None || isRecorded(c)))] : [];
        checkpoints.Update(c => c with { Served = [.. configured.Except(_returned)] });
    }

    /// <summary>To be called once, when the stream is open.</summary>
    public void Ask()
    {
        foreach (var name in _returned) _askForSweep(name, _withMongo, () => _checkpoints.Update(c => c with { Served = (c.Served ?? []).Add(name) }));
    }
}
