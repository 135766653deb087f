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

    public override int? MatchedIndex(ReadOnlyMemory<byte> document)
    {
        int? last = null;
        foreach (var child in Children) last = child.MatchedIndex(document) ?? last;
        return last;
    }
}
