namespace TestKit.Network;

/// <summary>How the network between a program and a server is; the default lets everything pass at once.</summary>
public sealed record LinkCondition
{
    public static readonly LinkCondition Good = new();

    /// <summary>Nothing passes in either direction and no connection is closed. What is on its way when it ends goes on.</summary>
    public bool IsCut { get; init; }

    /// <summary>Requests pass and answers do not: half-open connections.</summary>
    public bool HoldsAnswers { get; init; }

    /// <summary>New connections are reset.</summary>
    public bool Refuses { get; init; }

    /// <summary>How long each message is on its way.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>How much passes in a second on each connection, in each direction; 0: as much as comes.</summary>
    public int BytesPerSecond { get; init; }
}
