namespace ControllerRuntime.Client;

/// <summary>From where a watch goes on, and for how long.</summary>
public sealed record WatchOptions
{
    /// <summary>Events after this version come.</summary>
    public required string ResourceVersion { get; init; }

    /// <summary>The server ends the watch by itself after about this time.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A watch that says nothing for so long is stalled: the server sends a bookmark about every minute.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromSeconds(150);
}
