namespace BridgeRuntime.Status;

/// <summary>How much time is left until MongoDB's oplog no longer holds the position that a start goes on from.</summary>
/// <param name="OldestEntryAt">The oplog's oldest entry, UTC; null where it cannot be read.</param>
/// <param name="PositionAt">Everything before is done and saved, UTC; null before the first checkpoint.</param>
/// <param name="WindowSeconds">From the one to the other; null where one is not known. At 0 or less the position is lost.</param>
/// <param name="Rolling">Whether the oplog has been seen to drop its oldest entries, since the start.</param>
/// <param name="Unreadable">Why the oplog cannot be read; null where it can, and before it was tried.</param>
internal sealed record OplogReport(DateTimeOffset? OldestEntryAt, DateTimeOffset? PositionAt, double? WindowSeconds, bool Rolling, string? Unreadable)
{
    /// <summary>An hour: less than it takes to wake somebody up and enlarge an oplog. As in docs/alerts.yaml.</summary>
    public const double ShortSeconds = 3600;

    /// <summary>Whether the position may soon be lost. An oplog that has not dropped anything yet is short because it is young.</summary>
    public bool IsShort() => Rolling && WindowSeconds < ShortSeconds;
}
