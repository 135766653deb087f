namespace BridgeRuntime.Documents;

/// <summary>What must be written where, for one key. Data only; nothing has happened yet.</summary>
internal sealed record ReconcilePlan(PlanKind Kind)
{
    public static ReconcilePlan Nothing { get; } = new(PlanKind.Nothing);
    public static ReconcilePlan ReadBigPeer { get; } = new(PlanKind.ReadBigPeer);
    public static ReconcilePlan Forget { get; } = new(PlanKind.Forget);

    /// <summary>What the ledger records once everything is written; null: it forgets the key.</summary>
    public AgreedState? Agreed { get; init; }

    /// <summary>What the ledger notes before the document leaves the Big Peer, with <see cref="PlanKind.LeaveFilter"/> only.</summary>
    public AgreedState? Leaving { get; init; }

    public IReadOnlyList<MongoSet> SetInMongo { get; init; } = [];
    public IReadOnlyList<FieldPath> UnsetInMongo { get; init; } = [];

    /// <summary>Indexes into the leaves of MongoDB's state.</summary>
    public IReadOnlySet<int> SetInBigPeer { get; init; } = System.Collections.Frozen.FrozenSet<int>.Empty;

    /// <summary>Removed before anything is set: paths that go, and paths whose kind changes.</summary>
    public IReadOnlyList<FieldPath> UnsetInBigPeer { get; init; } = [];

    /// <summary>Plain numbers at the paths of counters that become counters, after the removals; they count as removals too.</summary>
    public IReadOnlyList<(FieldPath Path, long Value)> CountInBigPeer { get; init; } = [];

    /// <summary>Maps that go if nothing is left in them, the deepest first.</summary>
    public IReadOnlyList<FieldPath> PruneInBigPeer { get; init; } = [];

    /// <summary>What is about to be written, per side.</summary>
    public OpenIntents? Intents { get; init; }

    /// <summary>Paths that both sides changed to different values, decided by the conflict policy.</summary>
    public int Conflicts { get; init; }

    public bool WritesMongo => Kind is PlanKind.CreateInMongo or PlanKind.DeleteInMongo or PlanKind.DeleteOnBothSides || SetInMongo.Count + UnsetInMongo.Count > 0;

    /// <summary>Whether values go to the Big Peer, not only removals.</summary>
    public bool SendsToBigPeer => Kind is PlanKind.CreateInBigPeer or PlanKind.RewriteInBigPeer || SetInBigPeer.Count > 0;

    public bool WritesBigPeer => Kind is PlanKind.CreateInBigPeer or PlanKind.RewriteInBigPeer or PlanKind.DeleteInBigPeer or PlanKind.DeleteOnBothSides or PlanKind.LeaveFilter
        || SetInBigPeer.Count + UnsetInBigPeer.Count + PruneInBigPeer.Count + CountInBigPeer.Count > 0;
}
