using MongoC.Bson;

namespace BridgeRuntime.Checkpoints;

/// <summary>How far one collection has come.</summary>
/// <param name="SnapshotDone">Every document that MongoDB had at the start has been reconciled, or none had to be.</param>
/// <param name="SnapshotPosition">The <c>_id</c> up to which that is so; null at the beginning.</param>
/// <param name="BigPeerRead">The Big Peer's documents have been read once, as baseline or to be reconciled.</param>
internal sealed record CollectionProgress(bool SnapshotDone, BsonValue? SnapshotPosition, bool BigPeerRead)
{
    /// <summary>Documents up to that position.</summary>
    public long SnapshotDocuments { get; init; }

    /// <summary>The <see cref="Documents.CollectionSettings.Rules"/> by which every document has been judged; empty without any.</summary>
    public string Rules { get; init; } = "";

    public static CollectionProgress None { get; } = new(SnapshotDone: false, SnapshotPosition: null, BigPeerRead: false);
}
