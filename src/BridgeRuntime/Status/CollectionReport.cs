namespace BridgeRuntime.Status;

/// <summary>One collection.</summary>
/// <param name="Name">Its name, the same on both sides.</param>
/// <param name="Documents">Documents that are kept in step: its entries in the ledger; null while they are not counted.</param>
/// <param name="Lag">By direction.</param>
/// <param name="DeadLetters">Its documents that are parked.</param>
/// <param name="Snapshot">How far the first reading of MongoDB has come.</param>
/// <param name="BigPeerRead">Whether the Big Peer's documents have been read once.</param>
/// <param name="BlockedDeletes">Deletes that the mass-delete guard holds back, of both sides together; 0 where it does not.</param>
/// <param name="MassDeletes">Deletes that the mass-delete guard holds back, by the side that lacks the documents; empty where it does not.</param>
/// <param name="LastError">The last batch that failed or document that was parked; null where none was since the start.</param>
/// <param name="Sweep">The last look through all of it.</param>
/// <param name="FieldsNotCarried">What stays in MongoDB because Ditto cannot hold it.</param>
internal sealed record CollectionReport(
    string Name, long? Documents, LagReport Lag, long DeadLetters, SnapshotReport Snapshot, bool BigPeerRead, long BlockedDeletes, IReadOnlyList<MassDeleteReport> MassDeletes, ErrorReport? LastError,
    SweepReport Sweep, NotCarriedReport FieldsNotCarried);
