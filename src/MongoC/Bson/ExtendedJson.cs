using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace MongoC.Bson;

/// <summary>
/// BSON to and from MongoDB Extended JSON v2 (github.com/mongodb/specifications, extended-json). Every BSON type; the legacy v1 forms are not read.
/// </summary>
/// <remarks>
/// What is malformed, on either side, or nests deeper than <see cref="MaxDepth"/>, throws <see cref="BsonFormatException"/> with the position and
/// without the content. A document that holds a wrapper's name as a field of its own (<c>{"$oid": …}</c> as data) has no form of its own in Extended
/// JSON: below the root it is read back as the wrapper, or refused. At the root it is a plain document, as the specification asks.
/// </remarks>
public static class ExtendedJson
{
    /// <summary>Documents and arrays within each other, the root counted. MongoDB itself stores fewer.</summary>
    public const int MaxDepth = 200;

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // The walk over the document names the fields; what it emits needs no second check.
        SkipValidation = true,
    };

    /// <summary>How a <see cref="Utf8JsonReader"/> must be made to read all that this class accepts: code with scope takes two levels of JSON a level of BSON, and the innermost wrapper three.</summary>
    public static JsonReaderOptions ReaderOptions => new() { MaxDepth = MaxDepth * 2 + 3 };

    /// <summary>Writes a whole document as one JSON object.</summary>
    /// <param name="bson">The document.</param>
    /// <param name="writer">Stands where a value may be written. It is not flushed. After an exception what it holds is incomplete.</param>
    /// <param name="mode">Which form.</param>
    public static void Write(ReadOnlySpan<byte> bson, Utf8JsonWriter writer, ExtendedJsonMode mode) =>
        new ExtendedJsonOutput(bson, writer, mode).Document(bson, depth: 1);

    /// <inheritdoc cref="Write(ReadOnlySpan{byte}, Utf8JsonWriter, ExtendedJsonMode)"/>
    public static void Write(ReadOnlySpan<byte> bson, IBufferWriter<byte> output, ExtendedJsonMode mode)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        Write(bson, writer, mode);
    }

    /// <summary>Writes the value of one element, without its name. Offsets in errors count from the value's first byte.</summary>
    public static void WriteValue(in BsonElement element, Utf8JsonWriter writer, ExtendedJsonMode mode) =>
        new ExtendedJsonOutput(element.Value, writer, mode).Value(element, depth: 0);

    /// <summary>The document as text on one line, without spaces.</summary>
    public static string ToJson(ReadOnlySpan<byte> bson, ExtendedJsonMode mode)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(256, bson.Length * 2));
        Write(bson, output, mode);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Reads one JSON object, canonical or relaxed or a mixture, into a BSON document. White space may follow, nothing else.</summary>
    public static byte[] Parse(ReadOnlySpan<byte> utf8Json)
    {
        var writer = new BsonWriter(Math.Max(256, utf8Json.Length));
        var reader = new Utf8JsonReader(utf8Json, ReaderOptions);
        try
        {
            reader.Read();
            ExtendedJsonInput.Root(ref reader, writer);
            reader.Read();
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
        return writer.ToArray();
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static byte[] Parse(ReadOnlySpan<char> json)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            if (Utf8.FromUtf16(json, utf8, out var read, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                throw new BsonFormatException($"The text holds half a surrogate pair at character {read}.");
            }
            return Parse(utf8.AsSpan(0, written));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Reads one JSON value of any kind and writes it as an element of the document that <paramref name="writer"/> has open.</summary>
    /// <param name="reader">
    /// Stands on the first token of the value, or on the property name before it, or before the first token at all; stands on the value's last token
    /// afterwards. It must hold the whole value, and be made with <see cref="ReaderOptions"/> to read deep ones.
    /// </param>
    /// <param name="writer">After an exception it holds half a value: <see cref="BsonWriter.Reset"/> it.</param>
    /// <param name="nameUtf8">The element's name, without a zero byte. Not used inside an array.</param>
    public static void ParseValue(ref Utf8JsonReader reader, BsonWriter writer, ReadOnlySpan<byte> nameUtf8)
    {
        try
        {
            if (reader.TokenType is JsonTokenType.None or JsonTokenType.PropertyName) ExtendedJsonInput.Next(ref reader);
            ExtendedJsonInput.Value(ref reader, writer, nameUtf8, depth: 0);
        }
        catch (JsonException e)
        {
            throw NotJson(e);
        }
    }

    /// <inheritdoc cref="ParseValue(ref Utf8JsonReader, BsonWriter, ReadOnlySpan{byte})"/>
    public static void ParseValue(ref Utf8JsonReader reader, BsonWriter writer, ReadOnlySpan<char> name)
    {
        var utf8 = new byte[StrictUtf8.Encoding.GetByteCount(name)];
        StrictUtf8.Encoding.GetBytes(name, utf8);
        ParseValue(ref reader, writer, utf8.AsSpan());
    }

    // The inner exception is left out: its message quotes the text.
    private static BsonFormatException NotJson(JsonException e) =>
        new($"The text is not JSON, or nests too deeply, at line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}.");
}
