namespace MongoC;

/// <summary>Writes were applied and the write concern was not met.</summary>
/// <param name="Code">The server's code; 64 for a time-out.</param>
/// <param name="Message">What the server said.</param>
/// <param name="Details">The whole error document as it came.</param>
/// <param name="Transient">Whether the same write may be confirmed later.</param>
public sealed record WriteConcernError(int Code, string Message, ReadOnlyMemory<byte> Details, bool Transient);
