namespace MongoStandIn.Aggregation;

/// <summary>A stage that looks at one document at a time; change streams and pipeline updates take only these.</summary>
internal abstract class DocumentStage : Stage
{
    /// <summary>What becomes of a document; null drops it.</summary>
    public abstract ReadOnlyMemory<byte>? Transform(ReadOnlyMemory<byte> document, EvaluationContext context);

    public sealed override IEnumerable<ReadOnlyMemory<byte>> Apply(IEnumerable<ReadOnlyMemory<byte>> source, EvaluationContext context)
    {
        foreach (var document in source)
            if (Transform(document, context) is { } result) yield return result;
    }
}
