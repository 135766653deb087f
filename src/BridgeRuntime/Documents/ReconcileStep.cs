namespace BridgeRuntime.Documents;

/// <summary>The steps of a batch that wait for something outside the process.</summary>
internal enum ReconcileStep
{
    ReadMongo,
    ReadBigPeer,
    Intend,
    WriteMongo,
    WriteBigPeer,
    Record,
}
