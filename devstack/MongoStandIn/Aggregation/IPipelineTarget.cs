namespace MongoStandIn.Aggregation;

/// <summary>A collection that <c>$out</c> or <c>$merge</c> writes.</summary>
internal interface IPipelineTarget
{
    /// <summary>Whether the fields are those of a unique index.</summary>
    bool HasUniqueIndex(IReadOnlyList<string> fields);

    /// <summary>The document that has these values in these fields.</summary>
    byte[]? Find(ReadOnlyMemory<byte> filter);

    void Insert(ReadOnlyMemory<byte> document);

    /// <summary>Puts a document in the place of the one that the filter finds.</summary>
    void Replace(ReadOnlyMemory<byte> filter, ReadOnlyMemory<byte> document);

    /// <summary>Puts these documents in the place of all.</summary>
    void ReplaceAll(IReadOnlyList<ReadOnlyMemory<byte>> documents);
}
