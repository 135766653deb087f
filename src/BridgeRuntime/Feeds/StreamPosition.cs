namespace BridgeRuntime.Feeds;

/// <summary>A place in the change stream.</summary>
/// <param name="Token">The resume token.</param>
/// <param name="HasChanges">Whether a mapped collection changed there; else the database merely moved on.</param>
/// <param name="Time">Everything that happened before is read: the time of the last event, or of an answer without any.</param>
internal readonly record struct StreamPosition(ReadOnlyMemory<byte> Token, bool HasChanges, DateTimeOffset Time);
