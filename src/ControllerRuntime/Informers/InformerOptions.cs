namespace ControllerRuntime.Informers;

/// <summary>What an informer follows, and how patiently.</summary>
public sealed record InformerOptions
{
    /// <summary>The namespaces; empty: all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    public string? LabelSelector { get; init; }

    public int PageSize { get; init; } = 500;

    /// <summary>A watch that is silent for so long is replaced. The server sends a bookmark about every minute.</summary>
    public TimeSpan WatchIdleLimit { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>The server ends each watch after between this and twice this time.</summary>
    public TimeSpan WatchDuration { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromSeconds(30);
}
