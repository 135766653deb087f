namespace MongoStandIn.Aggregation;

internal sealed class SortStage(SortOrder order) : Stage
{
    public SortOrder Order { get; } = order;

    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        foreach (var document in Order.Sort(source, d => d)) yield return document;
    }
}
