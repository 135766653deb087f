namespace BridgeRuntime.Status;

/// <summary>What is known of one collection. Guarded by the lock of its owner.</summary>
internal sealed class CollectionFacts(TimeProvider time)
{
    public SnapshotFacts Snapshot { get; } = new(time);
    public bool BigPeerRead { get; set; }
    public long BlockedDeletes { get; set; }
    public ErrorReport? LastError { get; set; }
    public SweepReport Sweep { get; set; } = SweepReport.None;
    public NotCarriedTally NotCarried { get; } = new();
}
