using System.Runtime.CompilerServices;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.MassDeletes;

/// <summary>Looks through the ledger, page by page, for documents that a side lacks.</summary>
/// <param name="collections">By name.</param>
/// <param name="reconcilers">By collection; say for sure what would be deleted.</param>
internal sealed class MissingDocuments(
    MongoClient client, string database, IReadOnlyDictionary<string, CollectionSettings> collections, IReadOnlyDictionary<string, DocumentReconciler> reconcilers,
    MongoLedger ledger, IMongoDocuments mongo, IBigPeerDocuments bigPeer, TimeProvider time) : IMissingDocuments
{
    private const int PageSize = 1000;

    /// <summary>Deletes wait for a look before they are written, and all others of their batch with them: millions of documents are not looked through to the end.</summary>
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(30);

    private static readonly byte[] IdsOnly = BsonDocuments.Make(o =>
    {
        o.Document("projection", p => p.Int32("_id", 1));
        o.Document("readConcern", c => c.String("level", "majority"));
    });

    public Task<long?> KnownAsync(string collection, CancellationToken cancellation) => ledger.CountAsync(collection, cancellation);

    /// <summary>MongoDB's metadata tell how many documents it has, at no cost; the Big Peer has no such thing.</summary>
    public async Task<bool> MayLackAsync(string collection, Side lacking, double more, CancellationToken cancellation)
    {
        if (lacking == Side.BigPeer || await ledger.CountAsync(collection, cancellation) is not { } known || known <= more) return false;
        var reply = await MongoErrors.TranslateAsync(client.RunCommandAsync(database, BsonDocuments.Make(w => w.String("count", collection)), session: null, cancellation));
        return known - BsonDocuments.Integer(reply, "n") > more;
    }

    public async Task<long> CountAsync(string collection, Side lacking, long most, CancellationToken cancellation)
    {
        var (count, started) = (0L, time.GetTimestamp());
        await foreach (var page in PagesAsync(collection, lacking, from: null, cancellation))
        {
            count += page.Missing.Count;
            if (count >= most || time.GetElapsedTime(started) > LookLimit) return count;
        }
        return count;
    }

    /// <summary>What each page of the ledger knows and the side lacks, with the last id of the page.</summary>
    public async IAsyncEnumerable<(IReadOnlyList<LedgerEntry> Missing, DittoId Last)> PagesAsync(string collection, Side lacking, DittoId? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = new List<LedgerEntry>(PageSize);
        DittoId? last = null;
        await foreach (var entry in ledger.ScanAsync(collection, from, cancellation))
        {
            if (entry.Id == from) continue;
            last = entry.Id;
            // A baseline says nothing about MongoDB, and what left the filter was taken away by the bridge.
            if (!entry.IsBaseline && !entry.IsLeaving) page.Add(entry);
            if (page.Count < PageSize) continue;
            yield return (await MissingAsync(collections[collection], lacking, page, cancellation), entry.Id);
            page.Clear();
        }
        if (last is { } end) yield return (await MissingAsync(collections[collection], lacking, page, cancellation), end);
    }

    /// <summary>Of these, those that the bridge would delete on the other side, as things stand.</summary>
    public Task<IReadOnlyList<DittoId>> DeletesAsync(string collection, IReadOnlyList<LedgerEntry> missing, Side lacking, CancellationToken cancellation) =>
        reconcilers[collection].DeletesAsync([.. missing.Select(m => m.Id)], lacking, cancellation);

    private async Task<IReadOnlyList<LedgerEntry>> MissingAsync(CollectionSettings settings, Side lacking, List<LedgerEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0) return [];
        if (lacking == Side.BigPeer)
        {
            var found = await bigPeer.FindNewestAsync(settings, [.. entries.Select(e => e.Id)], cancellation);
            return [.. entries.Where(e => !found.ContainsKey(e.Id))];
        }
        var there = await MongoIdsAsync(settings.Name, [.. entries.Where(e => e.MongoId is not null).Select(e => e.MongoId!.Value)], cancellation);
        var missing = entries.Where(e => e.MongoId is not { } id || !there.Contains(id)).ToList();
        if (settings.Identity.UsesMongoId || missing.Count == 0) return missing;
        // One that was made anew has another _id, and under a field mapping the same key.
        var fitting = missing.Where(e => settings.Identity.Misfit(e.Id) is null).Select(e => e.Id).ToList();
        if (fitting.Count == 0) return missing;
        var again = (await mongo.FindByIdentityAsync(settings, fitting, cancellation)).Select(d => settings.Identity.OfDocument(d.Span)).Where(i => i.IsId).Select(i => i.Id!.Value).ToHashSet();
        return [.. missing.Where(e => !again.Contains(e.Id))];
    }

    private async Task<HashSet<BsonValue>> MongoIdsAsync(string collection, List<BsonValue> ids, CancellationToken cancellation)
    {
        var there = new HashSet<BsonValue>();
        var filter = BsonDocuments.Make(f => f.Document("_id", c => c.Array("$in", ids)));
        await using var pages = client.FindAsync(database, collection, filter, IdsOnly, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            foreach (var document in pages.Current) there.Add(BsonDocuments.Value(document, "_id")!.Value);
        }
        return there;
    }
}
