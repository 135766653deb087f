namespace BridgeRuntime.Status;

/// <summary>One collection.</summary>
/// <param name="Name">Its name, the same on both sides.</param>
/// <param name="Snapshot">How far the first reading of MongoDB has come.</param>
/// <param name="BigPeerRead">Whether the Big Peer's documents have been read once.</param>
/// <param name="BlockedDeletes">Deletes that the mass-delete guard holds back; 0 where it does not.</param>
internal sealed record CollectionReport(string Name, SnapshotReport Snapshot, bool BigPeerRead, long BlockedDeletes);
