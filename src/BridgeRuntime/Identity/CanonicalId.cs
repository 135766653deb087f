using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Identity;

/// <summary>Brings the JSON text of a Ditto <c>_id</c> into its one canonical form.</summary>
internal static class CanonicalId
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>As long as an id can be, with some room.</summary>
    private const int MostPlain = 512;

    /// <summary>As deep as any document that is read.</summary>
    public static readonly JsonDocumentOptions ParseOptions = new() { MaxDepth = DocumentStateReader.ReaderOptions.MaxDepth };

    /// <summary>What stands for itself in a JSON text, and so in a canonical one.</summary>
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(b => (byte)b).Where(b => b is not ((byte)'"' or (byte)'\\'))]);

    /// <exception cref="JsonException">The text is not one JSON value.</exception>
    public static DittoId Read(ReadOnlySpan<byte> json)
    {
        // Nearly every id is such a text.
        if (json is [(byte)'"', .. var text, (byte)'"'] && !text.ContainsAnyExcept(Plain)) return new DittoId(Encoding.ASCII.GetString(json));
        var reader = new Utf8JsonReader(json, DocumentStateReader.ReaderOptions);
        reader.Read();
        var buffer = new ArrayBufferWriter<byte>(json.Length + 16);
        using (var writer = new Utf8JsonWriter(buffer, Options)) Write(ref reader, writer);
        return new DittoId(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>The id that a text makes.</summary>
    public static DittoId OfText(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MostPlain && !utf8.ContainsAnyExcept(Plain))
        {
            Span<byte> json = stackalloc byte[MostPlain + 2];
            json[0] = json[utf8.Length + 1] = (byte)'"';
            utf8.CopyTo(json[1..]);
            return new DittoId(Encoding.ASCII.GetString(json[..(utf8.Length + 2)]));
        }
        var buffer = new ArrayBufferWriter<byte>(utf8.Length + 16);
        using (var writer = new Utf8JsonWriter(buffer)) writer.WriteStringValue(utf8);
        return Read(buffer.WrittenSpan);
    }

    private static void Write(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, writer);
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Write(ref reader, writer);
                writer.WriteEndArray();
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.GetString());
                break;
            default:
                // Numbers, booleans and null have one text each: Ditto takes only integers in ids and prints them plainly.
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        var members = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var buffer = new ArrayBufferWriter<byte>();
            using (var member = new Utf8JsonWriter(buffer, Options)) Write(ref reader, member);
            members[name] = buffer.WrittenSpan.ToArray();
        }
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value, skipInputValidation: true);
        }
        writer.WriteEndObject();
    }
}
