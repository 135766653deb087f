using MongoStandIn.Aggregation;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary><c>$expr</c>.</summary>
internal sealed class ExpressionNode(Expression expression) : MatchNode
{
    public override bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context) =>
        expression.Evaluate(context.For(RawValue.OfDocument(document))).IsTruthy;
}
