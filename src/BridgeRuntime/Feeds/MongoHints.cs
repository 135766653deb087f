using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;
using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>
/// From MongoDB's <c>_id</c>s to keys. Under a field mapping the ledger tells which key a document had, and the document which it has: where the two
/// differ the mapped fields changed, and both keys are hinted. So is a key that is just being worked on for the document and is in no ledger yet.
/// </summary>
internal sealed class MongoHints(CollectionSettings collection, ILedger ledger, IMongoDocuments mongo, KeyQueue queue)
{
    private readonly MongoKeys _keys = new(collection);

    public async Task<(IReadOnlyList<Hint> Hints, IReadOnlyList<DeadLetter> Letters)> ResolveAsync(IReadOnlyCollection<BsonValue> ids, CancellationToken cancellation)
    {
        var hints = new List<Hint>(ids.Count);
        var letters = new List<DeadLetter>();
        if (collection.Identity.UsesMongoId)
        {
            foreach (var id in ids) _keys.Add(id, hints, letters);
            return (hints, letters);
        }
        // Asked before the ledger: a key that leaves the queue in between is recorded there.
        var pending = queue.KeysOf(collection.Name, ids);
        foreach (var entry in await ledger.FindByMongoIdsAsync(collection.Name, ids, cancellation))
            hints.Add(new Hint(new DocumentKey(collection.Name, entry.Id), HintSides.Mongo, entry.MongoId));
        foreach (var document in await mongo.FindByIdsAsync(collection, ids, cancellation)) Add(document.Span, hints, letters);
        hints.AddRange(pending.Where(p => !hints.Exists(h => h.Key == p.Key)).Select(p => new Hint(p.Key, HintSides.Mongo, p.MongoId)).ToList());
        return (hints, letters);
    }

    /// <summary>As <see cref="ResolveAsync"/>, for a document that holds at least <c>_id</c> and the mapped fields.</summary>
    public void Add(ReadOnlySpan<byte> document, List<Hint> hints, List<DeadLetter> letters) => _keys.Add(document, hints, letters);
}
