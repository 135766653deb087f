using MongoStandIn.Aggregation;

namespace MongoStandIn.Query;

internal sealed class ConstantNode(bool value) : MatchNode
{
    public override bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context) => value;
}
