using MongoStandIn.Aggregation;

namespace MongoStandIn.Query;

/// <summary>A node of a parsed filter.</summary>
internal abstract class MatchNode
{
    public abstract bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context);
}
