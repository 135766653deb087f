namespace BridgeModel;

/// <summary>The <c>deadLetters</c> block: how many documents are parked, and when they are tried again.</summary>
public sealed record DeadLetterSettings
{
    /// <summary>Least and greatest <see cref="Maximum"/>: about 300 bytes of memory a letter.</summary>
    public static readonly (long Least, long Most) MaximumRange = (1, 1_000_000);

    /// <summary>Shortest and longest <see cref="RetryInterval"/>.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) RetryIntervalRange = (TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(7));

    /// <summary>Letters that are kept, discarded ones included; more are counted and reported, and found again once there is room. Default 10 000.</summary>
    public int Maximum { get; init; } = 10_000;

    /// <summary>Every letter is tried again about this often (three to five quarters of it), beside each change of its document. Default 1 h.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Whether a letter holds a copy of its document, up to 64 KiB. Default no.</summary>
    public bool KeepDocuments { get; init; }
}
