using BridgeRuntime.Documents;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Mongo;

/// <summary>The documents of a MongoDB database in batches: majority reads on the primary, guarded unordered bulk writes.</summary>
internal sealed class MongoDocuments(MongoClient client, string database) : IMongoDocuments
{
    private static readonly byte[] ReadOptions = BsonDocuments.Make(o => o.Document("readConcern", c => c.String("level", "majority")));

    /// <summary>Comes before each write.</summary>
    public Func<CancellationToken, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What a batch of documents may hold when it is read; its last answer may go beyond, by MongoDB's 16 MB.</summary>
    public long MostBytes { get; init; } = long.MaxValue;

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindByIdsAsync(CollectionSettings collection, IReadOnlyCollection<BsonValue> ids, CancellationToken cancellation) =>
        FindAsync(collection.Name, IdsFilter(ids), cancellation);

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> FindBatchAsync(CollectionSettings collection, IReadOnlyCollection<BsonValue> ids, CancellationToken cancellation)
    {
        var found = new List<ReadOnlyMemory<byte>>(ids.Count);
        var most = ids.Count == 1 ? long.MaxValue : MostBytes;
        long bytes = 0;
        try
        {
            await foreach (var page in client.FindAsync(database, collection.Name, IdsFilter(ids), ReadOptions, cancellation))
            {
                if (bytes > most) return null;
                found.AddRange(page);
                foreach (var document in page) bytes += document.Length;
            }
        }
        catch (MongoException e)
        {
            throw MongoErrors.Of(e);
        }
        return found;
    }

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindByIdentityAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        var candidates = ids.Select(collection.Identity.Candidates).ToList();
        var filter = collection.Identity.Fields.Count == 1
            ? BsonDocuments.Make(f => f.Document(collection.Identity.Fields[0], c => c.Array("$in", candidates.SelectMany(k => k[0].Candidates))))
            : BsonDocuments.Make(f =>
            {
                f.StartArray("$or");
                foreach (var id in ids) f.Document("", GuardedWrites.IdentityFilter(collection.Identity, id));
                f.End();
            });
        return FindAsync(collection.Name, filter, cancellation);
    }

    public async Task<IReadOnlyList<MongoWriteOutcome>> WriteAsync(CollectionSettings collection, IReadOnlyList<MongoWrite> writes, CancellationToken cancellation)
    {
        var bulk = new BulkWrite();
        var guards = writes.Select(w => GuardedWrites.AddTo(bulk, w, collection.Identity)).ToList();
        await BeforeWrite(cancellation);
        var result = MongoErrors.Judged(await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, collection.Name, bulk, ordered: false, session: null, cancellation)));
        // Without the write concern a write may yet be rolled back; the keys run again and find out.
        if (result.WriteConcernErrors.Count > 0) throw new SideException(Side.Mongo, SideFailure.Unavailable, $"MongoDB did not confirm the write concern: {result.WriteConcernErrors[0].Message}");

        var outcomes = new MongoWriteOutcome[writes.Count];
        foreach (var error in result.WriteErrors) outcomes[error.Index] = MongoErrors.Of(error, collection.Identity.Fields);
        var upserted = result.UpsertedIndexes.ToHashSet();
        for (var i = 0; i < writes.Count; i++)
        {
            if (guards[i] == GuardKind.Upsert && outcomes[i].Result == MongoWriteResult.Applied && !upserted.Contains(i)) outcomes[i] = new MongoWriteOutcome(MongoWriteResult.Overtaken);
        }
        // An upsert that found a document counts as matched too.
        var held = result.Matched + result.Deleted - guards.Where((g, i) => g == GuardKind.Upsert && !upserted.Contains(i)).Count();
        if (held < guards.Count(g => g == GuardKind.Filter)) await AttributeAsync(collection, writes, outcomes, cancellation);
        return outcomes;
    }

    /// <summary>The server tells only how many guards held; whose did not is seen by looking.</summary>
    private async Task AttributeAsync(CollectionSettings collection, IReadOnlyList<MongoWrite> writes, MongoWriteOutcome[] outcomes, CancellationToken cancellation)
    {
        var guarded = writes.Where(w => w.Kind != MongoWriteKind.Insert).Select(w => w.Id).Distinct().ToList();
        var now = new Dictionary<BsonValue, ReadOnlyMemory<byte>>();
        foreach (var document in await FindByIdsAsync(collection, guarded, cancellation)) now[BsonDocuments.Value(document, "_id")!.Value] = document;
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i].Kind == MongoWriteKind.Insert || outcomes[i].Result != MongoWriteResult.Applied) continue;
            ReadOnlyMemory<byte>? found = now.TryGetValue(writes[i].Id, out var document) ? document : (ReadOnlyMemory<byte>?)null;
            if (!GuardedWrites.IsDone(writes[i], found)) outcomes[i] = new MongoWriteOutcome(MongoWriteResult.Overtaken);
        }
    }

    private static byte[] IdsFilter(IReadOnlyCollection<BsonValue> ids) => BsonDocuments.Make(f => f.Document("_id", c => c.Array("$in", ids)));

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindAsync(string collection, byte[] filter, CancellationToken cancellation)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        try
        {
            await foreach (var page in client.FindAsync(database, collection, filter, ReadOptions, cancellation)) found.AddRange(page);
        }
        catch (MongoException e)
        {
            throw MongoErrors.Of(e);
        }
        return found;
    }
}
