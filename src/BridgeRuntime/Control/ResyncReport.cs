using BridgeRuntime.Verification;

namespace BridgeRuntime.Control;

/// <summary>A resync at one moment; the answer of <c>GET /control/resync</c>.</summary>
internal sealed record ResyncReport
{
    public VerificationState State { get; set; }
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>About how many keys there are; null before they were counted.</summary>
    public long? Expected { get; set; }

    /// <summary>Keys that were given to the queue.</summary>
    public long Hinted { get; set; }

    /// <summary>Whether all have been given, and it only waits until they are reconciled.</summary>
    public bool AllHinted { get; set; }

    /// <summary>The last failure of a side; null where none was.</summary>
    public string? LastError { get; set; }
}
