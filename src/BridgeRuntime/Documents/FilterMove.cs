namespace BridgeRuntime.Documents;

/// <summary>What a collection's filter made of a document.</summary>
internal enum FilterMove
{
    /// <summary>It matches, and is kept in step from now on.</summary>
    Entered,

    /// <summary>It does not match any more and left the Big Peer.</summary>
    Left,

    /// <summary>MongoDB has it, it does not match, and the Big Peer has none.</summary>
    Outside,
}
