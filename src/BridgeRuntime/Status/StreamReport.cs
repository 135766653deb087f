namespace BridgeRuntime.Status;

/// <summary>MongoDB's change stream.</summary>
/// <param name="Open">Whether it is open.</param>
/// <param name="LastAdvancedAt">When it last moved on, with an event or without, UTC.</param>
/// <param name="LastEventTime">MongoDB's time of the last event seen, UTC; null before the first.</param>
/// <param name="HintedUpTo">Everything that happened in MongoDB before is in the queue or done, UTC.</param>
/// <param name="Reopens">How often it was opened again since the start.</param>
/// <param name="WedgedInARow">How often in a row it stayed open and stood still while MongoDB moved on; 0 where it moves.</param>
internal sealed record StreamReport(bool Open, DateTimeOffset? LastAdvancedAt, DateTimeOffset? LastEventTime, DateTimeOffset HintedUpTo, long Reopens, int WedgedInARow);
