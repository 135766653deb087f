using BridgeRuntime.DeadLetters;

namespace BridgeRuntime.Documents;

/// <summary>What became of one key.</summary>
internal sealed record ReconcileOutcome(DocumentKey Key, ReconcileResult Result)
{
    /// <summary>Set for a dead letter, and for a key that is done although a second document claims it.</summary>
    public DeadLetter? Letter { get; init; }

    public PlanKind Plan { get; init; }

    public int Conflicts { get; init; }

    /// <summary>What was read of the document, on both sides together.</summary>
    public long Bytes { get; init; }

    public bool WroteMongo { get; init; }

    public bool WroteBigPeer { get; init; }

    /// <summary>What MongoDB holds and Ditto cannot.</summary>
    public NotCarriedPaths NotCarried { get; init; } = NotCarriedPaths.None;
}
