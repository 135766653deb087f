using MongoC.Bson;

namespace BridgeRuntime.Documents;

/// <summary>One key to reconcile and what is known of the hint.</summary>
internal sealed record ReconcileItem(DocumentKey Key, HintSides Hints)
{
    /// <summary>MongoDB <c>_id</c>s that hints named; where the ledger knows another it is tried too.</summary>
    public IReadOnlyList<BsonValue> MongoIds { get; init; } = [];

    /// <summary>Runs of this key in a row that were overtaken or given back.</summary>
    public int Reruns { get; init; }
}
