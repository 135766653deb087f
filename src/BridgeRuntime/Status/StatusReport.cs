namespace BridgeRuntime.Status;

/// <summary>The answer of <c>/status</c>: everything that is known of the bridge at one moment. docs/status.schema.json describes its JSON.</summary>
internal sealed record StatusReport
{
    public required string Name { get; init; }

    /// <summary>MongoDB's database.</summary>
    public required string Database { get; init; }

    /// <summary>Whether all parts of the bridge are wired; before that there is no queue to look at.</summary>
    public required bool Started { get; init; }

    public required string Version { get; init; }

    /// <summary>When the process began to run this bridge, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required double UptimeSeconds { get; init; }

    public required IReadOnlyList<CollectionReport> Collections { get; init; }

    public required IReadOnlyList<SideReport> Sides { get; init; }

    /// <summary>What the start checks found wrong and still is.</summary>
    public IReadOnlyList<ProblemReport> Problems { get; init; } = [];

    public required StreamReport Stream { get; init; }

    public required PollReport Poll { get; init; }

    public required OplogReport Oplog { get; init; }

    /// <summary>Whether a part of MongoDB's history was lost.</summary>
    public required HistoryReport History { get; init; }

    public required QueueReport Queue { get; init; }

    /// <summary>The age of the oldest change that is not carried over, in either direction; 0 where nothing is outstanding.</summary>
    public required double LagSeconds { get; init; }

    public required LagReport Lag { get; init; }

    /// <summary>The time since a checkpoint was last known to be saved; null before the first.</summary>
    public required double? CheckpointAgeSeconds { get; init; }

    /// <summary>Since when a person has it paused, UTC; null: it is not.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>Keys with writes that the ledger has not recorded.</summary>
    public required long OpenIntents { get; init; }

    /// <summary>Parked documents by reason, every reason present.</summary>
    public required IReadOnlyDictionary<string, long> DeadLetters { get; init; }

    /// <summary>Whether no further document can be parked: <c>deadLetters.maximum</c> is reached.</summary>
    public required bool DeadLettersFull { get; init; }

    public required IReadOnlyList<LoopReport> Loops { get; init; }

    public required ConfigurationReport Configuration { get; init; }

    public IReadOnlyList<StatusCondition> Conditions { get; init; } = [];
}
