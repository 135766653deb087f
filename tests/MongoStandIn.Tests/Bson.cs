using MongoC.Bson;
using MongoStandIn.Aggregation;
using MongoStandIn.Values;

namespace MongoStandIn.Tests;

/// <summary>Short ways to write documents as Extended JSON in tests, single quotes allowed.</summary>
internal static class Bson
{
    public static byte[] Doc(string json) => ExtendedJson.Parse(json.Replace('\'', '"'));

    /// <summary>A value alone.</summary>
    public static RawValue Value(string json) => RawDocument.Field(Doc($"{{'v': {json}}}"), "v"u8);

    public static string Json(ReadOnlyMemory<byte> document) => ExtendedJson.ToJson(document.Span, ExtendedJsonMode.Canonical);

    /// <summary>The canonical form of a document that is written loosely.</summary>
    public static string Canonical(string json) => Json(Doc(json));

    public static EvaluationContext Context() => new(RawValue.OfDate(1_767_225_600_000), RawValue.Of(new BsonTimestamp(1_767_225_600, 7)));
}
