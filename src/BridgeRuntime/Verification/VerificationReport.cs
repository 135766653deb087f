namespace BridgeRuntime.Verification;

/// <summary>A verification at one moment; the answer of <c>GET /control/verification</c>.</summary>
internal sealed record VerificationReport
{
    public VerificationState State { get; set; }
    public DateTimeOffset StartedAt { get; set; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>What it was told to look at.</summary>
    public double? Sample { get; set; }

    public string? Filter { get; set; }

    /// <summary>The side that wins a conflict: <c>mongodb</c> or <c>bigPeer</c>.</summary>
    public string ConflictPolicy { get; set; } = "";

    public IReadOnlyList<CollectionVerification> Collections { get; set; } = [];

    /// <summary>How many differences are listed; they are counted all the same.</summary>
    public int Listed { get; set; }

    /// <summary>Whether there were more differences than are listed.</summary>
    public bool Truncated { get; set; }

    /// <summary>The last failure of a side; null where none was. While the run goes on it is tried again.</summary>
    public string? LastError { get; set; }

    /// <summary>Documents that cannot go over, the first hundred that were not dead letters already.</summary>
    public IReadOnlyList<Refusal> Refusals { get; set; } = [];
}
