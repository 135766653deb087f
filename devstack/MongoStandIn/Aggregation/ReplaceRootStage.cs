using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

internal sealed class ReplaceRootStage(Expression expression) : DocumentStage
{
    public override ReadOnlyMemory<byte>? Transform(ReadOnlyMemory<byte> document, EvaluationContext context)
    {
        var root = expression.Evaluate(context.For(RawValue.OfDocument(document)));
        return root.Type == BsonType.Document
            ? root.Bytes
            : throw CommandException.Location(40228, $"'newRoot' expression must evaluate to an object, but resulting value was: {(root.IsMissing ? "MISSING" : BsonText.Of(root))}. Type of resulting value: '{BsonTypeAlias.Of(root.Type)}'.");
    }
}
