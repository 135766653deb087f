namespace MongoStandIn.Storage;

/// <summary>A range of keys: from <paramref name="Low"/> on, up to but without <paramref name="High"/>.</summary>
internal readonly record struct KeyBounds<TKey>(bool HasLow, TKey Low, bool HasHigh, TKey High)
{
    public static KeyBounds<TKey> All => default;
}
