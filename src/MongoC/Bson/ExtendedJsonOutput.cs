using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace MongoC.Bson;

/// <summary>BSON to Extended JSON.</summary>
internal static class ExtendedJsonOutput
{
    private static readonly JsonEncodedText NumberInt = JsonEncodedText.Encode("$numberInt");
    private static readonly JsonEncodedText NumberLong = JsonEncodedText.Encode("$numberLong");
    private static readonly JsonEncodedText NumberDouble = JsonEncodedText.Encode("$numberDouble");
    private static readonly JsonEncodedText NumberDecimal = JsonEncodedText.Encode("$numberDecimal");
    private static readonly JsonEncodedText Oid = JsonEncodedText.Encode("$oid");
    private static readonly JsonEncodedText Date = JsonEncodedText.Encode("$date");
    private static readonly JsonEncodedText Code = JsonEncodedText.Encode("$code");
    private static readonly JsonEncodedText Symbol = JsonEncodedText.Encode("$symbol");

    /// <param name="bson">A whole document.</param>
    /// <param name="writer">Stands where a value may be written.</param>
    /// <param name="mode">Which form.</param>
    /// <param name="depth">The level of this document; the root is 1.</param>
    public static void Document(ReadOnlySpan<byte> bson, Utf8JsonWriter writer, ExtendedJsonMode mode, int depth)
    {
        CheckDepth(depth);
        writer.WriteStartObject();
        foreach (var element in new BsonReader(bson))
        {
            writer.WritePropertyName(Checked(element.NameUtf8));
            Value(element, writer, mode, depth);
        }
        writer.WriteEndObject();
    }

    /// <param name="element">Its value is written, its name is not.</param>
    /// <param name="writer">Stands where a value may be written.</param>
    /// <param name="mode">Which form.</param>
    /// <param name="depth">The level of the document that holds the element.</param>
    public static void Value(in BsonElement element, Utf8JsonWriter writer, ExtendedJsonMode mode, int depth)
    {
        switch (element.Type)
        {
            case BsonType.Document: Document(element.Value, writer, mode, depth + 1); break;
            case BsonType.Array: Array(element.Value, writer, mode, depth + 1); break;
            case BsonType.String: writer.WriteStringValue(Checked(element.AsStringUtf8())); break;
            case BsonType.Boolean: writer.WriteBooleanValue(element.AsBoolean()); break;
            case BsonType.Null: writer.WriteNullValue(); break;
            case BsonType.Int32: Integer(NumberInt, element.AsInt32(), writer, mode); break;
            case BsonType.Int64: Integer(NumberLong, element.AsInt64(), writer, mode); break;
            case BsonType.Double: Double(element.AsDouble(), writer, mode); break;
            case BsonType.Decimal128: Decimal(element.AsDecimal128(), writer); break;
            case BsonType.DateTime: DateTime(element.AsDateTimeMilliseconds(), writer, mode); break;
            case BsonType.ObjectId: Wrap(Oid, element.Value, writer); break;
            case BsonType.Symbol: Wrap(Symbol, Checked(element.AsStringUtf8()), writer, isText: true); break;
            case BsonType.JavaScript: Wrap(Code, Checked(element.AsStringUtf8()), writer, isText: true); break;
            case BsonType.JavaScriptWithScope: CodeWithScope(element, writer, mode, depth); break;
            case BsonType.Binary: Binary(element, writer); break;
            case BsonType.Timestamp: Timestamp(element.AsTimestamp(), writer); break;
            case BsonType.RegularExpression: RegularExpression(element, writer); break;
            case BsonType.DBPointer: DBPointer(element, writer); break;
            case BsonType.Undefined: Flag("$undefined"u8, writer, isTrue: true); break;
            case BsonType.MinKey: Flag("$minKey"u8, writer, isTrue: false); break;
            case BsonType.MaxKey: Flag("$maxKey"u8, writer, isTrue: false); break;
            default: throw new InvalidOperationException("The reader stands on no element.");
        }
    }

    private static void Array(ReadOnlySpan<byte> bson, Utf8JsonWriter writer, ExtendedJsonMode mode, int depth)
    {
        CheckDepth(depth);
        writer.WriteStartArray();
        foreach (var element in new BsonReader(bson))
        {
            Checked(element.NameUtf8);
            Value(element, writer, mode, depth);
        }
        writer.WriteEndArray();
    }

    private static void CheckDepth(int depth)
    {
        if (depth > ExtendedJson.MaxDepth) throw new BsonFormatException($"The document nests deeper than {ExtendedJson.MaxDepth} levels.");
    }

    private static void Integer(JsonEncodedText wrapper, long value, Utf8JsonWriter writer, ExtendedJsonMode mode)
    {
        if (mode == ExtendedJsonMode.Relaxed)
        {
            writer.WriteNumberValue(value);
            return;
        }
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        Wrap(wrapper, digits[..length], writer, isText: true);
    }

    private static void Double(double value, Utf8JsonWriter writer, ExtendedJsonMode mode)
    {
        Span<byte> text = stackalloc byte[ExtendedJsonNumber.MaxDoubleLength];
        text = text[..ExtendedJsonNumber.Format(value, text)];
        if (mode == ExtendedJsonMode.Relaxed && double.IsFinite(value)) writer.WriteRawValue(text, skipInputValidation: true);
        else Wrap(NumberDouble, text, writer, isText: true);
    }

    private static void Decimal(Decimal128 value, Utf8JsonWriter writer)
    {
        Span<byte> text = stackalloc byte[Decimal128.MaxTextLength];
        Wrap(NumberDecimal, text[..value.Format(text)], writer, isText: true);
    }

    private static void DateTime(long milliseconds, Utf8JsonWriter writer, ExtendedJsonMode mode)
    {
        Span<byte> text = stackalloc byte[ExtendedJsonDate.MaxLength];
        if (mode == ExtendedJsonMode.Relaxed && ExtendedJsonDate.TryFormat(milliseconds, text, out var length))
        {
            Wrap(Date, text[..length], writer, isText: true);
            return;
        }
        writer.WriteStartObject();
        writer.WritePropertyName(Date);
        Integer(NumberLong, milliseconds, writer, ExtendedJsonMode.Canonical);
        writer.WriteEndObject();
    }

    private static void CodeWithScope(in BsonElement element, Utf8JsonWriter writer, ExtendedJsonMode mode, int depth)
    {
        var code = element.AsJavaScriptWithScopeUtf8(out var scope);
        writer.WriteStartObject();
        writer.WriteString(Code, Checked(code));
        writer.WritePropertyName("$scope"u8);
        Document(scope, writer, mode, depth + 1);
        writer.WriteEndObject();
    }

    private static void Binary(in BsonElement element, Utf8JsonWriter writer)
    {
        var payload = element.AsBinary(out var subtype);
        Span<byte> hex = stackalloc byte[2];
        subtype.TryFormat(hex, out _, "x2", CultureInfo.InvariantCulture);
        writer.WriteStartObject();
        writer.WriteStartObject("$binary"u8);
        writer.WriteBase64String("base64"u8, payload);
        writer.WriteString("subType"u8, hex);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Timestamp(BsonTimestamp value, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("$timestamp"u8);
        writer.WriteNumber("t"u8, value.Seconds);
        writer.WriteNumber("i"u8, value.Increment);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void RegularExpression(in BsonElement element, Utf8JsonWriter writer)
    {
        var value = element.Value;
        var end = value.IndexOf((byte)0);
        writer.WriteStartObject();
        writer.WriteStartObject("$regularExpression"u8);
        writer.WriteString("pattern"u8, Checked(value[..end]));
        writer.WriteString("options"u8, Checked(value[(end + 1)..^1]));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void DBPointer(in BsonElement element, Utf8JsonWriter writer)
    {
        var value = element.Value;
        writer.WriteStartObject();
        writer.WriteStartObject("$dbPointer"u8);
        writer.WriteString("$ref"u8, Checked(value[4..^(ObjectId.Size + 1)]));
        writer.WritePropertyName("$id"u8);
        Wrap(Oid, value[^ObjectId.Size..], writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Flag(ReadOnlySpan<byte> wrapper, Utf8JsonWriter writer, bool isTrue)
    {
        writer.WriteStartObject();
        if (isTrue) writer.WriteBoolean(wrapper, value: true);
        else writer.WriteNumber(wrapper, 1);
        writer.WriteEndObject();
    }

    /// <summary>Bytes that are not text are written as hexadecimal digits.</summary>
    private static void Wrap(JsonEncodedText wrapper, ReadOnlySpan<byte> value, Utf8JsonWriter writer, bool isText = false)
    {
        writer.WriteStartObject();
        if (isText)
        {
            writer.WriteString(wrapper, value);
        }
        else
        {
            Span<byte> hex = stackalloc byte[ObjectId.Size * 2];
            if (!Convert.TryToHexStringLower(value, hex, out var length)) throw new InvalidOperationException("An ObjectId has 12 bytes.");
            writer.WriteString(wrapper, hex[..length]);
        }
        writer.WriteEndObject();
    }

    /// <summary>The JSON writer would replace invalid bytes silently.</summary>
    private static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? utf8 : throw new BsonFormatException("A name or string is not UTF-8.");
}
