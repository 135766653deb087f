namespace Faults.Tests.CrashPoints;

/// <summary>The steps of a batch that show on the wire. What the program does between two of them, such as planning, lies after the one and before the other.</summary>
public enum CrashStep
{
    ReadMongo,
    ReadLedger,
    ReadBigPeer,
    Intend,
    WriteMongo,
    WriteBigPeer,
    Record,
    Checkpoint,
}
