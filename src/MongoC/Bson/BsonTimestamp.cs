namespace MongoC.Bson;

/// <summary>MongoDB's internal timestamp: seconds since 1970 and an ordinal within the second.</summary>
public readonly record struct BsonTimestamp(uint Seconds, uint Increment) : IComparable<BsonTimestamp>
{
    /// <summary>The 64-bit form that is stored: seconds in the high half.</summary>
    public ulong Value => ((ulong)Seconds << 32) | Increment;

    public static BsonTimestamp FromValue(ulong value) => new((uint)(value >> 32), (uint)value);

    public int CompareTo(BsonTimestamp other) => Value.CompareTo(other.Value);
}
