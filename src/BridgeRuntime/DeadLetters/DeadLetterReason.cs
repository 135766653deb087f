namespace BridgeRuntime.DeadLetters;

/// <summary>Why a document cannot be synchronised.</summary>
internal enum DeadLetterReason
{
    /// <summary>A mapped field is missing or null in MongoDB.</summary>
    MissingIdentity,

    /// <summary>MongoDB's value cannot be a Ditto id: a fraction, an array, an object, a type without a JSON form.</summary>
    UnsupportedIdentity,

    /// <summary>Two MongoDB documents map to one Ditto id; the second is not synchronised.</summary>
    DuplicateIdentity,

    /// <summary>A Ditto <c>_id</c> does not fit the collection's mapping.</summary>
    IdentityMismatch,

    /// <summary>The document cannot be read: text that is not UTF-8, or deeper nesting than either side allows.</summary>
    Unreadable,

    /// <summary>The Big Peer refused the document.</summary>
    RefusedByBigPeer,

    /// <summary>MongoDB refused the document.</summary>
    RefusedByMongo,

    /// <summary>A document that was made in Ditto does not match the collection's filter.</summary>
    OutsideFilter,

    /// <summary>The document violates its collection's schema, or claims a version that there is no schema for.</summary>
    SchemaViolation,
}
