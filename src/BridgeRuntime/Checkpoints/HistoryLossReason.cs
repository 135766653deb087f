namespace BridgeRuntime.Checkpoints;

/// <summary>Why MongoDB does not go on from the bridge's position. The names are part of <c>/status</c> and of the checkpoint, and stay as they are.</summary>
internal enum HistoryLossReason
{
    /// <summary>The oplog no longer goes back that far (286, 136): the bridge was down, or behind, for longer than its window.</summary>
    OplogRolledOver,

    /// <summary>The server does not know the position (260, 280, 40615): another deployment, a restored backup, or a rollback.</summary>
    PositionUnknown,
}
