using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>What expressions may ask for: the document at hand and the variables of the operation. One per operation, not for several threads.</summary>
internal sealed class EvaluationContext(RawValue now, RawValue clusterTime)
{
    public RawValue Root { get; private set; }

    /// <summary><c>$$NOW</c>: one value for the whole operation.</summary>
    public RawValue Now { get; } = now;

    /// <summary><c>$$CLUSTER_TIME</c>.</summary>
    public RawValue ClusterTime { get; } = clusterTime;

    public EvaluationContext For(RawValue root)
    {
        Root = root;
        return this;
    }
}
