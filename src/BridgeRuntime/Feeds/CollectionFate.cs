namespace BridgeRuntime.Feeds;

/// <summary>What the change stream tells of a collection as a whole. Of several the greatest counts: it looks at more.</summary>
internal enum CollectionFate
{
    Same,

    /// <summary>Dropped, or renamed away: its documents are gone, as far as it was not made anew.</summary>
    Gone,

    /// <summary>Another collection took its name: what it had is gone, and what it has is new.</summary>
    Replaced,
}
