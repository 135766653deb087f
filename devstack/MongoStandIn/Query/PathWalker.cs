using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary>
/// Follows a path of a filter through a document: arrays on the way are opened, a number also addresses an element, and what is found is
/// given to a test, the missing value included.
/// </summary>
internal static class PathWalker
{
    /// <summary>Whether the test holds for anything the path leads to.</summary>
    public static bool Any(ReadOnlyMemory<byte> document, FieldPath path, ElementTest test) => Any(document, path, 0, test);

    private static bool Any(ReadOnlyMemory<byte> container, FieldPath path, int part, ElementTest test)
    {
        RawValue value;
        while (true)
        {
            value = RawDocument.Field(container, path.Parts[part++]);
            if (value.Type == BsonType.Array || part == path.Length) break;
            if (value.Type != BsonType.Document) return test.Matches(RawValue.Missing);
            container = value.Bytes;
        }
        if (value.Type != BsonType.Array) return test.Matches(value);
        if (part == path.Length)
        {
            if (test.OpensArrays)
                foreach (var element in value.Fields)
                    if (test.Matches(element.Value)) return true;
            return test.Matches(value);
        }
        foreach (var element in value.Fields)
        {
            if (element.Value.Type == BsonType.Document && Any(element.Value.Bytes, path, part, test)) return true;
            if (path.Indexes[part] < 0 || !element.NameUtf8.Span.SequenceEqual(path.Parts[part])) continue;
            if (part + 1 == path.Length ? test.Matches(element.Value) : element.Value.IsContainer && Any(element.Value.Bytes, path, part + 1, test)) return true;
        }
        return false;
    }

    /// <summary>The index in the outermost array that was opened to make the test hold; null when none was opened, or when it does not hold.</summary>
    public static int? MatchedIndex(ReadOnlyMemory<byte> document, FieldPath path, ElementTest test)
    {
        var value = RawValue.OfDocument(document);
        for (var part = 0; part < path.Length; part++)
        {
            if (value.Type != BsonType.Document) return null;
            value = value.Field(path.Parts[part]);
            if (value.Type == BsonType.Array) return InArray(value, path, part + 1, test);
        }
        return null;
    }

    private static int? InArray(RawValue array, FieldPath path, int part, ElementTest test)
    {
        if (part == path.Length && !test.OpensArrays) return test.FirstIndex(array) is >= 0 and var found ? found : null;
        var index = 0;
        foreach (var element in array.Fields)
        {
            if (part == path.Length ? test.Matches(element.Value) : element.Value.Type == BsonType.Document && Any(element.Value.Bytes, path, part, test)) return index;
            index++;
        }
        return null;
    }

    /// <summary>The value a path leads to when no array needs to be opened; an array on the way ends it. For messages and for distinct's first step.</summary>
    public static RawValue FirstValue(RawValue value, FieldPath path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (!value.IsContainer) return RawValue.Missing;
            value = RawDocument.Field(value.Bytes, path.Parts[i]);
        }
        return value;
    }

    /// <summary>Every value the path leads to, arrays at its end opened; as <c>distinct</c> counts them.</summary>
    public static void Collect(ReadOnlyMemory<byte> document, FieldPath path, List<RawValue> found) => Collect(RawValue.OfDocument(document), path, 0, found);

    private static void Collect(RawValue value, FieldPath path, int part, List<RawValue> found)
    {
        if (part == path.Length)
        {
            if (value.Type != BsonType.Array)
            {
                if (!value.IsMissing) found.Add(value);
                return;
            }
            foreach (var element in value.Fields) found.Add(element.Value);
            return;
        }
        if (value.Type == BsonType.Document) Collect(value.Field(path.Parts[part]), path, part + 1, found);
        if (value.Type != BsonType.Array) return;
        foreach (var element in value.Fields)
        {
            if (element.Value.Type == BsonType.Document) Collect(element.Value, path, part, found);
            if (path.Indexes[part] >= 0 && element.NameUtf8.Span.SequenceEqual(path.Parts[part])) Collect(element.Value, path, part + 1, found);
        }
    }
}
