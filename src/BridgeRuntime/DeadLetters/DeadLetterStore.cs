using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>
/// Keeps dead letters in the user's database: <c>{_id: {b, s, c, d|m}, side, reason, message, mongoId, state, firstSeen, lastSeen, attempts}</c>, with <c>discarded</c> (a time)
/// where a person wants to hear no more of this state, and <c>document</c> (text) where copies are asked for. A letter goes when its document has been synchronised. What does not
/// fit any more is not lost: its document still stands on its side, and <c>{_id: {b, s, c, o}, overflow}</c> remembers that the collection must be looked through again.
/// </summary>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle is never asked for has nothing to dispose of.
internal sealed class DeadLetterStore(MongoClient client, string database, BridgeShard shard, DeadLetterSettings settings, IFeedObserver observer, TimeProvider time)
#pragma warning restore CA1001
{
    private readonly LetterCopies _copies = new(client, database);

    private readonly LetterBook _book = new(settings.Maximum);

    // A letter that is put while one of its address is being removed would be noted here and be gone from the database, or the other way round.
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>How many letters lie there now, by reason; discarded ones are left out.</summary>
    public IReadOnlyDictionary<DeadLetterReason, long> Open => _book.Open;

    /// <summary>Whether as many letters lie there as may, discarded ones included.</summary>
    public bool IsFull => _book.IsFull;

    /// <summary>Collections with documents that could not be parked for want of room.</summary>
    public IReadOnlyList<string> Overflowed => _book.Overflowed;

    /// <summary>How many letters lie there now, by collection.</summary>
    public IReadOnlyDictionary<string, long> OpenByCollection => _book.OpenByCollection;

    /// <summary>Learns which letters earlier runs left.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        await using var pages = client.FindAsync(database, StateCollections.Unsynced, BsonDocuments.Make(WriteOwner), BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            foreach (var letter in pages.Current)
            {
                var id = BsonDocuments.Nested(letter, "_id")!;
                if (BsonDocuments.Value(letter, "overflow") is not null) _book.MarkOverflow(BsonDocuments.Text(id, "c")!);
                if (!Enum.TryParse<DeadLetterReason>(BsonDocuments.Text(letter, "reason"), out var reason)) continue;
                var side = BsonDocuments.Text(letter, "side") == SideText(Side.Mongo) ? Side.Mongo : Side.BigPeer;
                _book.Put(LetterAddress.Read(id), new OpenLetter(
                    side, reason, LetterBook.WordsOf(BsonDocuments.Text(letter, "message") ?? ""), (ulong)BsonDocuments.Integer(letter, "state"),
                    BsonDocuments.Value(letter, "mongoId"), BsonDocuments.Value(letter, "discarded") is not null));
            }
        }
    }

    /// <summary>Parks documents, or notes that they were tried again. The observer is told of what was not known; discarded letters stay silent until their document changes.</summary>
    public async Task PutAsync(IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation)
    {
        if (letters.Count == 0) return;
        var sorting = await AloneAsync(() => SortAndWriteAsync(letters, cancellation), cancellation);
        foreach (var letter in sorting.News) observer.DeadLettered(letter);
        foreach (var unkept in sorting.Unkept.GroupBy(l => l.Collection)) observer.DeadLettersFull(unkept.Key, [.. unkept]);
    }

    /// <summary>To be taken before documents are read of which letters may then be removed.</summary>
    public LetterMark Mark() => _book.Mark();

    /// <summary>Removes the letters of documents that have been synchronised.</summary>
    /// <param name="keys">The documents.</param>
    /// <param name="read">Taken before they were read: letters that were put since stay.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task RemoveAsync(IEnumerable<DocumentKey> keys, LetterMark read, CancellationToken cancellation) =>
        RemoveAsync(keys.Select(k => new LetterAddress(k.Collection, k.Id, MongoId: null)), read, _ => true, cancellation);

    /// <summary>Removes the letters of MongoDB documents that are gone, or are synchronised under a key of their own.</summary>
    public Task RemoveAsync(string collection, IEnumerable<BsonValue> mongoIds, LetterMark read, CancellationToken cancellation) =>
        RemoveAsync(mongoIds.Select(id => new LetterAddress(collection, Id: null, id)), read, _ => true, cancellation);

    /// <summary>Removes the letters of MongoDB documents that had no Ditto id and have one now. Whether another document has the same is not known yet.</summary>
    public Task RemoveIdentifiedAsync(string collection, IEnumerable<BsonValue> mongoIds, LetterMark read, CancellationToken cancellation) =>
        RemoveAsync(mongoIds.Select(id => new LetterAddress(collection, Id: null, id)), read, l => l.Reason != DeadLetterReason.DuplicateIdentity, cancellation);

    /// <summary>Whether a key has a letter, discarded or not.</summary>
    public bool IsParked(DocumentKey key) => _book.Find(new LetterAddress(key.Collection, key.Id, MongoId: null)) is not null;

    /// <summary>Whether a document of the Big Peer was parked, or discarded, exactly as it is now.</summary>
    public bool IsParked(DocumentKey key, DocumentState state) =>
        _book.Find(new LetterAddress(key.Collection, key.Id, MongoId: null)) is { Side: Side.BigPeer } letter && letter.State == LetterState.Of(state);

    /// <summary>The keys of a collection that are parked for their document at the Big Peer.</summary>
    public IReadOnlyList<DittoId> ParkedAtBigPeer(string collection) => [.. _book.Where((a, l) => l.Side == Side.BigPeer && a.Collection == collection && a.Id is not null).Select(a => a.Id!.Value)];

    /// <summary>The keys that are parked for these MongoDB documents: the documents may have another key now, or be gone.</summary>
    public IEnumerable<(DittoId Key, BsonValue MongoId)> KeysOf(string collection, IEnumerable<BsonValue> mongoIds) => _book.KeyedBy(collection, mongoIds).Select(k => (k.Address.Id!.Value, k.MongoId));

    /// <summary>Everything that is to be tried again.</summary>
    public IReadOnlyList<LetterAddress> ToRetry() => _book.Where((_, l) => !l.IsDiscarded);

    public LetterAddress? Find(string letterId) => _book.Find(letterId);

    public OpenLetter? Find(LetterAddress address) => _book.Find(address);

    /// <summary>A page of letters in the order of their ids, raw, one more than asked for where there are more.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The <c>_id</c> of the last letter of the page before; empty for the first.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(DeadLetterFilter filter, ReadOnlyMemory<byte> after, int count, CancellationToken cancellation)
    {
        var query = BsonDocuments.Make(f =>
        {
            WriteOwner(f);
            filter.WriteTo(f);
            if (!after.IsEmpty) f.Document("_id", i => i.Document("$gt", after.Span));
        });
        var options = BsonDocuments.Make(o =>
        {
            o.Document("sort", s => s.Int32("_id", 1));
            o.Document("projection", p => p.Int32("document", 0));
            o.Int32("limit", count);
        });
        return await FindAsync(query, options, cancellation);
    }

    /// <summary>One letter with all that is kept of it; null where there is none.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(LetterAddress address, CancellationToken cancellation)
    {
        var found = await FindAsync(BsonDocuments.Make(f => address.WriteTo(f, shard)), BsonDocuments.Empty, cancellation);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>The letter is of no interest until its document changes. It changes nothing on either side.</summary>
    /// <returns>False where there is no such letter.</returns>
    public Task<bool> DiscardAsync(LetterAddress address, CancellationToken cancellation)
    {
        return AloneAsync(async () =>
        {
            if (_book.Find(address) is not { } letter) return false;
            var bulk = new BulkWrite().UpdateOne(BsonDocuments.Make(f => address.WriteTo(f, shard)), BsonDocuments.Make(w =>
            {
                w.Document("$set", s => s.DateTime("discarded", time.GetUtcNow().ToUnixTimeMilliseconds()));
                w.Document("$unset", u => u.Boolean("document", value: true));
            }));
            await RunAsync(bulk, cancellation);
            _book.Put(address, letter with { IsDiscarded = true });
            return true;
        }, cancellation);
    }

    /// <summary>The collection is about to be looked through for documents that could not be parked; the database still says that it must be.</summary>
    public void LookThroughBegins(string collection) => _book.ClearOverflow(collection);

    /// <summary>It has been looked through.</summary>
    public async Task LookThroughEndedAsync(string collection, CancellationToken cancellation)
    {
        if (_book.Overflowed.Contains(collection)) return;
        await RunAsync(new BulkWrite().DeleteOne(BsonDocuments.Make(f => WriteOverflowId(f, collection))), cancellation);
        // There may have been no room again in this very moment.
        if (_book.Overflowed.Contains(collection)) await MarkOverflowAsync([collection], cancellation);
    }

    public static string SideText(Side side) => side == Side.Mongo ? "mongodb" : "bigPeer";

    private async Task WriteAsync(List<DeadLetter> letters, CancellationToken cancellation)
    {
        var copies = settings.KeepDocuments ? await _copies.OfAsync(letters, cancellation) : [];
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var bulk = new BulkWrite();
        foreach (var letter in letters)
        {
            var copy = copies.GetValueOrDefault(letter.Address);
            bulk.UpdateOne(BsonDocuments.Make(f => letter.Address.WriteTo(f, shard)), BsonDocuments.Make(w =>
            {
                w.Document("$set", s =>
                {
                    s.String("side", SideText(letter.Side));
                    s.String("reason", letter.Reason.ToString());
                    s.String("message", letter.Message);
                    s.DateTime("lastSeen", now);
                    s.Int64("state", (long)letter.State);
                    letter.MongoId?.WriteTo(s, "mongoId");
                    if (copy is not null) s.String("document", copy);
                });
                w.Document("$unset", u =>
                {
                    u.Boolean("discarded", value: true);
                    if (copy is null) u.Boolean("document", value: true);
                });
                w.Document("$setOnInsert", s => s.DateTime("firstSeen", now));
                w.Document("$inc", i => i.Int32("attempts", 1));
            }), upsert: true);
        }
        await RunAsync(bulk, cancellation);
    }

    private Task MarkOverflowAsync(IEnumerable<string> collections, CancellationToken cancellation)
    {
        var bulk = new BulkWrite();
        foreach (var collection in collections)
        {
            bulk.UpdateOne(
                BsonDocuments.Make(f => WriteOverflowId(f, collection)),
                BsonDocuments.Make(w => w.Document("$set", s => s.DateTime("overflow", time.GetUtcNow().ToUnixTimeMilliseconds()))), upsert: true);
        }
        return RunAsync(bulk, cancellation);
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> act, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await act();
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<LetterSorting> SortAndWriteAsync(IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation)
    {
        var sorting = _book.Sort(letters);
        var isDone = false;
        try
        {
            if (sorting.Overflowed.Count > 0) await MarkOverflowAsync(sorting.Overflowed, cancellation);
            if (sorting.Write.Count > 0) await WriteAsync(sorting.Write, cancellation);
            isDone = true;
            return sorting;
        }
        finally
        {
            _book.Written(sorting, isDone);
        }
    }

    private async Task RemoveAsync(IEnumerable<LetterAddress> addresses, LetterMark read, Func<OpenLetter, bool> condition, CancellationToken cancellation)
    {
        if (_book.Count == 0) return;
        var asked = addresses.Where(a => Find(a) is not null).ToList();
        if (asked.Count == 0) return;
        await AloneAsync(async () =>
        {
            var known = asked.Where(a => Find(a) is { } letter && letter.Put <= read.Puts && condition(letter)).ToList();
            if (known.Count == 0) return 0;
            var bulk = new BulkWrite();
            foreach (var address in known) bulk.DeleteOne(BsonDocuments.Make(f => address.WriteTo(f, shard)));
            await RunAsync(bulk, cancellation);
            foreach (var address in known) _book.Remove(address);
            return known.Count;
        }, cancellation);
    }

    private async Task RunAsync(BulkWrite bulk, CancellationToken cancellation)
    {
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.Unsynced, bulk, ordered: false, session: null, cancellation));
        if (result.HasErrors) throw new SideException(Side.Mongo, SideFailure.Unavailable, "MongoDB did not take the dead letters.");
    }

    private async Task<List<ReadOnlyMemory<byte>>> FindAsync(byte[] query, ReadOnlyMemory<byte> options, CancellationToken cancellation)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        await using var pages = client.FindAsync(database, StateCollections.Unsynced, query, options, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask())) found.AddRange(pages.Current);
        return found;
    }

    /// <summary>Another bridge may keep its letters in the same collection.</summary>
    private void WriteOwner(BsonWriter filter)
    {
        filter.String("_id.b", shard.Bridge);
        filter.Int32("_id.s", shard.Shard);
    }

    private void WriteOverflowId(BsonWriter writer, string collection) => writer.Document("_id", w =>
    {
        shard.WriteTo(w);
        w.String("c", collection);
        w.Boolean("o", value: true);
    });
}
