namespace BridgeRuntime.Status;

/// <summary>How much of a collection a pass over the Big Peer asks for.</summary>
internal enum BigPeerPassKind
{
    /// <summary>Every document; finds deletes too.</summary>
    Full,

    /// <summary>Only what the change field says is newer.</summary>
    Changed,
}
