namespace BridgeModel;

/// <summary>The <c>runtime</c> block: sizes and intervals of the data path.</summary>
public sealed record RuntimeSettings
{
    /// <summary>Least and greatest <see cref="BatchSize"/>.</summary>
    public static readonly (long Least, long Most) BatchSizeRange = (1, 5_000);

    /// <summary>Least and greatest <see cref="MaxBatchBytes"/>: below MongoDB's message limit of 48 000 000 bytes.</summary>
    public static readonly (long Least, long Most) MaxBatchBytesRange = (1024, 32L * 1024 * 1024);

    /// <summary>Least and greatest <see cref="Workers"/>.</summary>
    public static readonly (long Least, long Most) WorkersRange = (1, 64);

    /// <summary>Least and greatest <see cref="QueueSize"/>.</summary>
    public static readonly (long Least, long Most) QueueSizeRange = (1, 10_000_000);

    /// <summary>Shortest and longest <see cref="CheckpointInterval"/>.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) CheckpointIntervalRange = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5));

    /// <summary>Shortest and longest <see cref="ShutdownTimeout"/>.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) ShutdownTimeoutRange = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));

    /// <summary>Keys that one worker takes at once. Default 500.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Bytes of documents in one statement; a single larger document goes alone. Default 4 MiB.</summary>
    public long MaxBatchBytes { get; init; } = 4L * 1024 * 1024;

    /// <summary>Batches worked on at once. Default 4.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>Keys that wait at most; a full queue stops reading the feeds. Not below the batch size. Default 20 000.</summary>
    public int QueueSize { get; init; } = 20_000;

    /// <summary>How often positions are saved. Default 1 s.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stop waits for what is in flight. Default 15 s.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The least level that is logged. Default <see cref="BridgeLogLevel.Information"/>.</summary>
    public BridgeLogLevel LogLevel { get; init; } = BridgeLogLevel.Information;
}
