using MongoC.Bson;

namespace BridgeRuntime.Mongo;

/// <summary>Makes the small documents of commands and filters.</summary>
internal static class BsonDocuments
{
    public static ReadOnlyMemory<byte> Empty { get; } = new byte[] { 5, 0, 0, 0, 0 };

    /// <summary>A filter of a batch or its intents fit; what is longer does not keep its buffer.</summary>
    private const int LongestKept = 1 << 20;

    [ThreadStatic]
    private static BsonWriter? _free;

    public static byte[] Make(Action<BsonWriter> members)
    {
        // The buffer serves one document after the other; one that is made within another has its own.
        var writer = _free ?? new BsonWriter();
        _free = null;
        writer.Reset();
        members(writer);
        var document = writer.ToArray();
        if (document.Length <= LongestKept) _free = writer;
        return document;
    }

    public static void Document(this BsonWriter writer, string name, Action<BsonWriter> members)
    {
        writer.StartDocument(name);
        members(writer);
        writer.End();
    }

    public static void Array(this BsonWriter writer, string name, IEnumerable<BsonValue> values)
    {
        writer.StartArray(name);
        foreach (var value in values) value.WriteTo(writer, "");
        writer.End();
    }

    /// <summary>A text of the document; null where it is missing or no text.</summary>
    public static string? Text(ReadOnlyMemory<byte> document, string name) =>
        BsonReader.TryFind(document.Span, name, out var element) && element.Type == BsonType.String ? element.AsString() : null;

    /// <summary>An integer of the document; <paramref name="otherwise"/> where it is missing or none.</summary>
    public static long Integer(ReadOnlyMemory<byte> document, string name, long otherwise = 0) =>
        BsonReader.TryFind(document.Span, name, out var element) && element.TryGetInteger(out var value) ? value : otherwise;

    public static bool Flag(ReadOnlyMemory<byte> document, string name) =>
        BsonReader.TryFind(document.Span, name, out var element) && element.Type == BsonType.Boolean && element.AsBoolean();

    /// <summary>A time of the document; null where it is missing, no time, or before the year 1 or after 9999.</summary>
    public static DateTimeOffset? Time(ReadOnlyMemory<byte> document, string name)
    {
        if (!BsonReader.TryFind(document.Span, name, out var element) || element.Type != BsonType.DateTime) return null;
        var milliseconds = element.AsDateTimeMilliseconds();
        return milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    /// <summary>A nested document or array; null where it is missing or neither.</summary>
    public static byte[]? Nested(ReadOnlyMemory<byte> document, string name) =>
        BsonReader.TryFind(document.Span, name, out var element) && element.Type is BsonType.Document or BsonType.Array ? element.Value.ToArray() : null;

    /// <summary>The texts of an array, in their order; what is no text is passed over.</summary>
    public static IReadOnlyList<string> Texts(byte[] array)
    {
        var texts = new List<string>();
        foreach (var element in new BsonReader(array))
        {
            if (element.Type == BsonType.String) texts.Add(element.AsString());
        }
        return texts;
    }

    public static BsonValue? Value(ReadOnlyMemory<byte> document, string name) =>
        BsonReader.TryFind(document.Span, name, out var element) ? new BsonValue(element) : null;
}
