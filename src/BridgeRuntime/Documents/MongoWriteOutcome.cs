namespace BridgeRuntime.Documents;

/// <summary>What became of one guarded write.</summary>
/// <param name="Result">Whether it took effect.</param>
/// <param name="Message">MongoDB's words where it refused.</param>
internal readonly record struct MongoWriteOutcome(MongoWriteResult Result, string? Message = null);
