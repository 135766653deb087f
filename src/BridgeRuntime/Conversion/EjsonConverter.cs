using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>BSON ↔ Ditto JSON in ejson mode: canonical Extended JSON v2, value by value. Every BSON type has a form, so nothing is left out.</summary>
internal static class EjsonConverter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the members of a document, without its braces.</summary>
    public static void WriteMembers(ReadOnlySpan<byte> document, Utf8JsonWriter writer, bool skipId)
    {
        foreach (var member in new BsonReader(document))
        {
            if (skipId && member.NameUtf8.SequenceEqual("_id"u8)) continue;
            writer.WritePropertyName(member.NameUtf8);
            ExtendedJson.WriteValue(member, writer, ExtendedJsonMode.Canonical);
        }
    }

    public static void WriteValue(IBufferWriter<byte> buffer, in BsonElement element)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        ExtendedJson.WriteValue(element, writer, ExtendedJsonMode.Canonical);
    }

    /// <exception cref="UnsupportedValueException">The text is a broken wrapper, such as <c>{"$oid": 5}</c>.</exception>
    public static BsonValue ReadValue(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ExtendedJson.ReaderOptions);
        reader.Read();
        var writer = new BsonWriter(json.Length + 16);
        try
        {
            ExtendedJson.ParseValue(ref reader, writer, "v"u8);
        }
        catch (BsonFormatException e)
        {
            throw new UnsupportedValueException($"The Ditto document holds a value that is no Extended JSON: {e.Message} Correct the wrapper.", e);
        }
        BsonReader.TryFind(writer.Finish().Span, "v"u8, out var element);
        return new BsonValue(element);
    }
}
