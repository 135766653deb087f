namespace BridgeRuntime.Documents;

/// <summary>What must happen so that the two sides and the ledger agree on a key.</summary>
internal enum PlanKind
{
    /// <summary>All agree: an echo, or a hint that came late.</summary>
    Nothing,

    /// <summary>The Big Peer's document must be read before anything can be decided.</summary>
    ReadBigPeer,

    /// <summary>The sides agree; only the ledger must be told.</summary>
    Record,

    /// <summary>Gone on both sides; the ledger forgets it.</summary>
    Forget,

    /// <summary>Insert into the Big Peer unless the id exists there; if it does, read both and plan again.</summary>
    CreateInBigPeer,

    /// <summary>Write the whole document to the Big Peer, whether or not something is left there.</summary>
    RewriteInBigPeer,

    DeleteInBigPeer,
    CreateInMongo,
    DeleteInMongo,

    /// <summary>MongoDB's document goes, and with it the fragment that the bridge itself left at the Big Peer.</summary>
    DeleteOnBothSides,

    /// <summary>
    /// The document does not match the filter any more: what the Big Peer's users changed goes to MongoDB, then the ledger notes that the document leaves, and it is
    /// deleted at the Big Peer alone.
    /// </summary>
    LeaveFilter,

    /// <summary>MongoDB's document does not match the filter, and the Big Peer has none.</summary>
    StaysOutside,

    /// <summary>A document that a user made at the Big Peer does not match the filter: it becomes a dead letter.</summary>
    ParkOutside,

    /// <summary>Single paths are set or removed on one side or on both.</summary>
    Merge,
}
