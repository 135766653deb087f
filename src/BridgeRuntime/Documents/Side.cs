namespace BridgeRuntime.Documents;

internal enum Side
{
    Mongo,
    BigPeer,
}
