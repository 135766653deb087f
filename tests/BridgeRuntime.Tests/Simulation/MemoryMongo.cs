using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Simulation;

/// <summary>A MongoDB collection in memory, of raw BSON documents, with writes guarded by the values they replace.</summary>
internal sealed class MemoryMongo(StepGate gate) : IMongoDocuments
{
    public Dictionary<BsonValue, byte[]> Documents { get; } = [];

    /// <summary>Ids of documents that changed, users' changes and the bridge's own.</summary>
    public HashSet<BsonValue> Changed { get; } = [];

    public int BridgeWrites { get; private set; }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindByIdsAsync(CollectionSettings collection, IReadOnlyCollection<BsonValue> ids, CancellationToken cancellation)
    {
        List<ReadOnlyMemory<byte>> found = [.. ids.Where(Documents.ContainsKey).Select(id => (ReadOnlyMemory<byte>)Documents[id])];
        await gate;
        return found;
    }

    /// <summary>More documents than these are too much for one batch.</summary>
    public int MostAtOnce { get; init; } = int.MaxValue;

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> FindBatchAsync(CollectionSettings collection, IReadOnlyCollection<BsonValue> ids, CancellationToken cancellation)
    {
        var found = await FindByIdsAsync(collection, ids, cancellation);
        return found.Count > MostAtOnce ? null : found;
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindByIdentityAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation)
    {
        List<ReadOnlyMemory<byte>> found = [.. Documents.Values.Where(d => collection.Identity.OfDocument(d) is { IsId: true } made && ids.Contains(made.Id.Value)).Select(d => (ReadOnlyMemory<byte>)d)];
        await gate;
        return found;
    }

    public async Task<IReadOnlyList<MongoWriteOutcome>> WriteAsync(CollectionSettings collection, IReadOnlyList<MongoWrite> writes, CancellationToken cancellation)
    {
        var outcomes = writes.Select(w => new MongoWriteOutcome(Write(collection, w) ? MongoWriteResult.Applied : MongoWriteResult.Overtaken)).ToList();
        await gate;
        return outcomes;
    }

    public void Put(BsonValue id, byte[]? document)
    {
        if (document is null ? !Documents.Remove(id) : Documents.TryGetValue(id, out var old) && old.AsSpan().SequenceEqual(document)) return;
        if (document is not null) Documents[id] = document;
        Changed.Add(id);
    }

    private bool Write(CollectionSettings collection, MongoWrite write)
    {
        var exists = Documents.TryGetValue(write.Id, out var now);
        switch (write.Kind)
        {
            case MongoWriteKind.Insert:
                if (exists || Documents.Values.Any(d => collection.Identity.OfDocument(d).Id == write.Key)) return false;
                Put(write.Id, write.Document.ToArray());
                break;
            case MongoWriteKind.Delete:
                if (!exists || !now.AsSpan().SequenceEqual(write.Document.Span)) return false;
                Put(write.Id, document: null);
                break;
            default:
                if (!exists) return false;
                var paths = write.Sets.Select(s => s.Path).Concat(write.Unsets);
                if (paths.Any(p => BsonPath.Find(now, p) != BsonPath.Find(write.Document.Span, p))) return false;
                Put(write.Id, BsonPath.Apply(now, write.Sets, write.Unsets));
                break;
        }
        BridgeWrites++;
        return true;
    }
}
