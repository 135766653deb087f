namespace BridgeRuntime.Status;

/// <summary>How far the first reading of a MongoDB collection has come.</summary>
/// <param name="Documents">Documents reconciled so far, in earlier runs too.</param>
/// <param name="Expected">About how many there are in all; null before they were counted, and where nothing is read.</param>
/// <param name="Done">Whether all have been reconciled, or none had to be.</param>
/// <param name="DocumentsPerSecond">How fast it goes now; null where it does not run.</param>
/// <param name="SecondsLeft">How long it takes at that rate; null where that is not known.</param>
internal sealed record SnapshotReport(long Documents, long? Expected, bool Done, double? DocumentsPerSecond, double? SecondsLeft);
