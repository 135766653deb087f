using System.Text.Json;
using BridgeRuntime.Conversion;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Ledger;
using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>The reading steps of a batch: MongoDB and the ledger for every key, the Big Peer where the plan needs it.</summary>
internal sealed class BatchReading(CollectionSettings collection, DocumentConverter converter, IMongoDocuments mongo, IBigPeerDocuments bigPeer, ILedger ledger, IntentBook intents, Action<DocumentKey, BsonValue> linking)
{
    /// <returns>False where the documents of so many keys are too much at once: nothing of them is kept, and fewer must be read.</returns>
    public async Task<bool> ReadMongoAndLedgerAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellation)
    {
        var known = await ledger.FindAsync(collection.Name, [.. entries.Select(e => e.Id)], cancellation);
        foreach (var entry in entries)
        {
            entry.Ledger = known.GetValueOrDefault(entry.Id);
            entry.Intents = intents.Of(entry.Key, entry.Ledger?.Version ?? 0);
        }
        var candidates = entries.SelectMany(MongoIds).Distinct().ToList();
        var found = new Dictionary<DittoId, ReadOnlyMemory<byte>[]>();
        if (candidates.Count > 0)
        {
            var documents = entries.Count == 1 ? await mongo.FindByIdsAsync(collection, candidates, cancellation) : await mongo.FindBatchAsync(collection, candidates, cancellation);
            if (documents is null) return false;
            NoteMoved(entries, documents);
            Sort(documents, found);
        }
        if (!collection.Identity.UsesMongoId)
        {
            var missing = entries.Where(e => !found.ContainsKey(e.Id) && collection.Identity.Misfit(e.Id) is null).Select(e => e.Id).ToList();
            if (missing.Count > 0) Sort(await FindByIdentityAsync(missing, cancellation), found);
        }
        foreach (var entry in entries)
        {
            if (found.TryGetValue(entry.Id, out var documents)) Choose(entry, documents);
        }
        return true;
    }

    public async Task ReadBigPeerAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0) return;
        var found = await bigPeer.FindAsync(collection, [.. entries.Select(e => e.Id)], cancellation);
        foreach (var entry in entries) entry.BigPeer = BigPeerReading.Of(found.GetValueOrDefault(entry.Id));
        if (!collection.IsStrict) await FindHiddenAsync(entries, cancellation);
    }

    /// <summary>What the bridge's own writes may have hidden is looked for before it counts as removed.</summary>
    private async Task FindHiddenAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellation)
    {
        var suspects = entries.SelectMany(e => HiddenMembers.Suspects(e).Select(p => (Path: p, Entry: e))).ToLookup(s => s.Path, s => s.Entry);
        foreach (var group in suspects)
        {
            var registers = await bigPeer.FindRegisterAsync(collection, group.Key, [.. group.Select(e => e.Id)], cancellation);
            foreach (var entry in group)
            {
                if (registers.GetValueOrDefault(entry.Id) is { } register) entry.Hidden.UnionWith(HiddenMembers.In(register, entry));
            }
        }
    }

    /// <summary>
    /// Documents that no hint and no ledger entry named. Their mapped fields may change before the ledger knows them: they are read once more behind the moment from which that is found.
    /// </summary>
    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindByIdentityAsync(IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var found = await mongo.FindByIdentityAsync(collection, ids, cancellation);
        if (found.Count == 0) return found;
        foreach (var document in found)
        {
            if (collection.Identity.OfDocument(document.Span) is { IsId: true } made) linking(new DocumentKey(collection.Name, made.Id.Value), MongoIdOf(document));
        }
        return await mongo.FindByIdsAsync(collection, [.. found.Select(MongoIdOf)], cancellation);
    }

    private IEnumerable<BsonValue> MongoIds(BatchEntry entry)
    {
        foreach (var id in entry.Item.MongoIds) yield return id;
        if (entry.Ledger?.MongoId is { } recorded) yield return recorded;
        if (!collection.Identity.UsesMongoId || collection.Identity.Misfit(entry.Id) is not null) yield break;
        foreach (var candidate in collection.Identity.Candidates(entry.Id)[0].Candidates) yield return candidate;
    }

    /// <summary>A document that the ledger knows under a key and whose mapped fields make another now, or none.</summary>
    private void NoteMoved(IReadOnlyList<BatchEntry> entries, IReadOnlyList<ReadOnlyMemory<byte>> documents)
    {
        if (collection.Identity.UsesMongoId) return;
        var recorded = entries.Where(e => e.Ledger?.MongoId is not null).ToLookup(e => e.Ledger!.MongoId!.Value);
        if (recorded.Count == 0) return;
        foreach (var document in documents)
        {
            foreach (var entry in recorded[MongoIdOf(document)]) entry.HasMoved = collection.Identity.OfDocument(document.Span).Id != entry.Id;
        }
    }

    /// <summary>A document belongs to the key that its mapped fields make now, whatever the hint said.</summary>
    private void Sort(IReadOnlyList<ReadOnlyMemory<byte>> documents, Dictionary<DittoId, ReadOnlyMemory<byte>[]> found)
    {
        foreach (var document in documents)
        {
            var made = collection.Identity.OfDocument(document.Span);
            if (!made.IsId) continue;
            found[made.Id.Value] = found.TryGetValue(made.Id.Value, out var others) ? [.. others, document] : [document];
        }
    }

    /// <summary>Where several documents claim one key, the one that the ledger knows keeps it, else the one with the smallest <c>_id</c>.</summary>
    private void Choose(BatchEntry entry, ReadOnlyMemory<byte>[] documents)
    {
        var chosen = documents[0];
        if (documents.Length > 1)
        {
            var ids = documents.Select(MongoIdOf).ToList();
            var recorded = entry.Ledger?.MongoId is { } known ? ids.IndexOf(known) : -1;
            var keep = recorded >= 0 ? recorded : ids.IndexOf(ids.Order(MongoIdOrder.Instance).First());
            chosen = documents[keep];
            entry.Duplicates = [.. documents.Where((_, i) => ids[i] != ids[keep]).DistinctBy(MongoIdOf).Select(Duplicate)];
        }
        try
        {
            entry.Mongo = converter.Read(chosen, entry.Id);
        }
        catch (Exception e) when (e is BsonFormatException or JsonException)
        {
            entry.Park(new DeadLetter(Side.Mongo, collection.Name, entry.Id, MongoIdOf(chosen), DeadLetterReason.Unreadable, $"The MongoDB document cannot be read: {e.Message} Correct it there.")
            {
                State = LetterState.Of(chosen),
            });
        }
    }

    private DeadLetter Duplicate(ReadOnlyMemory<byte> document) => new(Side.Mongo, collection.Name, Id: null, MongoIdOf(document), DeadLetterReason.DuplicateIdentity, collection.Identity.UsesMongoId
        ? "Its _id makes the same Ditto _id as that of a document that is synchronised: a text and an ObjectId, a date or a decimal of that text are one in Ditto. Change one of the two, or use mode ejson."
        : $"The mapped fields {collection.Identity.Names} have the same values as those of a document that is synchronised. Change or delete one of the two; a unique index on the mapped fields prevents it.")
    {
        State = LetterState.Of(document.Span, collection.Identity.Fields),
    };

    private static BsonValue MongoIdOf(ReadOnlyMemory<byte> document)
    {
        BsonReader.TryFind(document.Span, "_id"u8, out var id);
        return new BsonValue(id);
    }
}
