using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.MassDeletes;

/// <summary>
/// The mass-delete guard: where one side suddenly lacks more documents than is likely meant, their deletes on the other side are held until a person decides. It stands between
/// plan and writing, so every delete passes it, whichever feed it came from. What is held is not remembered: the ledger still knows it, and is looked through for it.
/// </summary>
internal sealed class MassDeleteGate : IDeleteGate, IDisposable
{
    /// <summary>The cheap look is made again after this time, or after as many deletes.</summary>
    private static readonly TimeSpan GlanceInterval = TimeSpan.FromSeconds(1);

    private const int DeletesBetweenGlances = 50;

    /// <summary>A block that most have come back of ends by itself when what is left has stood still for so long: nobody is bringing documents back any more.</summary>
    private static readonly TimeSpan StandStill = TimeSpan.FromMinutes(1);

    private readonly DeleteLimit _limit;
    private readonly IMissingDocuments _missing;
    private readonly IMassDeleteStore _store;
    private readonly Func<string> _newId;
    private readonly IFeedObserver _observer;
    private readonly TimeProvider _time;
    private readonly Dictionary<(string Collection, Side Lacking), GuardedSide> _sides = [];

    /// <param name="collections">All that are served.</param>
    /// <param name="settings">When deletes stop.</param>
    /// <param name="missing">What is lacking.</param>
    /// <param name="store">Keeps blocks across restarts.</param>
    /// <param name="newId">Makes the ids of blocks.</param>
    /// <param name="observer">Is told of blocks.</param>
    /// <param name="time">The clock of the window.</param>
    public MassDeleteGate(
        IEnumerable<string> collections, MassDeleteGuardSettings settings, IMissingDocuments missing, IMassDeleteStore store, Func<string> newId, IFeedObserver observer, TimeProvider time)
    {
        (_limit, _missing, _store, _newId, _observer, _time) = (new DeleteLimit(settings), missing, store, newId, observer, time);
        foreach (var collection in collections)
        {
            foreach (var side in Enum.GetValues<Side>()) _sides[(collection, side)] = new GuardedSide(collection, side, settings, time);
        }
    }

    public IEnumerable<GuardedSide> Sides => _sides.Values;

    /// <summary>Null for a collection that is not served.</summary>
    public GuardedSide? Find(string collection, Side lacking) => _sides.GetValueOrDefault((collection, lacking));

    /// <summary>Takes up what an earlier run left. Blocks of collections that are not served any more stay where they are.</summary>
    public void Restore(IReadOnlyList<MassDeleteRecord> records)
    {
        foreach (var record in records)
        {
            if (Find(record.Collection, record.Lacking) is not { } guarded) continue;
            guarded.Restore(record);
            Tell(guarded);
        }
    }

    public async Task<IDeletePermit> AdmitAsync(string collection, Side lacking, IReadOnlyList<BatchEntry> deletes, CancellationToken cancellation)
    {
        var guarded = _sides[(collection, lacking)];
        await guarded.Turn.WaitAsync(cancellation);
        try
        {
            var counted = deletes.Where(d => !guarded.IsReleased(d.Ledger)).ToList();
            if (counted.Count == 0 || await MayGoAsync(guarded, counted.Count, cancellation))
            {
                await CountedAsync(guarded, counted.Count, cancellation);
                return guarded.Begin(counted.Count, deletes.Count);
            }
            foreach (var entry in counted) entry.Hold();
            return guarded.Begin(0, deletes.Count - counted.Count);
        }
        finally
        {
            guarded.Turn.Release();
        }
    }

    /// <summary>To be called before anything is read that tells what a side lacks.</summary>
    public MassDeleteLook BeginLook(string collection, Side lacking)
    {
        var other = _sides[(collection, lacking == Side.Mongo ? Side.BigPeer : Side.Mongo)];
        var (begun, inFlight) = other.Writing;
        var guarded = _sides[(collection, lacking)];
        return new MassDeleteLook(guarded, guarded.Block?.Id, () => inFlight + other.Writing.Begun - begun);
    }

    /// <summary>Whether the delete of the entry's document was let go, for want of it on a side.</summary>
    public bool IsReleased(string collection, Side lacking, LedgerEntry entry) => _sides[(collection, lacking)].IsReleased(entry);

    /// <summary>Whether the delete of the entry's document is held, for want of it on a side.</summary>
    public bool Holds(string collection, Side lacking, LedgerEntry? entry) => _sides[(collection, lacking)].FreshRecord.Holds(entry);

    /// <summary>A look has come to its end.</summary>
    /// <param name="look">The look.</param>
    /// <param name="found">Documents that the ledger knows and the side lacks, those aside whose deletes were released.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether their deletes are held.</returns>
    public async Task<bool> ObservedAsync(MassDeleteLook look, long found, CancellationToken cancellation)
    {
        var (guarded, missing) = (look.Side, look.Missing(found));
        await guarded.Turn.WaitAsync(cancellation);
        try
        {
            var known = await KnownAsync(guarded, cancellation);
            if (guarded.Block is null)
            {
                guarded.Looked(guarded.Recent + missing);
                if (!guarded.IsTooMuch(guarded.Written + missing, known)) return false;
                await BlockAsync(guarded, missing, cancellation);
                return true;
            }
            // It began before the block: what it found to be there may be what has gone since.
            if (look.Block != guarded.Block.Id)
            {
                if (missing > guarded.Missing) Note(guarded, missing);
                return true;
            }
            Note(guarded, missing);
            var isBack = missing == 0
                || (missing <= guarded.Block.Most / 2 && !guarded.IsTooMuch(missing, known) && _time.GetElapsedTime(guarded.ChangedAt) >= StandStill);
            if (!isBack || guarded.Release is not null) return true;
            await _store.SaveAsync(guarded.FreshRecord with { Block = null }, cancellation);
            guarded.Block = null;
            guarded.StartAnew();
            _observer.MassDeleteEnded(guarded.Collection, guarded.Lacking, isReleased: false);
            return false;
        }
        finally
        {
            guarded.Turn.Release();
        }
    }

    /// <summary>Changes what holds: saved first, so that it outlives the process.</summary>
    /// <param name="guarded">Of what.</param>
    /// <param name="change">Gives what is to hold; null: nothing changes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whether anything was changed.</returns>
    public async Task<bool> ChangeAsync(GuardedSide guarded, Func<GuardedSide, MassDeleteRecord?> change, CancellationToken cancellation)
    {
        await guarded.Turn.WaitAsync(cancellation);
        try
        {
            if (change(guarded) is not { } record) return false;
            var hasEnded = record.Block is null && guarded.Block is not null;
            await _store.SaveAsync(hasEnded ? record with { Deletes = [] } : record, cancellation);
            (guarded.Block, guarded.Release) = (record.Block, record.Release);
            if (hasEnded) guarded.StartAnew();
            if (hasEnded) _observer.MassDeleteEnded(guarded.Collection, guarded.Lacking, isReleased: true);
            else Tell(guarded);
            return true;
        }
        finally
        {
            guarded.Turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (var guarded in _sides.Values) guarded.Dispose();
    }

    private async Task<bool> MayGoAsync(GuardedSide guarded, int deletes, CancellationToken cancellation)
    {
        if (guarded.Block is not null) return false;
        if (!_limit.IsOn) return true;
        var known = await KnownAsync(guarded, cancellation);
        var soon = guarded.Recent + deletes;
        var missing = (long)deletes;
        if (!guarded.IsTooMuch(soon, known))
        {
            // The first of many deletes would be written before their number shows: what comes is looked for.
            if (!guarded.IsLookDue(soon, known) && !await MayLackAsync(guarded, soon, known, cancellation)) return true;
            missing = await CountAsync(guarded, (long)guarded.Limit(known) + 1, cancellation);
            guarded.Looked(soon);
            if (!guarded.IsTooMuch(guarded.Written + missing, known)) return true;
        }
        await BlockAsync(guarded, missing, cancellation);
        return false;
    }

    /// <summary>Saved before anything is deleted: a process that is killed again and again lets no more go than one that lives.</summary>
    private async Task CountedAsync(GuardedSide guarded, int counted, CancellationToken cancellation)
    {
        if (guarded.ToSave(counted) is not { } record) return;
        await _store.SaveAsync(record, cancellation);
        guarded.Saved(counted);
    }

    private async Task<bool> MayLackAsync(GuardedSide guarded, long soon, long known, CancellationToken cancellation)
    {
        if (guarded.Glance is { } glance && _time.GetElapsedTime(glance.At) < GlanceInterval && soon - glance.Recent < DeletesBetweenGlances) return false;
        guarded.Glance = (_time.GetTimestamp(), soon);
        return await _missing.MayLackAsync(guarded.Collection, guarded.Lacking, guarded.Limit(known) - guarded.Written, cancellation);
    }

    private async Task<long> CountAsync(GuardedSide guarded, long most, CancellationToken cancellation)
    {
        var look = BeginLook(guarded.Collection, guarded.Lacking);
        return look.Missing(await _missing.CountAsync(guarded.Collection, guarded.Lacking, most + look.Ours, cancellation));
    }

    private async Task<long> KnownAsync(GuardedSide guarded, CancellationToken cancellation)
    {
        if (await _missing.KnownAsync(guarded.Collection, cancellation) is { } counted) guarded.Known = counted;
        return guarded.Known + guarded.Written;
    }

    /// <summary>Saved before anything is held: a position never passes what a restart would let go.</summary>
    private async Task BlockAsync(GuardedSide guarded, long missing, CancellationToken cancellation)
    {
        var block = new MassDeleteBlock(_newId(), _time.GetUtcNow(), missing);
        await _store.SaveAsync(guarded.Record with { Block = block }, cancellation);
        guarded.Block = block;
        Note(guarded, missing);
    }

    private void Note(GuardedSide guarded, long missing)
    {
        if (missing != guarded.Missing) (guarded.Missing, guarded.ChangedAt) = (missing, _time.GetTimestamp());
        if (guarded.Block is { } block && missing > block.Most) guarded.Block = block with { Most = missing };
        Tell(guarded);
    }

    private void Tell(GuardedSide guarded)
    {
        if (guarded.Block is { } block) _observer.MassDeleteBlocked(guarded.Collection, guarded.Lacking, block, guarded.Missing, guarded.Release is not null);
    }
}
