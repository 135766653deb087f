namespace MongoStandIn.Aggregation;

/// <summary><c>$project</c>, <c>$addFields</c>, <c>$set</c> and <c>$unset</c>.</summary>
internal sealed class ProjectStage(Projection projection) : DocumentStage
{
    public override ReadOnlyMemory<byte>? Transform(ReadOnlyMemory<byte> document, EvaluationContext context) => projection.Apply(document, context);
}
