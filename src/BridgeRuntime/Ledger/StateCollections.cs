namespace BridgeRuntime.Ledger;

/// <summary>The bridge's own collections in the user's database.</summary>
internal static class StateCollections
{
    /// <summary>Lease, epoch, positions, snapshot progress, intent slots.</summary>
    public const string State = "__ditto_connector_state";

    /// <summary>The ledger.</summary>
    public const string Documents = "__ditto_connector_documents";

    /// <summary>Dead letters of both directions.</summary>
    public const string Unsynced = "__ditto_unsynced_documents";
}
