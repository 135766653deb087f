using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC;

namespace BridgeRuntime.Verification;

/// <summary>The keys of a bridge's dead letters, read without taking part in anything; there are no more than <c>deadLetters.maximum</c>.</summary>
internal static class ParkedKeys
{
    public static async Task<IReadOnlySet<DocumentKey>> ReadAsync(MongoClient client, string database, BridgeShard shard, CancellationToken cancellation)
    {
        var filter = BsonDocuments.Make(f =>
        {
            f.String("_id.b", shard.Bridge);
            f.Int32("_id.s", shard.Shard);
            f.Document("reason", r => r.Boolean("$exists", value: true));
        });
        var keys = new HashSet<DocumentKey>();
        await using var pages = client.FindAsync(database, StateCollections.Unsynced, filter, BsonDocuments.Make(o => o.Document("projection", p => p.Int32("_id", 1))), cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            foreach (var letter in pages.Current)
            {
                var address = LetterAddress.Read(BsonDocuments.Nested(letter, "_id") ?? BsonDocuments.Empty);
                if (address.Id is { } id) keys.Add(new DocumentKey(address.Collection, id));
            }
        }
        return keys;
    }
}
