namespace BridgeRuntime.Status;

/// <summary>How far the first reading of a MongoDB collection has come.</summary>
/// <param name="Documents">Documents read so far.</param>
/// <param name="Done">Whether all have been reconciled, or none had to be.</param>
internal sealed record SnapshotReport(long Documents, bool Done);
