namespace Faults.Tests.Lives;

/// <summary>What happens next in a document's life.</summary>
internal enum LifeStep
{
    CreateInMongo,
    CreateInBigPeer,
    CreateOnBoth,
    EditInMongo,
    EditInBigPeer,

    /// <summary>Both sides at once, other fields.</summary>
    EditApart,

    /// <summary>Both sides at once, the same fields.</summary>
    EditTogether,

    /// <summary>The same field three times in a row, on one side.</summary>
    EditOften,
    RemoveField,

    /// <summary>Counted in Ditto, another field edited in MongoDB.</summary>
    Count,

    /// <summary>Counted in Ditto and set in MongoDB.</summary>
    CountTogether,
    DeleteInMongo,
    DeleteInBigPeer,
    DeleteOnBoth,
    DeleteInMongoEditInBigPeer,
    DeleteInBigPeerEditInMongo,

    /// <summary>Deleted and at once created again, on one side.</summary>
    CreateAgain,
}
