using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>BSON ↔ Ditto JSON in ejson mode: canonical Extended JSON v2, value by value. Every BSON type has a form, so nothing is left out.</summary>
internal static class EjsonConverter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes the members of a document, without its braces and its <c>_id</c>.</summary>
    /// <param name="document">The document's bytes.</param>
    /// <param name="writer">Stands within an object.</param>
    /// <param name="counters">Where whole numbers of any type become integers, without the wrapper that a counter cannot be.</param>
    public static void WriteMembers(ReadOnlySpan<byte> document, Utf8JsonWriter writer, CounterPaths counters) =>
        Members(document, writer, skipId: true, FieldPath.RootHash, counters);

    private static void Members(ReadOnlySpan<byte> document, Utf8JsonWriter writer, bool skipId, ulong pathHash, CounterPaths counters)
    {
        foreach (var member in new BsonReader(document))
        {
            if (skipId && member.NameUtf8.SequenceEqual("_id"u8)) continue;
            writer.WritePropertyName(member.NameUtf8);
            var memberHash = counters.IsEmpty ? pathHash : FieldPath.Child(pathHash, member.NameUtf8);
            if (counters.Contains(memberHash) && WholeNumber.TryRead(member, out var number)) writer.WriteNumberValue(number);
            else if (counters.IsAbove(memberHash) && member.Type == BsonType.Document)
            {
                writer.WriteStartObject();
                Members(member.Value, writer, skipId: false, memberHash, counters);
                writer.WriteEndObject();
            }
            else ExtendedJson.WriteValue(member, writer, ExtendedJsonMode.Canonical);
        }
    }

    public static void WriteValue(IBufferWriter<byte> buffer, in BsonElement element)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        ExtendedJson.WriteValue(element, writer, ExtendedJsonMode.Canonical);
    }

    /// <param name="json">The JSON text of one value.</param>
    /// <param name="hint">What MongoDB has at this place. Wrappers name their type; only a plain number, which names none, keeps the one that is there.</param>
    /// <exception cref="UnsupportedValueException">The text is a broken wrapper, such as <c>{"$oid": 5}</c>, or a field name holds a zero character.</exception>
    public static BsonValue ReadValue(ReadOnlySpan<byte> json, BsonValue? hint)
    {
        var reader = new Utf8JsonReader(json, ExtendedJson.ReaderOptions);
        reader.Read();
        var writer = new BsonWriter(json.Length + 16);
        try
        {
            Value(ref reader, writer, "v", hint);
        }
        catch (BsonFormatException e)
        {
            throw new UnsupportedValueException($"The Ditto document holds a value that is no Extended JSON: {e.Message} Correct the wrapper.", e);
        }
        BsonReader.TryFind(writer.Finish().Span, "v"u8, out var element);
        return new BsonValue(element);
    }

    /// <summary>Relaxed Extended JSON makes a double of an integer beyond int64; here plain numbers are exact, as in native mode.</summary>
    private static void Value(ref Utf8JsonReader reader, BsonWriter writer, string name, BsonValue? hint)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                NativeToBson.Number(in reader, hint?.Type).WriteTo(writer, name);
                break;
            case JsonTokenType.StartArray:
                var elements = NativeToBson.Members(hint, BsonType.Array);
                writer.StartArray(name);
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++) Value(ref reader, writer, "", i < elements.Count ? elements[i].Value : null);
                writer.End();
                break;
            case JsonTokenType.StartObject when !MayBeWrapper(reader):
                var members = NativeToBson.Members(hint, BsonType.Document).ToDictionary(m => m.Name, m => m.Value);
                writer.StartDocument(name);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var member = reader.GetString()!;
                    DocumentConverter.CheckName(member);
                    reader.Read();
                    Value(ref reader, writer, member, members.TryGetValue(member, out var known) ? known : null);
                }
                writer.End();
                break;
            default:
                ExtendedJson.ParseValue(ref reader, writer, name);
                break;
        }
    }

    private static bool MayBeWrapper(Utf8JsonReader ahead) => ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName && ahead.ValueSpan.StartsWith("$"u8);
}
