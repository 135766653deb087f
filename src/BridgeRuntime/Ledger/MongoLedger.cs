using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Ledger;

/// <summary>
/// The ledger in the bridge's own collection: one document per key, <c>{_id: {b: bridge, s: shard, c: collection, d: Ditto id}, m: MongoDB's _id, p: paths,
/// v: version, n: baseline, l: leaving, r: release}</c>, where <c>p</c> holds 16 bytes a path and never the data itself. Beside them stands the ledger's head, <c>{_id: {b: bridge, s: shard, k: "ledger"}}</c>.
/// </summary>
internal sealed class MongoLedger(MongoClient client, string database, BridgeShard shard) : ILedger
{
    private const int PageSize = 2000;

    private readonly ConcurrentDictionary<string, EntryCount> _counts = new();

    /// <summary>Comes before each write.</summary>
    public Func<CancellationToken, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    /// <summary>How many entries a collection has, as far as it is known without asking.</summary>
    public long? KnownCount(string collection) => Count(collection).Known;

    /// <summary>
    /// Makes the index by MongoDB's ids, and the ledger's head where there is none. Entries without a head are of a ledger that somebody dropped, with the database or alone: the bridge had them on their way then.
    /// By themselves they would say that MongoDB deleted these documents, so they go.
    /// </summary>
    public async Task PrepareAsync(CancellationToken cancellation)
    {
        await MongoErrors.TranslateAsync(client.RunWriteCommandAsync(database, BsonDocuments.Make(WriteIndex), session: null, cancellation));
        await using var pages = client.FindAsync(database, StateCollections.Documents, BsonDocuments.Make(WriteHead), BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        if (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()) && pages.Current.Count > 0) return;
        var all = BsonDocuments.Make(f => f.Document("_id", i =>
        {
            i.Document("$gte", m => WriteBound(m, BsonType.MinKey));
            i.Document("$lte", m => WriteBound(m, BsonType.MaxKey));
        }));
        await WriteAsync(new BulkWrite().DeleteMany(all).Insert(BsonDocuments.Make(WriteHead)), isOrdered: true, cancellation);
    }

    public async Task<IReadOnlyDictionary<DittoId, LedgerEntry>> FindAsync(string collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var found = new Dictionary<DittoId, LedgerEntry>(ids.Count);
        await foreach (var entry in QueryAsync(IdsFilter(collection, ids), BsonDocuments.Empty, cancellation)) found[entry.Id] = entry;
        return found;
    }

    public async Task<IReadOnlyList<LedgerEntry>> FindByMongoIdsAsync(string collection, IReadOnlyCollection<BsonValue> mongoIds, CancellationToken cancellation)
    {
        var filter = BsonDocuments.Make(f =>
        {
            f.Document("m", c => c.Array("$in", mongoIds));
            f.String("_id.b", shard.Bridge);
            f.Int32("_id.s", shard.Shard);
            f.String("_id.c", collection);
        });
        var found = new List<LedgerEntry>(mongoIds.Count);
        await foreach (var entry in QueryAsync(filter, BsonDocuments.Empty, cancellation)) found.Add(entry);
        return found;
    }

    /// <summary>Notes that the deletes of these documents were let go. The note goes with the next recording of the entry.</summary>
    public async Task ReleaseAsync(string collection, IReadOnlyCollection<DittoId> ids, string release, CancellationToken cancellation)
    {
        var bulk = new BulkWrite().UpdateMany(IdsFilter(collection, ids), BsonDocuments.Make(u => u.Document("$set", s => s.String("r", release))));
        await WriteAsync(bulk, isOrdered: false, cancellation);
    }

    /// <summary>All entries of a collection, in the order of their ids.</summary>
    public IAsyncEnumerable<LedgerEntry> ScanAsync(string collection, CancellationToken cancellation) => ScanAsync(collection, from: null, cancellation);

    /// <summary>As the overload without, from an id on, that one included.</summary>
    public IAsyncEnumerable<LedgerEntry> ScanAsync(string collection, DittoId? from, CancellationToken cancellation) => QueryAsync(
        BsonDocuments.Empty,
        BsonDocuments.Make(o =>
        {
            o.Document("hint", h => h.Int32("_id", 1));
            o.Document("min", m => m.Document("_id", i => WriteIdMembers(i, collection, w =>
            {
                if (from is { } id) w.String("d", id.Json);
                else w.Raw("d", BsonType.MinKey, default);
            })));
            o.Document("max", m => m.Document("_id", i => WriteIdMembers(i, collection, w => w.Raw("d", BsonType.MaxKey, default))));
            o.Int32("batchSize", PageSize);
        }),
        cancellation);

    /// <summary>How many entries a collection has; null where that can't be told now, because something is being recorded.</summary>
    public Task<long?> CountAsync(string collection, CancellationToken cancellation) => Count(collection).CountAsync(async () =>
    {
        var reply = await MongoErrors.TranslateAsync(client.RunCommandAsync(database, BsonDocuments.Make(w =>
        {
            w.String("count", StateCollections.Documents);
            // A range of whole ids, which the index by _id answers without a look at the documents; their members have no index.
            w.Document("query", q => q.Document("_id", i =>
            {
                i.Document("$gte", m => WriteIdMembers(m, collection, d => d.Raw("d", BsonType.MinKey, default)));
                i.Document("$lte", m => WriteIdMembers(m, collection, d => d.Raw("d", BsonType.MaxKey, default)));
            }));
        }), session: null, cancellation));
        return BsonDocuments.Integer(reply, "n");
    });

    public async Task RecordAsync(string collection, IReadOnlyList<LedgerEntry> put, IReadOnlyList<DittoId> remove, CancellationToken cancellation)
    {
        var bulk = new BulkWrite();
        // One after the other in the same buffer, of which each document is a copy in its exact size.
        var writer = new BsonWriter(1024);
        foreach (var entry in put) bulk.ReplaceOne(IdFilter(writer, collection, entry.Id), ToDocument(writer, collection, entry), upsert: true);
        foreach (var id in remove) bulk.DeleteOne(IdFilter(writer, collection, id));
        await BeforeWrite(cancellation);
        var count = Count(collection);
        BulkWriteResult? result = null;
        count.Begin();
        try
        {
            result = await WriteAsync(bulk, isOrdered: false, cancellation);
        }
        finally
        {
            count.End(result is null ? null : result.Upserted - result.Deleted);
        }
    }

    private async Task<BulkWriteResult> WriteAsync(BulkWrite bulk, bool isOrdered, CancellationToken cancellation)
    {
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.Documents, bulk, isOrdered, session: null, cancellation));
        if (!result.HasErrors) return result;
        var words = result.WriteErrors.Count > 0 ? result.WriteErrors[0].Message : result.WriteConcernErrors[0].Message;
        throw new SideException(Side.Mongo, SideFailure.Unavailable, $"MongoDB did not take the ledger's entries: {words}");
    }

    private EntryCount Count(string collection) => _counts.GetOrAdd(collection, _ => new EntryCount());

    private async IAsyncEnumerable<LedgerEntry> QueryAsync(ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var pages = client.FindAsync(database, StateCollections.Documents, filter, options, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()))
        {
            foreach (var document in pages.Current) yield return FromDocument(document);
        }
    }

    private byte[] IdFilter(BsonWriter writer, string collection, DittoId id)
    {
        writer.Reset();
        WriteId(writer, "_id", collection, id);
        return writer.ToArray();
    }

    private byte[] IdsFilter(string collection, IReadOnlyCollection<DittoId> ids) => BsonDocuments.Make(f => f.Document("_id", c =>
    {
        c.StartArray("$in");
        foreach (var id in ids) WriteId(c, "", collection, id);
        c.End();
    }));

    private void WriteId(BsonWriter writer, string name, string collection, DittoId id)
    {
        writer.StartDocument(name);
        shard.WriteTo(writer);
        writer.String("c", collection);
        writer.String("d", id.Json);
        writer.End();
    }

    private static void WriteIndex(BsonWriter command)
    {
        command.String("createIndexes", StateCollections.Documents);
        command.StartArray("indexes");
        command.Document("", i =>
        {
            i.Document("key", k => k.Int32("m", 1));
            i.String("name", "m_1");
        });
        command.End();
    }

    private void WriteHead(BsonWriter document) => document.Document("_id", i =>
    {
        shard.WriteTo(i);
        i.String("k", "ledger");
    });

    /// <summary>The least or the greatest id of all that the shard has in the ledger.</summary>
    private void WriteBound(BsonWriter id, BsonType bound)
    {
        shard.WriteTo(id);
        id.Raw("c", bound, default);
    }

    private void WriteIdMembers(BsonWriter writer, string collection, Action<BsonWriter> id)
    {
        shard.WriteTo(writer);
        writer.String("c", collection);
        id(writer);
    }

    private byte[] ToDocument(BsonWriter writer, string collection, LedgerEntry entry)
    {
        writer.Reset();
        WriteId(writer, "_id", collection, entry.Id);
        entry.MongoId?.WriteTo(writer, "m");
        writer.Binary("p", entry.State.ToBytes());
        writer.Int64("v", entry.Version);
        if (entry.IsBaseline) writer.Boolean("n", value: true);
        if (entry.IsLeaving) writer.Boolean("l", value: true);
        return writer.ToArray();
    }

    internal static LedgerEntry FromDocument(ReadOnlyMemory<byte> document)
    {
        if (!BsonReader.TryFind(document.Span, "p"u8, out var paths) || paths.Type != BsonType.Binary || !AgreedState.IsWhole(paths.AsBinary(out _)) || BsonDocuments.Nested(document, "_id") is not { } id || BsonDocuments.Text(id, "d") is not { } dittoId)
            throw new SideException(Side.Mongo, SideFailure.Protocol, $"A document in {StateCollections.Documents} is not the bridge's. Nothing else may write there.");
        return new LedgerEntry(new DittoId(dittoId), BsonDocuments.Value(document, "m"), AgreedState.FromBytes(paths.AsBinary(out _)), BsonDocuments.Integer(document, "v"), BsonDocuments.Flag(document, "n"))
        {
            IsLeaving = BsonDocuments.Flag(document, "l"),
            Release = BsonDocuments.Text(document, "r"),
        };
    }
}
