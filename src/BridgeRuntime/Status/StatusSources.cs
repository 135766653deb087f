using BridgeRuntime.DeadLetters;
using BridgeRuntime.Queue;

namespace BridgeRuntime.Status;

/// <summary>What the status asks others for whenever it is read. None of these may block or call back into <see cref="BridgeStatus"/>.</summary>
internal sealed record StatusSources
{
    /// <summary>Keys that wait, per lane of the queue; the same lanes every time.</summary>
    public required Func<IReadOnlyDictionary<string, long>> QueuedKeys { get; init; }

    /// <summary>How many keys each lane holds at most.</summary>
    public required long QueueCapacity { get; init; }

    /// <summary>How old the oldest changes are that wait; none where nothing is outstanding.</summary>
    public required Func<IReadOnlyList<QueueAge>> Ages { get; init; }

    /// <summary>Everything that happened in MongoDB before is done and saved; null before the first checkpoint.</summary>
    public required Func<DateTimeOffset?> SavedPosition { get; init; }

    /// <summary>The ledger's entries of a collection; null while they are not counted.</summary>
    public required Func<string, long?> LedgerEntries { get; init; }

    /// <summary>Keys with intents that the ledger has not recorded.</summary>
    public required Func<long> OpenIntents { get; init; }

    /// <summary>Parked documents; a reason that is absent counts as zero.</summary>
    public required Func<IReadOnlyDictionary<DeadLetterReason, long>> DeadLetters { get; init; }

    /// <summary>Parked documents by collection; one that is absent counts as zero.</summary>
    public required Func<IReadOnlyDictionary<string, long>> DeadLettersByCollection { get; init; }

    /// <summary>Whether no further document can be parked.</summary>
    public required Func<bool> DeadLettersFull { get; init; }
}
