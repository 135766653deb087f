using BridgeRuntime.Documents;

namespace BridgeRuntime.Status;

/// <summary>Adds up the outcomes of a batch, so that a batch costs a few counts and not a few per document.</summary>
internal sealed class BatchTally
{
    private readonly Dictionary<(string Direction, string Operation), long> _operations = [];
    private readonly Dictionary<FilterMove, long> _filterMoves = [];

    public IReadOnlyDictionary<(string Direction, string Operation), long> Operations => _operations;

    public IReadOnlyDictionary<FilterMove, long> FilterMoves => _filterMoves;

    public long Echoes { get; private set; }

    public long Conflicts { get; private set; }

    public long Reruns { get; private set; }

    public void Add(ReconcileOutcome outcome)
    {
        Conflicts += outcome.Conflicts;
        if (outcome.Result == ReconcileResult.Again) Reruns++;
        if (outcome.Result != ReconcileResult.Done) return;
        if (outcome.Plan == PlanKind.Nothing) Echoes++;
        if (outcome.Filter is { } move) _filterMoves[move] = _filterMoves.GetValueOrDefault(move) + 1;
        if (outcome.WroteMongo) Count(MetricLabels.BigPeerToMongo, outcome.Plan == PlanKind.LeaveFilter ? PlanKind.Merge : outcome.Plan);
        // The fragment that goes with MongoDB's document was the bridge's own: no change was carried to the Big Peer.
        if (outcome.WroteBigPeer && outcome.Plan != PlanKind.DeleteOnBothSides) Count(MetricLabels.MongoToBigPeer, outcome.Plan);
    }

    private void Count(string direction, PlanKind plan)
    {
        var key = (direction, Operation(plan));
        _operations[key] = _operations.GetValueOrDefault(key) + 1;
    }

    private static string Operation(PlanKind plan) => plan switch
    {
        // A rewrite happens only where the Big Peer holds nothing or a fragment of the document.
        PlanKind.CreateInBigPeer or PlanKind.CreateInMongo or PlanKind.RewriteInBigPeer => MetricLabels.Insert,
        PlanKind.DeleteInBigPeer or PlanKind.DeleteInMongo or PlanKind.DeleteOnBothSides or PlanKind.LeaveFilter => MetricLabels.Delete,
        PlanKind.Merge => MetricLabels.Update,
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, "A plan that writes, without an operation."),
    };
}
