using System.Runtime.CompilerServices;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>A MongoDB collection page by page in the order of <c>_id</c>: of each document its <c>_id</c> and the mapped fields.</summary>
internal sealed class MongoIdPages(MongoClient client, string database, CollectionSettings collection)
{
    private const int PageSize = 1000;

    /// <summary>How many documents there are, from the collection's metadata, which costs the server nothing and may be somewhat off.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation) => BsonDocuments.Integer(
        await MongoErrors.TranslateAsync(client.RunCommandAsync(database, BsonDocuments.Make(w => w.String("count", collection.Name)), session: null, cancellation)), "n");

    /// <param name="from">Where to begin, this one included; null: at the first.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Pages that hold at least one document.</returns>
    /// <exception cref="SideException">MongoDB does not answer.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(BsonValue? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var pages = client.FindAsync(database, collection.Name, BsonDocuments.Empty, Options(from), cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            if (pages.Current.Count > 0) yield return pages.Current;
        }
    }

    private byte[] Options(BsonValue? from) => BsonDocuments.Make(o =>
    {
        o.Document("projection", p =>
        {
            p.Int32("_id", 1);
            foreach (var field in collection.Identity.Fields.Where(f => f != "_id")) p.Int32(field, 1);
        });
        o.Document("sort", s => s.Int32("_id", 1));
        o.Document("hint", h => h.Int32("_id", 1));
        // Unlike {$gt: …}, which sees one type only, min goes over all types; it includes its bound.
        if (from is { } bound) o.Document("min", m => bound.WriteTo(m, "_id"));
        o.Int32("batchSize", PageSize);
        o.Boolean("noCursorTimeout", value: true);
        o.Document("readConcern", c => c.String("level", "majority"));
    });
}
