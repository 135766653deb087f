using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Ledger;

/// <summary>The last state both sides agreed on, per document. It is not held in memory.</summary>
internal interface ILedger
{
    Task<IReadOnlyDictionary<DittoId, LedgerEntry>> FindAsync(string collection, IReadOnlyCollection<DittoId> ids, CancellationToken cancellation);

    /// <summary>The entries of documents that are known by MongoDB's <c>_id</c>.</summary>
    Task<IReadOnlyList<LedgerEntry>> FindByMongoIdsAsync(string collection, IReadOnlyCollection<BsonValue> mongoIds, CancellationToken cancellation);

    /// <summary>Puts and removes entries.</summary>
    Task RecordAsync(string collection, IReadOnlyList<LedgerEntry> put, IReadOnlyList<DittoId> remove, CancellationToken cancellation);
}
