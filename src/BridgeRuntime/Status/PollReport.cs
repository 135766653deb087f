namespace BridgeRuntime.Status;

/// <summary>The look for changes at the Big Peer.</summary>
/// <param name="Behind">Whether somebody else wrote there, as far as is known, and it is not looked through yet.</param>
/// <param name="HintedUpTo">Everything that happened at the Big Peer before is in the queue or done, UTC.</param>
/// <param name="LastPassSeconds">How long the last pass over one collection took; null before the first.</param>
/// <param name="WedgedInARow">How often in a row it stood still, or saw only a view that lacks what the bridge wrote; 0 where it moves.</param>
internal sealed record PollReport(bool Behind, DateTimeOffset HintedUpTo, double? LastPassSeconds, int WedgedInARow);
