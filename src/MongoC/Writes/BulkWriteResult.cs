namespace MongoC;

/// <summary>What a bulk did. With errors in it the other operations were applied all the same; an ordered bulk stops at its first error.</summary>
public sealed record BulkWriteResult
{
    public long Inserted { get; init; }

    /// <summary>Documents that updates and replacements found, changed or not; upserts not counted.</summary>
    public long Matched { get; init; }

    public long Modified { get; init; }

    public long Upserted { get; init; }

    public long Deleted { get; init; }

    /// <summary>The places, in the <see cref="BulkWrite"/>, of the operations that made a new document by upsert; ascending.</summary>
    public required IReadOnlyList<int> UpsertedIndexes { get; init; }

    /// <summary>Ascending by index.</summary>
    public required IReadOnlyList<BulkWriteError> WriteErrors { get; init; }

    public required IReadOnlyList<WriteConcernError> WriteConcernErrors { get; init; }

    public bool HasErrors => WriteErrors.Count > 0 || WriteConcernErrors.Count > 0;
}
