namespace BridgeRuntime.Feeds;

/// <summary>A place in the change stream.</summary>
/// <param name="Token">The resume token.</param>
/// <param name="HasChanges">Whether a mapped collection changed there; else the database merely moved on.</param>
internal readonly record struct StreamPosition(ReadOnlyMemory<byte> Token, bool HasChanges);
