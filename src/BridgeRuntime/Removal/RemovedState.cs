namespace BridgeRuntime.Removal;

/// <summary>What became of a bridge's state.</summary>
/// <param name="Found">Whether there was any.</param>
/// <param name="Dropped">The collections that are gone; one that is not among them still holds the state of another bridge, or may not be dropped by this user.</param>
internal sealed record RemovedState(bool Found, IReadOnlyList<string> Dropped);
