using MongoC.Bson;

namespace MongoStandIn.Values;

/// <summary>Reading of whole documents held as memory.</summary>
internal static class RawDocument
{
    public static readonly byte[] Empty = [5, 0, 0, 0, 0];

    public static RawValue Field(ReadOnlyMemory<byte> document, ReadOnlySpan<byte> name) =>
        BsonReader.TryFind(document.Span, name, out var element) ? RawValue.Of(document, element) : default;

    public static int Count(ReadOnlyMemory<byte> document)
    {
        var count = 0;
        var reader = new BsonReader(document.Span);
        while (reader.Read()) count++;
        return count;
    }

    public static List<RawValue> Values(ReadOnlyMemory<byte> document)
    {
        var values = new List<RawValue>();
        foreach (var field in new RawFields(document)) values.Add(field.Value);
        return values;
    }

    public static byte[] Build(Action<BsonWriter> write)
    {
        var writer = new BsonWriter();
        write(writer);
        return writer.ToArray();
    }

    public static byte[] BuildArray(IEnumerable<RawValue> values)
    {
        var writer = new BsonWriter();
        writer.StartArray("a");
        foreach (var value in values) writer.Raw("", value.Type, value.Span);
        writer.End();
        return Field(writer.ToArray(), "a"u8).Bytes.ToArray();
    }
}
