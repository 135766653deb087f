namespace BridgeRuntime.Documents;

/// <summary>What a side is asked for.</summary>
internal enum SideCallKind
{
    Read,
    Write,

    /// <summary>A MongoDB command: counting, indexes, the lease.</summary>
    Command,

    /// <summary>An answer of the change stream. It waits for a change, so its time says nothing of MongoDB.</summary>
    Stream,
}
