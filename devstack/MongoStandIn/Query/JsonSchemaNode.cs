using MongoStandIn.Aggregation;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary><c>$jsonSchema</c>: the whole document must follow the schema.</summary>
internal sealed class JsonSchemaNode(JsonSchema schema) : MatchNode
{
    public override bool Matches(ReadOnlyMemory<byte> document, EvaluationContext context) => schema.Allows(RawValue.OfDocument(document));
}
