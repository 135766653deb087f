namespace BridgeRuntime.Status;

/// <summary>What is known of one collection. Guarded by the lock of its owner.</summary>
internal sealed class CollectionFacts(string name)
{
    public long SnapshotDocuments { get; set; }
    public bool SnapshotDone { get; set; }
    public bool BigPeerRead { get; set; }
    public long BlockedDeletes { get; set; }

    public CollectionReport Report() => new(name, new SnapshotReport(SnapshotDocuments, SnapshotDone), BigPeerRead, BlockedDeletes);
}
