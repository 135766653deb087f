namespace MongoStandIn.Aggregation;

/// <summary>A stage of a pipeline: documents in, documents out, pulled one by one.</summary>
internal abstract class Stage
{
    public abstract IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context);
}
