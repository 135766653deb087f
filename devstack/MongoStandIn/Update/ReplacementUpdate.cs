using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Update;

/// <summary>The new document takes the place of the old; its <c>_id</c> stays.</summary>
internal sealed class ReplacementUpdate : UpdateSpec
{
    private readonly ReadOnlyMemory<byte> _replacement;

    public ReplacementUpdate(ReadOnlyMemory<byte> replacement)
    {
        foreach (var (name, _) in new RawFields(replacement))
            if (name.StartsWith('$')) throw new CommandException(ErrorCode.DollarPrefixedFieldName, $"The dollar ($) prefixed field '{name}' in '{name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.");
        _replacement = replacement;
    }

    public override bool IsReplacement => true;

    public override UpdateResult Apply(ReadOnlyMemory<byte> before, bool isInsert, EvaluationContext context)
    {
        var id = RawDocument.Field(before, "_id"u8);
        var given = RawDocument.Field(_replacement, "_id"u8);
        if (!given.IsMissing && !id.IsMissing) RequireSameId(before, _replacement);
        var writer = new BsonWriter(_replacement.Length + 64);
        // The _id stands first, as MongoDB stores it.
        var first = id.IsMissing ? given : id;
        if (!first.IsMissing) writer.Raw("_id"u8, first.Type, first.Span);
        foreach (var element in new BsonReader(_replacement.Span))
        {
            if (element.NameUtf8.SequenceEqual("_id"u8)) continue;
            if (element.Type == BsonType.Timestamp && element.AsTimestamp().Value == 0) writer.Raw(element.NameUtf8, BsonType.Timestamp, context.ClusterTime.Span);
            else writer.Raw(element.NameUtf8, element.Type, element.Value);
        }
        return new UpdateResult(writer.ToArray(), null);
    }
}
