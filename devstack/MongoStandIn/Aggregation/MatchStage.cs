using MongoStandIn.Query;

namespace MongoStandIn.Aggregation;

internal sealed class MatchStage(ReadOnlyMemory<byte> filter, EvaluationContext parseContext) : DocumentStage
{
    private readonly MatchNode _node = FilterParser.Parse(filter, parseContext);

    public MatchNode Node => _node;

    public override ReadOnlyMemory<byte>? Transform(ReadOnlyMemory<byte> document, EvaluationContext context) => _node.Matches(document, context) ? document : default(ReadOnlyMemory<byte>?);
}
