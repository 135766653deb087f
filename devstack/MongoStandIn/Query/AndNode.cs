using MongoStandIn.Aggregation;

namespace MongoStandIn.Query;

internal sealed class AndNode(IReadOnlyList<MatchNode> children) : MatchNode
{
    public IReadOnlyList<MatchNode> Children { get; } = children;

    public override bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context)
    {
        foreach (var child in Children)
            if (!child.Matches(document, context)) return false;
        return true;
    }
}
