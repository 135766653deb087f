using BridgeRuntime.Conversion;
using BridgeRuntime.DeadLetters;
using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>The writing steps of a batch: MongoDB first, then the Big Peer, one statement per group.</summary>
internal sealed class BatchWriting(CollectionSettings collection, DocumentConverter converter, IMongoDocuments mongo, IBigPeerDocuments bigPeer, Func<ObjectId> newObjectId, Action<DocumentKey, BsonValue> linking)
{
    /// <summary>
    /// A document that was inserted in between is found by the next run. One that never is has an id that MongoDB holds for equal and the mapping does
    /// not: 1 as an int32 and as an int64 in ejson mode, or texts that a collation makes equal.
    /// </summary>
    private const int InsertsBeforeParking = 3;

    /// <summary>A document that never equals itself in DQL, for a reason nobody knows yet, must not run for ever.</summary>
    private const int RunsBeforeUnguarded = 20;

    public async Task ApplyToMongoAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellation)
    {
        var writes = ToWrites(entries);
        if (writes.Count == 0) return;
        var outcomes = await mongo.WriteAsync(collection, [.. writes.Select(w => w.Write)], cancellation);
        for (var i = 0; i < writes.Count; i++)
        {
            var (entry, write) = writes[i];
            if (outcomes[i].Result == MongoWriteResult.Overtaken && write.Kind == MongoWriteKind.Insert && entry.Item.Reruns >= InsertsBeforeParking) ParkTaken(entry);
            else if (outcomes[i].Result == MongoWriteResult.Overtaken) entry.RunAgainUnwritten();
            else if (outcomes[i].Result == MongoWriteResult.Refused) ParkBigPeers(entry, DeadLetterReason.RefusedByMongo, outcomes[i].Message!);
            else entry.WrittenMongoId = write.Id;
        }
    }

    /// <summary>Parks what is known to be refused before anything is sent; nothing is written.</summary>
    public void Foresee(IReadOnlyList<BatchEntry> entries)
    {
        ToWrites(entries);
        ParkExcessive([.. entries.Where(e => e.IsGoing && e.Plan.WritesBigPeer)]);
    }

    /// <summary>Removals go first, so that a value whose kind changed meets nothing old; deletes go last.</summary>
    public async Task ApplyToBigPeerAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellation)
    {
        var going = entries.Where(e => e.IsGoing && e.Plan.WritesBigPeer).ToList();
        ParkExcessive(going);
        going.RemoveAll(e => !e.IsGoing);
        if (going.Count == 0) return;
        await UnsetAsync(going, cancellation);
        await InsertAsync(going, cancellation);
        await UpsertAsync(going, cancellation);
        await CountAsync(going, cancellation);
        var deletes = going.Where(e => e.Plan.Kind == PlanKind.DeleteInBigPeer).Select(e => e.Id).ToList();
        if (deletes.Count > 0) await bigPeer.DeleteAsync(collection, deletes, cancellation);
        // A fragment: what a user has put in its place since is no part of it.
        await DeleteAsReadAsync([.. going.Where(e => e.Plan.Kind == PlanKind.DeleteOnBothSides)], cancellation);
    }

    /// <summary>What is surely refused is not sent: it would have its whole batch refused and bisected.</summary>
    private void ParkExcessive(List<BatchEntry> going)
    {
        foreach (var entry in going.Where(e => e.Mongo is not null && e.Plan.SendsToBigPeer))
        {
            if (DittoLimits.Excess(entry.Mongo!.State.Json.Span) is not { } excess) continue;
            entry.Park(new DeadLetter(Side.Mongo, collection.Name, entry.Id, entry.Mongo.Id, DeadLetterReason.RefusedByBigPeer, excess) { State = LetterState.Of(entry.Mongo.Bson) });
        }
    }

    /// <summary>
    /// Deletes documents at the Big Peer as they were read. One that a user changed since, or put in its place, stays and runs again.
    /// </summary>
    public async Task DeleteAsReadAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellation)
    {
        var guarded = entries.Where(e => e.Item.Reruns < RunsBeforeUnguarded).ToList();
        if (guarded.Count > 0)
        {
            var deleted = await bigPeer.DeleteUnchangedAsync(collection, [.. guarded.Select(e => new BigPeerWrite(e.Id, e.BigPeer.State!.Json))], cancellation);
            foreach (var entry in guarded.Where(e => !deleted.Contains(e.Id))) entry.RunAgain();
        }
        var others = entries.Where(e => e.Item.Reruns >= RunsBeforeUnguarded).Select(e => e.Id).ToList();
        if (others.Count > 0) await bigPeer.DeleteAsync(collection, others, cancellation);
    }

    private async Task UnsetAsync(List<BatchEntry> going, CancellationToken cancellation)
    {
        foreach (var group in going.Where(e => e.Plan.UnsetInBigPeer.Count > 0).GroupBy(e => string.Join('\n', e.Plan.UnsetInBigPeer.Select(p => p.Hash).Order())))
        {
            var after = await bigPeer.UnsetAsync(collection, group.First().Plan.UnsetInBigPeer, [.. group.Select(e => e.Id)], cancellation);
            // What is not there to remove from was deleted in between: the table decides, with everything read.
            foreach (var entry in group)
            {
                if (!after.TryGetValue(entry.Id, out var state) || HiddenMembers.AreSuspected(entry, state, isBetween: true)) entry.RunAgain();
            }
        }
        var prunes = going.Where(e => e.IsGoing).SelectMany(e => e.Plan.PruneInBigPeer.Select(p => (Path: p, e.Id))).GroupBy(p => p.Path);
        foreach (var group in prunes.OrderByDescending(g => g.Key.Names.Count)) await bigPeer.PruneAsync(collection, group.Key, [.. group.Select(p => p.Id)], cancellation);
    }

    private async Task InsertAsync(List<BatchEntry> going, CancellationToken cancellation)
    {
        var inserts = going.Where(e => e.Plan.Kind == PlanKind.CreateInBigPeer).ToList();
        if (inserts.Count == 0) return;
        var created = await bigPeer.InsertIfAbsentAsync(collection, [.. inserts.Select(e => new BigPeerWrite(e.Id, e.Mongo!.State.Json, Counters: collection.Counters.Declarable(e.Mongo.State)))], cancellation);
        foreach (var entry in inserts.Where(e => !created.Contains(e.Id))) entry.RunAgain();
    }

    private async Task UpsertAsync(List<BatchEntry> going, CancellationToken cancellation)
    {
        var upserts = going.Where(e => e.IsGoing && (e.Plan.Kind == PlanKind.RewriteInBigPeer || e.Plan.SetInBigPeer.Count > 0)).ToList();
        if (upserts.Count == 0) return;
        var after = await bigPeer.UpsertAsync(collection, [.. upserts.Select(ToUpsert)], cancellation);
        foreach (var entry in upserts)
        {
            var sent = entry.Plan.SetInBigPeer.Select(i => entry.Mongo!.State.Leaves[i].PathHash).ToHashSet();
            if (entry.Plan.Kind != PlanKind.Merge) continue;
            if (!after.TryGetValue(entry.Id, out var state))
            {
                // Nothing was to be written, and what was read said otherwise: it was an older state. The write before, whose answer was lost, may have left a fragment.
                if (entry.BigPeer.IsRead && entry.Item.Reruns < RunsBeforeUnguarded) entry.RunAgain();
                continue;
            }
            if (IsFragment(entry, state, sent) || HiddenMembers.AreSuspected(entry, state, isBetween: false)) entry.RunAgain();
        }
    }

    /// <summary>Numbers that were removed a moment ago come back as counters.</summary>
    private async Task CountAsync(List<BatchEntry> going, CancellationToken cancellation)
    {
        var counts = going.Where(e => e.IsGoing && e.Plan.CountInBigPeer.Count > 0).ToList();
        if (counts.Count == 0) return;
        var writes = counts.Select(e => new BigPeerWrite(e.Id, DocumentConverter.OfCounters(e.Id, e.Plan.CountInBigPeer), Counters: new CounterPaths([.. e.Plan.CountInBigPeer.Select(c => c.Path)])));
        var after = await bigPeer.UpsertAsync(collection, [.. writes], cancellation);
        foreach (var entry in counts)
        {
            var sent = entry.Plan.CountInBigPeer.Select(c => c.Path.Hash).ToHashSet();
            if (after.TryGetValue(entry.Id, out var state) && IsFragment(entry, state, sent)) entry.RunAgain();
        }
    }

    private BigPeerWrite ToUpsert(BatchEntry entry)
    {
        var (state, chosen) = (entry.Mongo!.State, entry.Plan.SetInBigPeer);
        if (entry.Plan.Kind == PlanKind.RewriteInBigPeer) return new BigPeerWrite(entry.Id, state.Json, Enumerable.Range(0, state.Leaves.Length).Any(IsEmptyMap), collection.Counters.Declarable(state));
        return new BigPeerWrite(entry.Id, DocumentConverter.Partial(entry.Mongo, entry.Id, chosen), chosen.Any(IsEmptyMap), collection.Counters.Declarable(state, chosen));

        bool IsEmptyMap(int leaf) => ValueKinds.Of(state.Leaves[leaf].ValueHash) == ValueKind.EmptyMap;
    }

    /// <summary>
    /// A returned document that holds nothing but what was sent, although more was there: it was deleted in between and the upsert made it anew.
    /// </summary>
    private static bool IsFragment(BatchEntry entry, DocumentState after, HashSet<ulong> sent)
    {
        foreach (var leaf in after.Leaves)
        {
            if (!sent.Contains(leaf.PathHash)) return false;
        }
        foreach (var path in (entry.Plan.Agreed ?? AgreedState.Empty).Paths)
        {
            if (!sent.Contains(path)) return true;
        }
        return false;
    }

    private List<(BatchEntry Entry, MongoWrite Write)> ToWrites(IReadOnlyList<BatchEntry> entries)
    {
        var writes = new List<(BatchEntry Entry, MongoWrite Write)>();
        foreach (var entry in entries.Where(e => e.IsGoing && e.Plan.WritesMongo))
        {
            try
            {
                if (ToWrite(entry) is { } write) writes.Add((entry, write));
            }
            catch (UnsupportedValueException e)
            {
                ParkBigPeers(entry, DeadLetterReason.RefusedByMongo, e.Message);
            }
        }
        return writes;
    }

    private MongoWrite? ToWrite(BatchEntry entry) => entry.Plan.Kind switch
    {
        PlanKind.CreateInMongo => Insert(entry),
        PlanKind.DeleteInMongo or PlanKind.DeleteOnBothSides => new MongoWrite { Kind = MongoWriteKind.Delete, Id = entry.Mongo!.Id, Key = entry.Id, Document = entry.Mongo.Bson },
        _ => Sized(entry, Update(entry, entry.Mongo!)),
    };

    /// <summary>What is surely refused is not sent.</summary>
    private MongoWrite? Sized(BatchEntry entry, MongoWrite write)
    {
        if (MongoLimits.Excess(write) is not { } excess) return write;
        ParkBigPeers(entry, DeadLetterReason.RefusedByMongo, excess);
        return null;
    }

    private MongoWrite? Insert(BatchEntry entry)
    {
        if (collection.Identity.Mismatch(entry.Id) is { } mismatch)
        {
            ParkBigPeers(entry, DeadLetterReason.IdentityMismatch, mismatch);
            return null;
        }
        var id = collection.Identity.UsesMongoId ? collection.Identity.Candidates(entry.Id)[0].Candidates[0] : BsonValue.Of(newObjectId());
        // Its mapped fields may change before the ledger knows it.
        linking(entry.Key, id);
        return Sized(entry, new MongoWrite { Kind = MongoWriteKind.Insert, Id = id, Key = entry.Id, Document = converter.NewDocument(entry.BigPeer.State!, entry.Id, id) });
    }

    private MongoWrite Update(BatchEntry entry, MongoDocument document) => new()
    {
        Kind = MongoWriteKind.Update,
        Id = document.Id,
        Key = entry.Id,
        Document = document.Bson,
        Sets = [.. entry.Plan.SetInMongo.Select(s => converter.ToSet(s, document.Bson))],
        Unsets = entry.Plan.UnsetInMongo,
    };

    private void ParkTaken(BatchEntry entry) => ParkBigPeers(
        entry, DeadLetterReason.DuplicateIdentity,
        "MongoDB has another document whose id it holds for the same. Give one of the two another id; in ejson mode use one number type for all ids.");

    private void ParkBigPeers(BatchEntry entry, DeadLetterReason reason, string message) => entry.Park(new DeadLetter(Side.BigPeer, collection.Name, entry.Id, entry.Mongo?.Id, reason, message)
    {
        State = entry.BigPeer.State is { } state ? LetterState.Of(state) : 0,
        Document = entry.BigPeer.State,
    });
}
