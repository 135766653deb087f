namespace BridgeRuntime.DeadLetters;

/// <summary>What became of a replay.</summary>
/// <param name="Accepted">Letters whose keys are in the queue now, or which were looked at and have no key yet.</param>
/// <param name="Skipped">Letters of collections that the bridge no longer serves.</param>
/// <param name="Continue">There are more, or the queue was full: the same call with this as <c>continue</c> goes on; null: that was all.</param>
internal sealed record DeadLetterReplayed(int Accepted, int Skipped, string? Continue);
