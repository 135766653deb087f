namespace BridgeRuntime.Tests.Simulation;

/// <summary>How old the Big Peer's answers to reads may be.</summary>
internal enum StaleReads
{
    None,

    /// <summary>Old, but never older than the bridge's last write: what X-DITTO-TXN-ID grants.</summary>
    NotBeforeOwnWrites,
}
