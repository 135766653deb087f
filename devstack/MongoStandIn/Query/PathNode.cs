using MongoStandIn.Aggregation;

namespace MongoStandIn.Query;

/// <summary>A condition on what one path leads to.</summary>
internal sealed class PathNode(FieldPath path, ElementTest test) : MatchNode
{
    public FieldPath Path { get; } = path;
    public ElementTest Test { get; } = test;

    public override bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context) => PathWalker.Any(document, Path, Test);

    public override int? MatchedIndex(ReadOnlyMemory<byte> document) => PathWalker.MatchedIndex(document, Path, Test);
}
