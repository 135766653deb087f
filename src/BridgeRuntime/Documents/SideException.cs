using BridgeRuntime.Preflight;

namespace BridgeRuntime.Documents;

/// <summary>A side did not do what it was asked. Which side, and what that means for the caller; the message holds no document content and no secret.</summary>
internal sealed class SideException : Exception
{
    public SideException() { }
    public SideException(string message) : base(message) { }
    public SideException(string message, Exception innerException) : base(message, innerException) { }

    public SideException(Side side, SideFailure failure, string message, Exception? inner = null) : base(message, inner)
    {
        Side = side;
        Failure = failure;
    }

    public Side Side { get; }

    public SideFailure Failure { get; }

    /// <summary>What is the matter, where it has a name of its own.</summary>
    public ProblemReason? Reason { get; init; }

    /// <summary>Whether the Big Peer's view lacks what this bridge has written.</summary>
    public bool IsBehind { get; init; }

    /// <summary>How long the side asks to be left alone; null where it says nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
