namespace MongoStandIn.Aggregation.Stages;

/// <summary>A stage that is short for several.</summary>
internal sealed class SequenceStage(IReadOnlyList<Stage> stages) : Stage
{
    public override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        foreach (var stage in stages) source = stage.Apply(source, context);
        return source;
    }
}
