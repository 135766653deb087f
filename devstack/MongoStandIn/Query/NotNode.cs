using MongoStandIn.Aggregation;

namespace MongoStandIn.Query;

internal sealed class NotNode(MatchNode child) : MatchNode
{
    public override bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context) => !child.Matches(document, context);
}
