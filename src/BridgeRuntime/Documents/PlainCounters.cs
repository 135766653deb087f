namespace BridgeRuntime.Documents;

/// <summary>Plain numbers at the paths of counters: what a user wrote there without declaring it becomes a counter of the same value.</summary>
internal static class PlainCounters
{
    /// <summary>All of a document's; announces what making them counters does.</summary>
    public static List<(FieldPath Path, long Value)> Of(DocumentState bigPeer, OpenIntents intents) =>
        [.. bigPeer.PlainCounters.Select(p => Count(bigPeer, bigPeer.IndexOf(p.Key), p.Value, intents))];

    /// <summary>The number goes first: it would come back if the counter were removed one day.</summary>
    public static (FieldPath Path, long Value) Count(DocumentState bigPeer, int leaf, long value, OpenIntents intents)
    {
        var path = bigPeer.Leaves[leaf].PathHash;
        intents.Add(HintSides.BigPeer, path, 0);
        intents.Add(HintSides.BigPeer, path, bigPeer.Leaves[leaf].ValueHash);
        return (bigPeer.PathOf(leaf), value);
    }
}
