namespace BridgeRuntime.Status;

/// <summary>What is known of one collection. Guarded by the lock of its owner.</summary>
internal sealed class CollectionFacts(TimeProvider time)
{
    public SnapshotFacts Snapshot { get; } = new(time);
    public bool BigPeerRead { get; set; }

    /// <summary>Held deletes by the side that lacks the documents.</summary>
    public SortedDictionary<string, MassDeleteReport> MassDeletes { get; } = new(StringComparer.Ordinal);

    public ErrorReport? LastError { get; set; }
    public SweepReport Sweep { get; set; } = SweepReport.None;
    public NotCarriedTally NotCarried { get; } = new();
}
