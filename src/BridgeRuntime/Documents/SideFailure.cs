namespace BridgeRuntime.Documents;

/// <summary>What a failure of a side means.</summary>
internal enum SideFailure
{
    /// <summary>Not reachable, overloaded or in between primaries: the same again after a while.</summary>
    Unavailable,

    /// <summary>Credentials or permissions: the same again, and a person must look.</summary>
    Unauthorized,

    /// <summary>The request itself, and so at least one document in it, is refused whenever it is tried.</summary>
    Refused,

    /// <summary>The answer is not what the protocol says.</summary>
    Protocol,

    /// <summary>The position to read on from is no longer kept.</summary>
    HistoryLost,
}
