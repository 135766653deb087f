namespace BridgeRuntime.Documents;

internal enum ReconcileResult
{
    /// <summary>Both sides and the ledger agree on the key.</summary>
    Done,

    /// <summary>Somebody wrote in between: read everything and plan again.</summary>
    Again,

    /// <summary>It would be deleted, and the mass-delete guard holds that back; it is found again in the ledger.</summary>
    Held,

    /// <summary>It can't be synchronised as it is.</summary>
    DeadLetter,
}
