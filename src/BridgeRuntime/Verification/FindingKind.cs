namespace BridgeRuntime.Verification;

/// <summary>What was found of a key.</summary>
internal enum FindingKind
{
    /// <summary>Both sides hold the same, as far as Ditto can hold it.</summary>
    Equal,

    OnlyInMongoDB,
    OnlyInBigPeer,

    /// <summary>Both sides have the document, and paths of it differ.</summary>
    Differs,

    /// <summary>The sides differ, and the bridge has not come to it yet, or somebody writes it again and again.</summary>
    InFlight,

    /// <summary>One side lacks it, and the mass-delete guard holds its delete on the other until a person decides.</summary>
    Held,

    /// <summary>It is a dead letter, or would be one.</summary>
    Parked,

    /// <summary>A document of MongoDB's that has no Ditto id.</summary>
    Refused,

    /// <summary>With <c>initialSync: false</c> it is left as it was found until somebody changes it.</summary>
    Untouched,

    /// <summary>It does not match the collection's filter, and the Big Peer has none.</summary>
    Outside,

    /// <summary>Both sides have none, and the ledger still has an entry.</summary>
    LedgerOnly,
}
