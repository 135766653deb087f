using BridgeRuntime.Conversion;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Ledger;
using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>
/// Makes MongoDB, the Big Peer and the ledger agree on the keys of one collection. Level-triggered: only the current state counts, so a hint that is late,
/// doubled or wrong costs a read and nothing else.
/// </summary>
internal sealed class DocumentReconciler
{
    private const string OutsideMessage = "The document was made in Ditto and does not match the collection's filter. Change it so that it matches, or delete it there; it goes over when it matches.";

    private readonly CollectionSettings _collection;
    private readonly ILedger _ledger;
    private readonly IntentBook _intents;
    private readonly IReconcileObserver _observer;
    private readonly SchemaGate _schemas;
    private readonly BatchReading _reading;
    private readonly BatchWriting _writing;
    private readonly IDeleteGate? _gate;
    private readonly BatchReading _planReading;
    private readonly BatchWriting _planWriting;
    private readonly Func<long> _nextVersion;
    private volatile bool _isBigPeerHinted;

    /// <param name="collection">What is kept in step, and how.</param>
    /// <param name="mongo">The MongoDB side.</param>
    /// <param name="bigPeer">The Big Peer's side.</param>
    /// <param name="ledger">The last agreed states.</param>
    /// <param name="intents">The open intents of all workers.</param>
    /// <param name="newObjectId">Makes the <c>_id</c> of documents that came from Ditto under a field mapping.</param>
    /// <param name="linking">Is told that a key is about to belong to a MongoDB document, before that is written or read for the last time.</param>
    /// <param name="nextVersion">Makes ledger versions: never the same twice, across restarts too.</param>
    /// <param name="observer">Is told of each step.</param>
    /// <param name="gate">Holds deletes that may not go; null: none.</param>
    public DocumentReconciler(
        CollectionSettings collection, IMongoDocuments mongo, IBigPeerDocuments bigPeer, ILedger ledger, IntentBook intents,
        Func<ObjectId> newObjectId, Action<DocumentKey, BsonValue> linking, Func<long> nextVersion, IReconcileObserver observer, IDeleteGate? gate = null)
    {
        (_collection, _ledger, _intents, _nextVersion, _observer, _gate) = (collection, ledger, intents, nextVersion, observer, gate);
        _schemas = new SchemaGate(collection);
        var converter = new DocumentConverter(collection);
        _reading = new BatchReading(collection, converter, mongo, bigPeer, ledger, intents, linking);
        _writing = new BatchWriting(collection, converter, mongo, bigPeer, newObjectId, linking);
        // A plan makes no document, and so links none.
        _planReading = new BatchReading(collection, converter, mongo, bigPeer, ledger, intents, static (_, _) => { });
        _planWriting = new BatchWriting(collection, converter, mongo, bigPeer, newObjectId, static (_, _) => { });
    }

    /// <summary>The first look at the whole Big Peer of this run has hinted all that its users changed while no bridge ran.</summary>
    public void BigPeerHinted() => _isBigPeerHinted = true;

    /// <summary>
    /// Reconciles a batch; bisects one that the Big Peer refuses until the document to blame is alone.
    /// </summary>
    /// <returns>One outcome per item, in their order.</returns>
    /// <exception cref="SideException">A side is unavailable: nothing is known of any item, and all must run again.</exception>
    public Task<IReadOnlyList<ReconcileOutcome>> ReconcileAsync(int slot, IReadOnlyList<ReconcileItem> items, CancellationToken cancellation) =>
        BisectAsync(items, some => RunAsync(slot, some, cancellation), Refused);

    /// <summary>
    /// What <see cref="ReconcileAsync"/> would do now, with everything read and nothing written: not to a side, not to the ledger, not to the intents.
    /// </summary>
    /// <returns>One plan per item, in their order.</returns>
    /// <exception cref="SideException">A side is unavailable.</exception>
    public Task<IReadOnlyList<PlannedKey>> PlanAsync(IReadOnlyList<ReconcileItem> items, CancellationToken cancellation) =>
        BisectAsync(items, some => ForeseeAsync(some, cancellation), (item, refusal) => new PlannedKey(item.Key, ReconcilePlan.Nothing) { Letter = LetterOf(item, refusal) });

    private async Task<IReadOnlyList<PlannedKey>> ForeseeAsync(IReadOnlyList<ReconcileItem> items, CancellationToken cancellation)
    {
        var entries = items.Select(i => new BatchEntry(i with { Hints = i.Hints | HintSides.Recheck })).ToList();
        if (!await _planReading.ReadMongoAndLedgerAsync(entries, cancellation)) return await HalvesAsync(items, some => ForeseeAsync(some, cancellation));
        await _planReading.ReadBigPeerAsync(entries, cancellation);
        Plan(entries, isBigPeerHinted: false);
        _planWriting.Foresee(entries);
        return entries.ConvertAll(e => e.ToPlanned());
    }

    private async Task<IReadOnlyList<T>> BisectAsync<T>(IReadOnlyList<ReconcileItem> items, Func<IReadOnlyList<ReconcileItem>, Task<IReadOnlyList<T>>> run, Func<ReconcileItem, SideException, T> refused)
    {
        try
        {
            return await run(items);
        }
        catch (SideException e) when (e.Failure == SideFailure.Refused && items.Count > 1)
        {
            // What this attempt wrote is covered by its intents, which stay open.
            _observer.Bisected(_collection, e);
        }
        catch (SideException e) when (e.Failure == SideFailure.Refused)
        {
            return [refused(items[0], e)];
        }
        IReadOnlyList<ReconcileItem> again = [.. items.Select(i => i with { Hints = i.Hints | HintSides.Recheck })];
        return await HalvesAsync(again, half => BisectAsync(half, run, refused));
    }

    /// <summary>One half after the other: what is too much at once.</summary>
    private static async Task<IReadOnlyList<TResult>> HalvesAsync<T, TResult>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, Task<IReadOnlyList<TResult>>> run)
    {
        var half = items.Count / 2;
        var first = await run([.. items.Take(half)]);
        return [.. first, .. await run([.. items.Skip(half)])];
    }

    /// <summary>Which of these documents the bridge would delete on one side for want of them on the other, as things stand. Nothing is written.</summary>
    public async Task<IReadOnlyList<DittoId>> DeletesAsync(IReadOnlyList<DittoId> ids, Side lacking, CancellationToken cancellation)
    {
        var entries = ids.Select(id => new BatchEntry(new ReconcileItem(new DocumentKey(_collection.Name, id), HintSides.Recheck))).ToList();
        if (!await ReadAndPlanAsync(entries, cancellation)) return await HalvesAsync(ids, some => DeletesAsync(some, lacking, cancellation));
        return [.. entries.Where(e => e.IsGoing && e.DeletesForWantOf == lacking).Select(e => e.Id)];
    }

    /// <summary>
    /// The path of every batch: read MongoDB and the ledger, drop echoes, read the Big Peer where the plan needs it, plan, hold deletes that may not go, intend, apply
    /// to MongoDB, apply to the Big Peer, record in the ledger, complete.
    /// </summary>
    private async Task<IReadOnlyList<ReconcileOutcome>> RunAsync(int slot, IReadOnlyList<ReconcileItem> items, CancellationToken cancellation)
    {
        var entries = items.Select(i => new BatchEntry(i)).ToList();

        if (!await ReadAndPlanAsync(entries, cancellation)) return await HalvesAsync(items, some => RunAsync(slot, some, cancellation));
        using var fromMongo = await AdmitAsync(Side.Mongo, entries, cancellation);
        using var fromBigPeer = await AdmitAsync(Side.BigPeer, entries, cancellation);
        await IntendAsync(slot, entries, cancellation);
        using (_observer.Step(ReconcileStep.WriteMongo)) await _writing.ApplyToMongoAsync(entries, cancellation);
        await WriteBigPeerAsync(entries, cancellation);
        await LeaveAsync(entries, cancellation);
        await RecordAsync(entries, cancellation);
        fromMongo?.Done();
        fromBigPeer?.Done();
        return Complete(entries);
    }

    /// <returns>False where so many documents are too much at once; nothing is planned then.</returns>
    private async Task<bool> ReadAndPlanAsync(List<BatchEntry> entries, CancellationToken cancellation)
    {
        // As it was before the batch is read: what is hinted meanwhile comes again.
        var isBigPeerHinted = _isBigPeerHinted;
        using (_observer.Step(ReconcileStep.ReadMongo))
        {
            if (!await _reading.ReadMongoAndLedgerAsync(entries, cancellation)) return false;
        }
        Plan(entries, isBigPeerHinted);

        var unread = entries.Where(e => e.Plan.Kind == PlanKind.ReadBigPeer).ToList();
        if (unread.Count == 0) return true;
        using (_observer.Step(ReconcileStep.ReadBigPeer)) await _reading.ReadBigPeerAsync(unread, cancellation);
        Plan(unread, isBigPeerHinted);
        return true;
    }

    private async Task<IDeletePermit?> AdmitAsync(Side lacking, List<BatchEntry> entries, CancellationToken cancellation)
    {
        if (_gate is null) return null;
        var deletes = entries.Where(e => e.IsGoing && e.DeletesForWantOf == lacking).ToList();
        if (deletes.Count == 0) return null;
        var permit = await _gate.AdmitAsync(_collection.Name, lacking, deletes, cancellation);
        // Of a baseline document the hint alone says that it is gone in MongoDB, and the hint is used up: the ledger must know.
        var held = deletes.Where(e => e is { IsGoing: false, Ledger.IsBaseline: true }).ToList();
        if (held.Count > 0)
            await _ledger.RecordAsync(_collection.Name, held.ConvertAll(e => e.Ledger! with { IsBaseline = false, MongoId = e.Item.MongoIds.Count > 0 ? e.Item.MongoIds[0] : null, Version = _nextVersion() }), [], cancellation);
        return permit;
    }

    private void Plan(IEnumerable<BatchEntry> entries, bool isBigPeerHinted)
    {
        foreach (var entry in entries.Where(e => e.IsGoing))
        {
            entry.Plan = ReconcilePlanner.Plan(new PlanInput
            {
                Settings = _collection,
                Ledger = entry.Ledger,
                Mongo = entry.Mongo,
                BigPeer = entry.BigPeer,
                Intents = entry.Intents,
                Hidden = entry.Hidden,
                Hints = entry.Item.Hints,
                IsBigPeerHinted = isBigPeerHinted,
            });
            if (entry.Plan.Kind == PlanKind.ParkOutside) entry.Park(new DeadLetter(Side.BigPeer, _collection.Name, entry.Id, entry.Mongo?.Id, DeadLetterReason.OutsideFilter, OutsideMessage));
            _schemas.Judge(entry);
        }
    }

    private async Task IntendAsync(int slot, List<BatchEntry> entries, CancellationToken cancellation)
    {
        var planned = entries.Where(e => e.IsGoing && e.Plan.Intents is { IsEmpty: false }).Select(e => KeyValuePair.Create(e.Key, e.Plan.Intents!)).ToList();
        if (planned.Count == 0) return;
        using (_observer.Step(ReconcileStep.Intend)) await _intents.OpenAsync(slot, planned, cancellation);
    }

    private async Task WriteBigPeerAsync(List<BatchEntry> entries, CancellationToken cancellation)
    {
        using var step = _observer.Step(ReconcileStep.WriteBigPeer);
        try
        {
            await _writing.ApplyToBigPeerAsync(entries, cancellation);
        }
        catch (SideException e) when (e.Failure == SideFailure.Refused && entries.Count == 1)
        {
            var mongo = entries[0].Mongo;
            entries[0].Park(new DeadLetter(
                Side.Mongo, _collection.Name, entries[0].Id, mongo?.Id, DeadLetterReason.RefusedByBigPeer, mongo is null ? e.Message : $"{e.Message} {DittoLimits.Describe(mongo.State.Json.Span)}")
            {
                State = mongo is null ? 0 : LetterState.Of(mongo.Bson),
            });
        }
    }

    /// <summary>
    /// Documents that left the filter: MongoDB has what was changed of them, so the ledger notes that they leave, and only then the bridge deletes them. Without the
    /// note, a crash in between would make the bridge's delete look like a user's.
    /// </summary>
    private async Task LeaveAsync(List<BatchEntry> entries, CancellationToken cancellation)
    {
        var leaving = entries.Where(e => e.IsGoing && e.Plan.Kind == PlanKind.LeaveFilter).ToList();
        if (leaving.Count == 0) return;
        var notes = leaving.ConvertAll(e => new LedgerEntry(e.Id, e.Mongo!.Id, e.Plan.Leaving!, _nextVersion(), IsBaseline: false) { IsLeaving = true });
        using (_observer.Step(ReconcileStep.Record)) await _ledger.RecordAsync(_collection.Name, notes, [], cancellation);
        using (_observer.Step(ReconcileStep.WriteBigPeer)) await _writing.DeleteAsReadAsync(leaving, cancellation);
    }

    private async Task RecordAsync(List<BatchEntry> entries, CancellationToken cancellation)
    {
        var put = new List<LedgerEntry>();
        // The document that the ledger knows is gone on both sides; the one that is parked is another.
        var remove = entries.Where(e => e is { IsGoing: false, Plan.Kind: PlanKind.ParkOutside, Ledger: { IsBaseline: false, IsLeaving: false } }).Select(e => e.Id).ToList();
        foreach (var entry in entries.Where(e => e.IsGoing))
        {
            var mongoId = entry.WrittenMongoId ?? entry.Mongo?.Id;
            if (entry.Plan.Agreed is { } agreed) put.Add(new LedgerEntry(entry.Id, mongoId, agreed, _nextVersion(), IsBaseline: false));
            else if (entry.Plan.Kind == PlanKind.LeaveFilter || (entry.Plan.Kind != PlanKind.Nothing && entry.Ledger is not null)) remove.Add(entry.Id);
            else if (entry.Ledger is { IsBaseline: false } known && mongoId is { } id && known.MongoId != id) put.Add(known with { MongoId = id, Version = _nextVersion() });
        }
        if (put.Count + remove.Count == 0) return;
        using (_observer.Step(ReconcileStep.Record)) await _ledger.RecordAsync(_collection.Name, put, remove, cancellation);
    }

    private List<ReconcileOutcome> Complete(List<BatchEntry> entries)
    {
        foreach (var entry in entries.Where(e => e.IsGoing || e.IsParkedUntouched || e.IsUnwritten)) _intents.Close(entry.Key);
        if (_collection.Filter is not null)
        {
            foreach (var entry in entries.Where(e => e.IsGoing)) entry.FilterMove = FilteredPlan.MoveOf(entry.Plan, entry.Ledger);
        }
        var outcomes = entries.ConvertAll(e => e.ToOutcome());
        _observer.Completed(_collection, outcomes);
        return outcomes;
    }

    /// <summary>A read was refused for this key alone: nothing was written.</summary>
    private ReconcileOutcome Refused(ReconcileItem item, SideException refusal)
    {
        var outcome = new ReconcileOutcome(item.Key, ReconcileResult.DeadLetter) { Letter = LetterOf(item, refusal) };
        _observer.Completed(_collection, [outcome]);
        return outcome;
    }

    private DeadLetter LetterOf(ReconcileItem item, SideException refusal)
    {
        var (side, reason) = refusal.Side == Side.BigPeer ? (Side.Mongo, DeadLetterReason.RefusedByBigPeer) : (Side.BigPeer, DeadLetterReason.RefusedByMongo);
        BsonValue? mongoId = item.MongoIds.Count > 0 ? item.MongoIds[0] : null;
        return new DeadLetter(side, _collection.Name, item.Key.Id, mongoId, reason, refusal.Message);
    }
}
