using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>What one look at a key found.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Difference">Where the sides differ; null where they do not.</param>
internal sealed record Finding(FindingKind Kind, Difference? Difference = null)
{
    /// <summary>Why the document is parked, where this look found it out.</summary>
    public DeadLetter? Letter { get; init; }

    /// <summary>What would be written.</summary>
    public required ReconcilePlan Plan { get; init; }

    /// <summary>The side for want of which the plan deletes on the other; null where it does not.</summary>
    public Side? Lacking { get; init; }

    /// <summary>Stands for the state of both sides: another value, and somebody has written meanwhile.</summary>
    public ulong State { get; init; }

    public bool IsDifference => Difference is not null;
}
