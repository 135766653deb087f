using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>The MongoDB side as the reconciler needs it. Failures of the side itself are <see cref="SideException"/>s.</summary>
internal interface IMongoDocuments
{
    /// <summary>Reads the documents with these <c>_id</c>s, whole, as the majority has them; ids that do not exist are left out.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindByIdsAsync(CollectionSettings collection, IReadOnlyCollection<BsonValue> ids, CancellationToken cancellation);

    /// <summary>
    /// As <see cref="FindByIdsAsync"/>, as long as the documents hold no more than a batch may; one alone may always. Null where they hold more: fewer must be asked for at once.
    /// </summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>?> FindBatchAsync(CollectionSettings collection, IReadOnlyCollection<BsonValue> ids, CancellationToken cancellation);

    /// <summary>Reads the documents whose mapped fields make these Ditto ids.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> FindByIdentityAsync(CollectionSettings collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);

    /// <summary>Applies guarded writes, in any order; one outcome per write.</summary>
    Task<IReadOnlyList<MongoWriteOutcome>> WriteAsync(CollectionSettings collection, IReadOnlyList<MongoWrite> writes, CancellationToken cancellation);
}
