namespace BridgeRuntime.Status;

/// <summary>Whether a part of MongoDB's history was lost, which the bridge makes good by looking everything through.</summary>
/// <param name="Lost">Whether that is on its way.</param>
/// <param name="Reason">Why the last one was lost; null where none was.</param>
/// <param name="Since">When that was noticed, UTC.</param>
/// <param name="PositionAt">Everything in MongoDB before was done, UTC; null where that was never known.</param>
/// <param name="Losses">How often since the start.</param>
/// <param name="RecoveredAt">When the last one was made good, UTC; null where it is not, and where none was.</param>
internal sealed record HistoryReport(bool Lost, string? Reason, DateTimeOffset? Since, DateTimeOffset? PositionAt, long Losses, DateTimeOffset? RecoveredAt);
