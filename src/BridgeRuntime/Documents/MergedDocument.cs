using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BridgeRuntime.Documents;

/// <summary>A document as both sides will hold it once a plan is carried out, in Ditto's value space.</summary>
internal static class MergedDocument
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = DocumentStateReader.ReaderOptions.MaxDepth };
    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * DocumentStateReader.ReaderOptions.MaxDepth };

    /// <returns>JSON text, UTF-8.</returns>
    public static ReadOnlyMemory<byte> Json(ReconcilePlan plan, MongoDocument mongo, DocumentState bigPeer)
    {
        if (plan.SetInMongo.Count + plan.UnsetInMongo.Count == 0) return mongo.State.Json;
        if (plan.SetInBigPeer.Count + plan.UnsetInBigPeer.Count + plan.PruneInBigPeer.Count + plan.CountInBigPeer.Count == 0) return bigPeer.Json;
        var merged = JsonNode.Parse(mongo.State.Json.Span, documentOptions: ReadOptions)!.AsObject();
        foreach (var path in plan.UnsetInMongo) Parent(merged, path, create: false)?.Remove(path.Names[^1]);
        foreach (var (path, json) in plan.SetInMongo) Parent(merged, path, create: true)![path.Names[^1]] = JsonNode.Parse(json.Span, documentOptions: ReadOptions);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WriteOptions)) merged.WriteTo(writer);
        return buffer.ToArray();
    }

    private static JsonObject? Parent(JsonObject document, FieldPath path, bool create)
    {
        var parent = document;
        foreach (var name in path.Names.SkipLast(1))
        {
            if (parent[name] is not JsonObject next)
            {
                if (!create) return null;
                parent[name] = next = [];
            }
            parent = next;
        }
        return parent;
    }
}
