namespace BridgeRuntime.Documents;

/// <summary>Where a hint came from. <see cref="Recheck"/>: from nowhere in particular; both sides are read.</summary>
[Flags]
internal enum HintSides
{
    None = 0,
    Mongo = 1,
    BigPeer = 2,
    Recheck = 4,
}
