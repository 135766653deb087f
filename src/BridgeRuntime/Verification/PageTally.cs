namespace BridgeRuntime.Verification;

/// <summary>One page on its way: what was found of it, and how many of its keys are still to be looked at again.</summary>
internal sealed class PageTally(KeyPosition? position)
{
    /// <summary>Where a later run goes on after it; null: only after a later page.</summary>
    public KeyPosition? Position => position;

    public VerificationCounts Counts { get; } = new();

    public int Open { get; set; }
}
