namespace BridgeModel;

/// <summary>The <c>bigPeer</c> block: how to reach the Big Peer and how often to ask it.</summary>
public sealed record BigPeerSettings
{
    /// <summary>Shortest and longest <see cref="PollInterval"/>.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) PollIntervalRange = (TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1));

    /// <summary>Shortest and longest <see cref="FullPassInterval"/>.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) FullPassIntervalRange = (TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(24));

    /// <summary>Shortest and longest <see cref="RequestTimeout"/>.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) RequestTimeoutRange = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));

    /// <summary>Least and greatest <see cref="PageSize"/>.</summary>
    public static readonly (long Least, long Most) PageSizeRange = (1, 10_000);

    /// <summary>
    /// Absolute http or https URL, used verbatim, to which <c>/api/v4/store/execute</c> is appended; it may hold a path, and a
    /// trailing slash is dropped. Required.
    /// </summary>
    public string Endpoint { get; init => field = value.TrimEnd('/'); } = "";

    /// <summary>The API key, sent as a bearer token. Required.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>A PEM file of the authorities that may have signed the Big Peer's certificate, trusted instead of the system's. Default: the system's are.</summary>
    public string? CaFile { get; init; }

    /// <summary>How often the Big Peer is asked for changes. Default 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A pass over all documents, which also finds deletes, happens at least this often; not below the poll interval. Default 5 min.</summary>
    public TimeSpan FullPassInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Documents asked for in one statement. Default 1000.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>How long one call may take. Default 30 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
