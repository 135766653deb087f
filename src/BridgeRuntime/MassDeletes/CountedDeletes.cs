namespace BridgeRuntime.MassDeletes;

/// <summary>Deletes that count against the guard, as they outlive the process.</summary>
/// <param name="At">When the first of them may have been written, UTC.</param>
/// <param name="Count">How many.</param>
internal readonly record struct CountedDeletes(DateTimeOffset At, long Count);
