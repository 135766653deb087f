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

    public HintSides Hints { get; init; }
}
