using BridgeRuntime.Documents;

namespace BridgeRuntime.MassDeletes;

/// <summary>What the ledger knows of a collection and a side lacks, by the state of the moment.</summary>
internal interface IMissingDocuments
{
    /// <summary>How many documents the ledger knows; null where that cannot be told now.</summary>
    Task<long?> KnownAsync(string collection, CancellationToken cancellation);

    /// <summary>Whether a cheap look says that the side may lack more than so many. It may be wrong both ways.</summary>
    Task<bool> MayLackAsync(string collection, Side lacking, double more, CancellationToken cancellation);

    /// <summary>How many are lacking; stops counting at <paramref name="most"/>.</summary>
    Task<long> CountAsync(string collection, Side lacking, long most, CancellationToken cancellation);
}
