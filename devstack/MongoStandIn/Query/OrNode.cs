using MongoStandIn.Aggregation;

namespace MongoStandIn.Query;

internal sealed class OrNode(IReadOnlyList<MatchNode> children) : MatchNode
{
    public override bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context)
    {
        foreach (var child in children)
            if (child.Matches(document, context)) return true;
        return false;
    }
}
