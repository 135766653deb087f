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

    private readonly ConcurrentDictionary<DocumentKey, OpenLetter> _open = new();

    /// <summary>How many letters with a Ditto id lie there now, by reason.</summary>
    public IReadOnlyDictionary<DeadLetterReason, long> Open => _open.Values.GroupBy(l => l.Reason).ToDictionary(g => g.Key, g => g.LongCount());

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
                if (BsonDocuments.Text(id, "d") is { } dittoId && Enum.TryParse<DeadLetterReason>(BsonDocuments.Text(letter, "reason"), out var reason))
                    _open[new DocumentKey(BsonDocuments.Text(id, "c")!, new DittoId(dittoId))] = new OpenLetter(reason, BsonDocuments.Text(letter, "message") ?? "", time.GetTimestamp());
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
            bulk.UpdateOne(BsonDocuments.Make(f => WriteId(f, letter.Collection, letter.Id, letter.MongoId)), BsonDocuments.Make(w =>
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
        foreach (var letter in letters)
        {
            if (letter.Id is { } id) _open[new DocumentKey(letter.Collection, id)] = new OpenLetter(letter.Reason, letter.Message, time.GetTimestamp());
        }
    }

    /// <summary>Removes the letters of documents that have been synchronised.</summary>
    public async Task RemoveAsync(IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellation)
    {
        var known = keys.Where(_open.ContainsKey).ToList();
        if (known.Count == 0) return;
        var bulk = new BulkWrite();
        foreach (var key in known) bulk.DeleteOne(BsonDocuments.Make(f => WriteId(f, key.Collection, key.Id, mongoId: null)));
        await RunAsync(bulk, cancellation);
        foreach (var key in known) _open.TryRemove(key, out _);
    }

    private sealed record OpenLetter(DeadLetterReason Reason, string Message, long WrittenAt);

    private bool IsNews(DeadLetter letter) =>
        letter.Id is not { } id || !_open.TryGetValue(new DocumentKey(letter.Collection, id), out var open)
        || open.Reason != letter.Reason || open.Message != letter.Message || time.GetElapsedTime(open.WrittenAt) >= RenewInterval;

    private async Task RunAsync(BulkWrite bulk, CancellationToken cancellation)
    {
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.Unsynced, bulk, ordered: false, session: null, cancellation));
        if (result.HasErrors) throw new SideException(Side.Mongo, SideFailure.Unavailable, "MongoDB did not take the dead letters.");
    }

    private void WriteId(BsonWriter writer, string collection, DittoId? id, BsonValue? mongoId) => writer.Document("_id", w =>
    {
        shard.WriteTo(w);
        w.String("c", collection);
        if (id is { } dittoId) w.String("d", dittoId.Json);
        else mongoId!.Value.WriteTo(w, "m");
    });
}
