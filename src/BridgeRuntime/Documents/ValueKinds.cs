namespace BridgeRuntime.Documents;

internal static class ValueKinds
{
    private const ulong KindBits = 0xF;

    /// <summary>Joins a hash and a kind; never 0, which means "no value" in ledger and intents.</summary>
    public static ulong Join(ulong hash, ValueKind kind)
    {
        var joined = (hash & ~KindBits) | (byte)kind;
        return joined == 0 ? KindBits + 1 : joined;
    }

    public static ValueKind Of(ulong valueHash) => (ValueKind)(valueHash & KindBits);

    /// <summary>Whether the old variant must be removed before the new value is written (ditto.md, "Traps").</summary>
    public static bool NeedsUnset(ulong oldHash, ulong newHash)
    {
        if (oldHash == 0 || newHash == 0) return false;
        var (from, to) = (Of(oldHash), Of(newHash));
        if (from == ValueKind.WrapperOther && to == ValueKind.WrapperOther) return oldHash != newHash;
        return from != to;
    }

    /// <summary>The kind of a wrapper of Extended JSON by its first member's name; null for an ordinary object.</summary>
    public static ValueKind? Wrapper(ReadOnlySpan<byte> firstName, bool ejson)
    {
        if (firstName.Length < 4 || firstName[0] != (byte)'$') return null;
        // Native mode carries one wrapper only: the regular expression.
        if (firstName.SequenceEqual("$regularExpression"u8)) return ValueKind.WrapperRegularExpression;
        if (!ejson) return null;
        if (firstName.SequenceEqual("$oid"u8)) return ValueKind.WrapperOid;
        if (firstName.SequenceEqual("$date"u8)) return ValueKind.WrapperDate;
        if (firstName.SequenceEqual("$numberInt"u8)) return ValueKind.WrapperInt;
        if (firstName.SequenceEqual("$numberLong"u8)) return ValueKind.WrapperLong;
        if (firstName.SequenceEqual("$numberDouble"u8)) return ValueKind.WrapperDouble;
        if (firstName.SequenceEqual("$numberDecimal"u8)) return ValueKind.WrapperDecimal;
        if (firstName.SequenceEqual("$binary"u8)) return ValueKind.WrapperBinary;
        if (firstName.SequenceEqual("$timestamp"u8)) return ValueKind.WrapperTimestamp;
        return IsRareWrapper(firstName) ? ValueKind.WrapperOther : null;
    }

    private static bool IsRareWrapper(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("$minKey"u8) || name.SequenceEqual("$maxKey"u8) || name.SequenceEqual("$undefined"u8)
        || name.SequenceEqual("$symbol"u8) || name.SequenceEqual("$code"u8) || name.SequenceEqual("$scope"u8) || name.SequenceEqual("$dbPointer"u8);
}
