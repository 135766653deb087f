using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>How far a snapshot has come.</summary>
/// <param name="Id">The last <c>_id</c>; null where the collection is empty.</param>
/// <param name="Documents">Documents up to there, those of earlier runs included.</param>
/// <param name="IsEnd">Whether there are no more.</param>
internal readonly record struct SnapshotPosition(BsonValue? Id, long Documents, bool IsEnd);
