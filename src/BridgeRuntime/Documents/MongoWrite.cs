using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>One guarded write to MongoDB: it takes effect only where the values it touches are still those that were read.</summary>
internal sealed record MongoWrite
{
    public required MongoWriteKind Kind { get; init; }

    /// <summary>MongoDB's <c>_id</c> of the document.</summary>
    public required BsonValue Id { get; init; }

    public required DittoId Key { get; init; }

    /// <summary>The new document of an insert; for an update or a delete the document as it was read.</summary>
    public required ReadOnlyMemory<byte> Document { get; init; }

    public IReadOnlyList<(FieldPath Path, BsonValue Value)> Sets { get; init; } = [];

    public IReadOnlyList<FieldPath> Unsets { get; init; } = [];
}
