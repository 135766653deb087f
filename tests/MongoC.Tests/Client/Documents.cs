using MongoC.Bson;
using MongoC.Native;

namespace MongoC.Tests.Client;

/// <summary>Short ways to write and read documents in tests.</summary>
internal static class Documents
{
    public static readonly byte[] Empty = [5, 0, 0, 0, 0];

    public static byte[] Json(string text) => LibBson.FromExtendedJson(text, out var reason) ?? throw new ArgumentException(reason, nameof(text));

    public static string Text(ReadOnlyMemory<byte> document) => LibBson.ToExtendedJson(document.Span, canonical: false)!;

    public static int Int32(ReadOnlyMemory<byte> document, string name) => BsonReader.TryFind(document.Span, name, out var element) ? element.AsInt32() : throw new KeyNotFoundException(name);

    public static long Number(ReadOnlyMemory<byte> document, string name) =>
        BsonReader.TryFind(document.Span, name, out var element)
            ? element.Type == BsonType.Double ? (long)element.AsDouble() : element.TryGetInteger(out var value) ? value : throw new InvalidCastException(name)
            : throw new KeyNotFoundException(name);

    public static async Task<List<IReadOnlyList<ReadOnlyMemory<byte>>>> PagesAsync(IAsyncEnumerable<IReadOnlyList<ReadOnlyMemory<byte>>> pages)
    {
        List<IReadOnlyList<ReadOnlyMemory<byte>>> all = [];
        await foreach (var page in pages) all.Add(page);
        return all;
    }
}
