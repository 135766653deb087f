namespace BridgeRuntime.Status;

/// <summary>One side, as the last calls to it found it.</summary>
/// <param name="Side"><c>mongodb</c> or <c>bigpeer</c>.</param>
/// <param name="Connected">Whether the last call succeeded; false before the first.</param>
/// <param name="LastSuccessAt">When a call last succeeded, UTC; null before the first.</param>
/// <param name="LastError">What the last failure said, kept after it is over; null where none happened.</param>
/// <param name="LastErrorAt">When that was, UTC.</param>
/// <param name="Failures">Failures since the last success.</param>
/// <param name="LastReason">What the last failure was, in one word, where it has one.</param>
internal sealed record SideReport(
    string Side, bool Connected, DateTimeOffset? LastSuccessAt, string? LastError, DateTimeOffset? LastErrorAt, long Failures, string? LastReason = null);
