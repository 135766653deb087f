namespace ControllerRuntime.Client;

/// <summary>How a client calls.</summary>
public sealed record KubeClientOptions
{
    /// <summary>For a call that is no watch, its tries included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call that the server turned away with 429, or with 503 and a time to come back, is tried again.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>The longest that one such wait may be; a server that wants more gets the failure handed to the caller.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Names this program in the server's audit log and in priority and fairness.</summary>
    public string UserAgent { get; init; } = "bigpeer-databridge";
}
