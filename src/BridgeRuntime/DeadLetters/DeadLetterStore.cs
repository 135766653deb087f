using System.Collections.Concurrent;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>
/// Keeps dead letters in the user's database: <c>{_id: {b, s, c, d|m}, side, reason, message, mongoId, firstSeen, lastSeen, attempts}</c>. A letter goes when its document
/// has been synchronised.
/// </summary>
internal sealed class DeadLetterStore(MongoClient client, string database, BridgeShard shard, TimeProvider time)
{
    /// <summary>Every full pass over the Big Peer finds its parked documents again; a letter that says the same is written anew this often.</summary>
    public static readonly TimeSpan RenewInterval = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<Address, OpenLetter> _open = new();

    /// <summary>How many letters lie there now, by reason.</summary>
    public IReadOnlyDictionary<DeadLetterReason, long> Open => _open.Values.GroupBy(l => l.Reason).ToDictionary(g => g.Key, g => g.LongCount());

    /// <summary>How many letters lie there now, by collection.</summary>
    public IReadOnlyDictionary<string, long> OpenByCollection => _open.Keys.GroupBy(a => a.Collection).ToDictionary(g => g.Key, g => g.LongCount());

    /// <summary>Learns which letters earlier runs left.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var filter = BsonDocuments.Make(f =>
        {
            f.String("_id.b", shard.Bridge);
            f.Int32("_id.s", shard.Shard);
        });
        await using var pages = client.FindAsync(database, StateCollections.Unsynced, filter, BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            foreach (var letter in pages.Current)
            {
                var id = BsonDocuments.Nested(letter, "_id")!;
                var dittoId = BsonDocuments.Text(id, "d") is { } text ? new DittoId(text) : (DittoId?)null;
                var address = new Address(BsonDocuments.Text(id, "c")!, dittoId, dittoId is null ? BsonDocuments.Value(id, "m") : null);
                if (Enum.TryParse<DeadLetterReason>(BsonDocuments.Text(letter, "reason"), out var reason))
                    _open[address] = new OpenLetter(reason, BsonDocuments.Text(letter, "message") ?? "", time.GetTimestamp());
            }
        }
    }

    public async Task PutAsync(IReadOnlyCollection<DeadLetter> letters, CancellationToken cancellation)
    {
        letters = [.. letters.Where(IsNews)];
        if (letters.Count == 0) return;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var bulk = new BulkWrite();
        foreach (var letter in letters)
        {
            bulk.UpdateOne(BsonDocuments.Make(f => WriteId(f, AddressOf(letter))), BsonDocuments.Make(w =>
            {
                w.Document("$set", s =>
                {
                    s.String("side", letter.Side == Side.Mongo ? "mongodb" : "bigPeer");
                    s.String("reason", letter.Reason.ToString());
                    s.String("message", letter.Message);
                    s.DateTime("lastSeen", now);
                    letter.MongoId?.WriteTo(s, "mongoId");
                });
                w.Document("$setOnInsert", s => s.DateTime("firstSeen", now));
                w.Document("$inc", i => i.Int32("attempts", 1));
            }), upsert: true);
        }
        await RunAsync(bulk, cancellation);
        foreach (var letter in letters) _open[AddressOf(letter)] = new OpenLetter(letter.Reason, letter.Message, time.GetTimestamp());
    }

    /// <summary>Removes the letters of documents that have been synchronised.</summary>
    public Task RemoveAsync(IEnumerable<DocumentKey> keys, CancellationToken cancellation) => RemoveAsync(keys.Select(k => new Address(k.Collection, k.Id, MongoId: null)), cancellation);

    /// <summary>Removes the letters of MongoDB documents that had no Ditto id and have one now, or are gone.</summary>
    public Task RemoveAsync(string collection, IEnumerable<BsonValue> mongoIds, CancellationToken cancellation) =>
        RemoveAsync(mongoIds.Select(id => new Address(collection, Id: null, id)), cancellation);

    private async Task RemoveAsync(IEnumerable<Address> addresses, CancellationToken cancellation)
    {
        if (_open.IsEmpty) return;
        var known = addresses.Where(_open.ContainsKey).ToList();
        if (known.Count == 0) return;
        var bulk = new BulkWrite();
        foreach (var address in known) bulk.DeleteOne(BsonDocuments.Make(f => WriteId(f, address)));
        await RunAsync(bulk, cancellation);
        foreach (var address in known) _open.TryRemove(address, out _);
    }

    /// <summary>A letter is about a key where it has one, else about a MongoDB document.</summary>
    private readonly record struct Address(string Collection, DittoId? Id, BsonValue? MongoId);

    private sealed record OpenLetter(DeadLetterReason Reason, string Message, long WrittenAt);

    private bool IsNews(DeadLetter letter) =>
        !_open.TryGetValue(AddressOf(letter), out var open) || open.Reason != letter.Reason || open.Message != letter.Message || time.GetElapsedTime(open.WrittenAt) >= RenewInterval;

    private async Task RunAsync(BulkWrite bulk, CancellationToken cancellation)
    {
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.Unsynced, bulk, ordered: false, session: null, cancellation));
        if (result.HasErrors) throw new SideException(Side.Mongo, SideFailure.Unavailable, "MongoDB did not take the dead letters.");
    }

    private static Address AddressOf(DeadLetter letter) => new(letter.Collection, letter.Id, letter.Id is null ? letter.MongoId : null);

    private void WriteId(BsonWriter writer, Address address) => writer.Document("_id", w =>
    {
        shard.WriteTo(w);
        w.String("c", address.Collection);
        if (address.Id is { } dittoId) w.String("d", dittoId.Json);
        else address.MongoId!.Value.WriteTo(w, "m");
    });
}
