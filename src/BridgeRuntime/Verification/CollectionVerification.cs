namespace BridgeRuntime.Verification;

/// <summary>How far the verification of one collection is, and what it found.</summary>
internal sealed record CollectionVerification
{
    public string Name { get; set; } = "";

    /// <summary>About how many keys there are; null before they were counted.</summary>
    public long? Expected { get; set; }

    public bool Done { get; set; }

    /// <summary>What was found so far.</summary>
    public VerificationCounts Counts { get; set; } = new();

    /// <summary>Up to where everything is judged: a later run can go on from there.</summary>
    public KeyPosition Position { get; set; } = KeyPosition.Start;

    /// <summary>What was found up to there.</summary>
    public VerificationCounts CountsAtPosition { get; set; } = new();
}
