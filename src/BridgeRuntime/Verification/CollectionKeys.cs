using System.Runtime.CompilerServices;
using BridgeRuntime.BigPeer;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using MongoC;

namespace BridgeRuntime.Verification;

/// <summary>
/// Every key of a collection, page by page: of the ledger, then of MongoDB, then of the Big Peer, each once. Documents that are made meanwhile may be left out; the feeds
/// bring those.
/// </summary>
internal sealed class CollectionKeys(CollectionSettings collection, MongoClient client, string database, MongoLedger ledger, BigPeerClient bigPeer)
{
    private const int PageSize = 1000;

    private readonly MongoIdPages _mongo = new(client, database, collection);
    private readonly MongoKeys _keys = new(collection);
    private readonly BigPeerIdPages _bigPeer = new(collection, bigPeer);

    /// <summary>About how many keys there are.</summary>
    /// <exception cref="SideException">MongoDB does not answer.</exception>
    public async Task<long> ExpectedAsync(CancellationToken cancellation) =>
        Math.Max(await _mongo.CountAsync(cancellation), await ledger.CountAsync(collection.Name, cancellation) ?? 0);

    /// <param name="from">Where an earlier reading ended.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SideException">A side does not answer.</exception>
    public async IAsyncEnumerable<KeyPage> ReadAsync(KeyPosition from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (from.Phase == KeyPhase.Ledger)
        {
            await foreach (var page in LedgerAsync(from.After, cancellation)) yield return page;
            from = new KeyPosition(KeyPhase.MongoDB);
        }
        if (from.Phase == KeyPhase.MongoDB)
        {
            await foreach (var page in MongoAsync(from.After, cancellation)) yield return page;
            from = new KeyPosition(KeyPhase.BigPeer);
        }
        if (from.Phase == KeyPhase.BigPeer)
        {
            await foreach (var page in BigPeerAsync(from, cancellation)) yield return page;
        }
        yield return new KeyPage([], new KeyPosition(KeyPhase.End));
    }

    private async IAsyncEnumerable<KeyPage> LedgerAsync(string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        DittoId? from = after is null ? null : new DittoId(after);
        var items = new List<KeyItem>(PageSize);
        await foreach (var entry in ledger.ScanAsync(collection.Name, from, cancellation))
        {
            if (entry.Id == from) continue;
            items.Add(new KeyItem(Item(entry.Id, entry.MongoId), KeyPhase.Ledger, IsCarried: !entry.IsBaseline));
            if (items.Count < PageSize) continue;
            yield return new KeyPage(items, new KeyPosition(KeyPhase.Ledger, After: entry.Id.Json));
            items = new List<KeyItem>(PageSize);
        }
        yield return new KeyPage(items, new KeyPosition(KeyPhase.MongoDB));
    }

    private async IAsyncEnumerable<KeyPage> MongoAsync(string? after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        MongoC.Bson.BsonValue? from = after is not null && ContinuationToken.TryRead(after, out var token) ? BsonDocuments.Value(token, "_id") : null;
        await foreach (var page in _mongo.ReadAsync(from, cancellation))
        {
            var (hints, refused) = (new List<Hint>(page.Count), new List<DeadLetter>());
            foreach (var document in page)
            {
                if (from is not { } done || BsonDocuments.Value(document, "_id") != done) _keys.Add(document.Span, hints, refused);
            }
            var known = hints.Count == 0 ? new Dictionary<DittoId, LedgerEntry>() : await ledger.FindAsync(collection.Name, [.. hints.Select(h => h.Key.Id).Distinct()], cancellation);
            var items = new List<KeyItem>();
            foreach (var hint in hints)
            {
                var entry = known.GetValueOrDefault(hint.Key.Id);
                if (entry is null) items.Add(new KeyItem(Item(hint.Key.Id, hint.MongoId), KeyPhase.MongoDB));
                else if (entry.MongoId is { } kept && kept != hint.MongoId) items.Add(new KeyItem(Item(hint.Key.Id, hint.MongoId), KeyPhase.MongoDB, IsRival: true));
            }
            var last = BsonDocuments.Value(page[^1], "_id")!.Value;
            yield return new KeyPage(items, new KeyPosition(KeyPhase.MongoDB, After: ContinuationToken.Of(BsonDocuments.Make(d => last.WriteTo(d, "_id"))))) { Refused = refused };
        }
        yield return new KeyPage([], new KeyPosition(KeyPhase.BigPeer));
    }

    private async IAsyncEnumerable<KeyPage> BigPeerAsync(KeyPosition from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var (ids, position) in _bigPeer.ReadAsync(from, cancellation))
        {
            var known = await ledger.FindAsync(collection.Name, ids, cancellation);
            yield return new KeyPage([.. ids.Where(id => !known.ContainsKey(id)).Select(id => new KeyItem(Item(id, mongoId: null), KeyPhase.BigPeer))], position);
        }
    }

    private ReconcileItem Item(DittoId id, MongoC.Bson.BsonValue? mongoId) =>
        new(new DocumentKey(collection.Name, id), HintSides.Recheck) { MongoIds = mongoId is { } known ? [known] : [] };
}
