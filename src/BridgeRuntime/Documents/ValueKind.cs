namespace BridgeRuntime.Documents;

/// <summary>
/// What Ditto keeps a value as. It stands in the low four bits of a value's hash, so that the ledger alone tells whether a write changes the kind:
/// then the old variant must be UNSET first, or it comes back when the new one is removed.
/// </summary>
internal enum ValueKind : byte
{
    /// <summary>A scalar, an array, or under strict mode a whole object: always one value, replaced by the next.</summary>
    Register = 0,
    EmptyMap = 1,
    Counter = 2,
    WrapperOid = 4,
    WrapperDate = 5,
    WrapperInt = 6,
    WrapperLong = 7,
    WrapperDouble = 8,
    WrapperDecimal = 9,
    WrapperBinary = 10,
    WrapperRegularExpression = 11,
    WrapperTimestamp = 12,

    /// <summary>$minKey, $maxKey, $undefined, $symbol, $code, $dbPointer: rare enough to share one kind.</summary>
    WrapperOther = 15,
}
