namespace TestKit;

/// <summary>What a Big Peer does wrong; devstack/big-peer/README.md tells each in full.</summary>
public enum BigPeerFaultKind
{
    Delay,
    Drop,
    Cut,
    Answer,
    Stale,
    Unauthorized,
    Forbidden,
    UnknownApp,
}
