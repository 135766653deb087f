using BridgeRuntime.DeadLetters;

namespace BridgeRuntime.Status;

/// <summary>What the status asks others for whenever it is read. None of these may block or call back into <see cref="BridgeStatus"/>.</summary>
internal sealed record StatusSources
{
    /// <summary>Keys that wait, per lane of the queue; the same lanes every time.</summary>
    public required Func<IReadOnlyDictionary<string, long>> QueuedKeys { get; init; }

    /// <summary>How long ago the oldest hint that is not yet applied came in; null where nothing is outstanding.</summary>
    public required Func<TimeSpan?> OldestHintAge { get; init; }

    /// <summary>Keys with intents that the ledger has not recorded.</summary>
    public required Func<long> OpenIntents { get; init; }

    /// <summary>Parked documents; a reason that is absent counts as zero.</summary>
    public required Func<IReadOnlyDictionary<DeadLetterReason, long>> DeadLetters { get; init; }
}
