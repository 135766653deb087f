using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>What a document must be to be stored.</summary>
internal static class DocumentRules
{
    public const int MaxSize = 16 * 1024 * 1024;
    private const int MaxDepth = 180;

    /// <summary>Gives a document its <c>_id</c> if it has none, puts it first, fills empty timestamps, and checks the whole. The result is an array of its own.</summary>
    public static byte[] PrepareInsert(ReadOnlyMemory<byte> document, Func<ObjectId> newId, Func<BsonTimestamp> now)
    {
        if (document.Length > MaxSize) throw new CommandException(ErrorCode.BSONObjectTooLarge, $"object to insert too large. size in bytes: {document.Length}, max size: {MaxSize}");
        var position = 0;
        var idAt = -1;
        var hasEmptyTimestamp = false;
        foreach (var element in new BsonReader(document.Span))
        {
            if (element.NameUtf8.SequenceEqual("_id"u8))
            {
                if (idAt >= 0) throw new CommandException(ErrorCode.BadValue, "can't have multiple _id fields in one document");
                idAt = position;
            }
            hasEmptyTimestamp |= element.Type == BsonType.Timestamp && element.AsTimestamp().Value == 0;
            position++;
        }
        byte[] bytes;
        if (idAt == 0 && !hasEmptyTimestamp) bytes = document.ToArray();
        else
        {
            var writer = new BsonWriter(document.Length + 32);
            if (idAt < 0) writer.ObjectId("_id", newId());
            else
            {
                var id = RawDocument.Field(document, "_id"u8);
                writer.Raw("_id"u8, id.Type, id.Span);
            }
            foreach (var element in new BsonReader(document.Span))
            {
                if (element.NameUtf8.SequenceEqual("_id"u8)) continue;
                if (element.Type == BsonType.Timestamp && element.AsTimestamp().Value == 0) writer.Timestamp(element.Name, now());
                else writer.Raw(element.NameUtf8, element.Type, element.Value);
            }
            bytes = writer.ToArray();
        }
        CheckStored(bytes);
        return bytes;
    }

    /// <summary>Checks a document as it is about to be stored: size, <c>_id</c>, depth, and that it is BSON throughout.</summary>
    public static void CheckStored(byte[] document)
    {
        if (document.Length > MaxSize) throw new CommandException(ErrorCode.BSONObjectTooLarge, $"Resulting document after update is larger than {MaxSize}: {document.Length} bytes");
        var id = RawDocument.Field(document, "_id"u8);
        if (id.Type is BsonType.Array or BsonType.RegularExpression or BsonType.Undefined) throw new CommandException(ErrorCode.InvalidIdField, $"The '_id' value cannot be of type {BsonTypeAlias.Of(id.Type)}");
        if (id.Type == BsonType.Document)
            foreach (var field in id.Fields)
                if (field.NameUtf8.Span.StartsWith("$"u8)) throw new CommandException(ErrorCode.DollarPrefixedFieldName, $"_id fields may not contain '$'-prefixed fields: {field.Name} is not valid for storage.");
        CheckNested(document, 1);
    }

    private static void CheckNested(ReadOnlySpan<byte> document, int depth)
    {
        if (depth > MaxDepth) throw new CommandException(ErrorCode.Overflow, $"cannot insert document because it exceeds {MaxDepth} levels of nesting");
        foreach (var element in new BsonReader(document))
            if (element.Type is BsonType.Document or BsonType.Array) CheckNested(element.Value, depth + 1);
    }
}
