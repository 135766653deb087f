using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Documents;

/// <summary>BSON of tests, written as Extended JSON.</summary>
internal static class Bsons
{
    public static byte[] Parse(string extendedJson) => ExtendedJson.Parse(extendedJson);

    public static BsonValue Value(string extendedJson) => BsonPath.Find(Parse($$"""{"v":{{extendedJson}}}"""), new FieldPath("v"))!.Value;

    public static string Text(ReadOnlySpan<byte> document) => ExtendedJson.ToJson(document, ExtendedJsonMode.Canonical);

    public static string Text(BsonValue value)
    {
        var writer = new BsonWriter();
        value.WriteTo(writer, "v");
        var text = Text(writer.Finish().Span);
        return text[text.IndexOf(':', StringComparison.Ordinal)..^1].TrimStart(':', ' ').TrimEnd();
    }
}
