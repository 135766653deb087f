namespace Faults.Tests.Injection;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a bridge, and a new start.</summary>
    Kill,

    /// <summary>A bridge stands still, as on a machine that sleeps.</summary>
    Pause,

    /// <summary>A bridge's time of day jumps, back or forth.</summary>
    ClockJump,
    MongoCut,
    MongoLatency,
    MongoReset,
    MongoHalfOpen,
    MongoThrottle,
    MongoRefused,
    BigPeerCut,
    BigPeerLatency,
    BigPeerReset,
    BigPeerHalfOpen,
    BigPeerThrottle,
    BigPeerRefused,

    /// <summary>NotWritablePrimary to everything, and the connections are closed.</summary>
    StepDown,
    CursorKilled,

    /// <summary>A write is carried out and its answer never arrives.</summary>
    MongoAnswerLost,
    MongoDiskFull,
    WriteConcernFailed,
    BigPeerAnswerLost,

    /// <summary>Reads from a node that lags behind.</summary>
    BigPeerStale,
    BigPeer408,
    BigPeer429,
    BigPeer500,
    BigPeer503,

    /// <summary>507: the Big Peer's disk is full.</summary>
    BigPeerDiskFull,
}
