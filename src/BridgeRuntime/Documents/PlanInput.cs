using BridgeRuntime.Ledger;

namespace BridgeRuntime.Documents;

/// <summary>All that a plan depends on.</summary>
internal sealed record PlanInput
{
    public required CollectionSettings Settings { get; init; }

    /// <summary>Null where the ledger does not know the key.</summary>
    public LedgerEntry? Ledger { get; init; }

    /// <summary>Null where MongoDB has no such document.</summary>
    public MongoDocument? Mongo { get; init; }

    public BigPeerReading BigPeer { get; init; }

    /// <summary>Intents whose writes may or may not have happened; null where none are open.</summary>
    public OpenIntents? Intents { get; init; }

    /// <summary>Paths that the Big Peer's document seems to lack and only hides: nobody removed them.</summary>
    public IReadOnlySet<ulong> Hidden { get; init; } = System.Collections.Frozen.FrozenSet<ulong>.Empty;

    public HintSides Hints { get; init; }

    /// <summary>Whether all that the Big Peer's users changed while no bridge ran has been hinted.</summary>
    public bool IsBigPeerHinted { get; init; } = true;
}
