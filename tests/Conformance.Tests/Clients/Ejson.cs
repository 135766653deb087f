using System.Text;
using System.Text.Json.Nodes;
using MongoC.Bson;

namespace Conformance.Tests.Clients;

/// <summary>Between BSON and canonical Extended JSON as a tree.</summary>
internal static class Ejson
{
    private static readonly byte[] Empty = [5, 0, 0, 0, 0];

    public static byte[] Document(JsonNode? node) => node is null ? Empty : ExtendedJson.Parse(Encoding.UTF8.GetBytes(node.ToJsonString()));

    /// <summary>The bytes of an array.</summary>
    public static ReadOnlyMemory<byte> Array(JsonNode? node)
    {
        var wrapped = Document(new JsonObject { ["a"] = node?.DeepClone() ?? new JsonArray() });
        return BsonReader.TryFind(wrapped, "a"u8, out var element) ? element.Value.ToArray() : throw new InvalidDataException("An array is expected.");
    }

    public static JsonNode Node(ReadOnlySpan<byte> document) => JsonNode.Parse(ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical))!;

    /// <summary>The canonical form of any value.</summary>
    public static JsonNode? Canonical(JsonNode? node) => Node(Document(new JsonObject { ["v"] = node?.DeepClone() }))["v"]?.DeepClone();

    public static long Integer(JsonNode? node) => node switch
    {
        JsonObject wrapper => long.Parse((string)wrapper.First().Value!, System.Globalization.CultureInfo.InvariantCulture),
        not null => (long)node,
        null => throw new InvalidDataException("An integer is expected."),
    };
}
