using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MongoC.Bson;

/// <summary>BSON to Extended JSON.</summary>
/// <param name="root">The bytes that everything written lies in; errors give their place in them.</param>
/// <param name="writer">Stands where a value may be written.</param>
/// <param name="mode">Which form.</param>
internal readonly ref struct ExtendedJsonOutput(ReadOnlySpan<byte> root, Utf8JsonWriter writer, ExtendedJsonMode mode)
{
    private readonly ReadOnlySpan<byte> _root = root;
    private readonly Utf8JsonWriter _writer = writer;
    private readonly ExtendedJsonMode _mode = mode;

    private static readonly JsonEncodedText NumberInt = JsonEncodedText.Encode("$numberInt");
    private static readonly JsonEncodedText NumberLong = JsonEncodedText.Encode("$numberLong");
    private static readonly JsonEncodedText NumberDouble = JsonEncodedText.Encode("$numberDouble");
    private static readonly JsonEncodedText NumberDecimal = JsonEncodedText.Encode("$numberDecimal");
    private static readonly JsonEncodedText Oid = JsonEncodedText.Encode("$oid");
    private static readonly JsonEncodedText Date = JsonEncodedText.Encode("$date");
    private static readonly JsonEncodedText Code = JsonEncodedText.Encode("$code");
    private static readonly JsonEncodedText Symbol = JsonEncodedText.Encode("$symbol");

    /// <param name="bson">A whole document within the root.</param>
    /// <param name="depth">The level of this document; the root is 1.</param>
    public void Document(ReadOnlySpan<byte> bson, int depth)
    {
        var reader = Open(bson, depth);
        _writer.WriteStartObject();
        foreach (var element in reader)
        {
            _writer.WritePropertyName(Checked(element.NameUtf8));
            Value(element, depth);
        }
        _writer.WriteEndObject();
    }

    /// <param name="element">Its value is written, its name is not.</param>
    /// <param name="depth">The level of the document that holds the element.</param>
    public void Value(in BsonElement element, int depth)
    {
        switch (element.Type)
        {
            case BsonType.Document: Document(element.Value, depth + 1); break;
            case BsonType.Array: Array(element.Value, depth + 1); break;
            case BsonType.String: _writer.WriteStringValue(Checked(element.AsStringUtf8())); break;
            case BsonType.Boolean: _writer.WriteBooleanValue(element.AsBoolean()); break;
            case BsonType.Null: _writer.WriteNullValue(); break;
            case BsonType.Int32: Integer(NumberInt, element.AsInt32(), _mode); break;
            case BsonType.Int64: Integer(NumberLong, element.AsInt64(), _mode); break;
            case BsonType.Double: Double(element.AsDouble()); break;
            case BsonType.Decimal128: Decimal(element.AsDecimal128()); break;
            case BsonType.DateTime: DateTime(element.AsDateTimeMilliseconds()); break;
            case BsonType.ObjectId: Wrap(Oid, element.Value); break;
            case BsonType.Symbol: Wrap(Symbol, Checked(element.AsStringUtf8()), isText: true); break;
            case BsonType.JavaScript: Wrap(Code, Checked(element.AsStringUtf8()), isText: true); break;
            case BsonType.JavaScriptWithScope: CodeWithScope(element, depth); break;
            case BsonType.Binary: Binary(element); break;
            case BsonType.Timestamp: Timestamp(element.AsTimestamp()); break;
            case BsonType.RegularExpression: RegularExpression(element); break;
            case BsonType.DBPointer: DBPointer(element); break;
            case BsonType.Undefined: Flag("$undefined"u8, isTrue: true); break;
            case BsonType.MinKey: Flag("$minKey"u8, isTrue: false); break;
            case BsonType.MaxKey: Flag("$maxKey"u8, isTrue: false); break;
            default: throw new InvalidOperationException("The reader stands on no element.");
        }
    }

    private void Array(ReadOnlySpan<byte> bson, int depth)
    {
        var reader = Open(bson, depth);
        _writer.WriteStartArray();
        foreach (var element in reader)
        {
            Checked(element.NameUtf8);
            Value(element, depth);
        }
        _writer.WriteEndArray();
    }

    private BsonReader Open(ReadOnlySpan<byte> bson, int depth) =>
        depth <= ExtendedJson.MaxDepth
            ? new BsonReader(bson, Offset(bson))
            : throw new BsonFormatException($"The document at offset {Offset(bson)} lies deeper than {ExtendedJson.MaxDepth} levels.");

    private int Offset(ReadOnlySpan<byte> part) => _root.Overlaps(part, out var offset) ? offset : 0;

    private void Integer(JsonEncodedText wrapper, long value, ExtendedJsonMode mode)
    {
        if (mode == ExtendedJsonMode.Relaxed)
        {
            _writer.WriteNumberValue(value);
            return;
        }
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        Wrap(wrapper, digits[..length], isText: true);
    }

    private void Double(double value)
    {
        Span<byte> text = stackalloc byte[ExtendedJsonNumber.MaxDoubleLength];
        text = text[..ExtendedJsonNumber.Format(value, text)];
        if (_mode == ExtendedJsonMode.Relaxed && double.IsFinite(value)) _writer.WriteRawValue(text, skipInputValidation: true);
        else Wrap(NumberDouble, text, isText: true);
    }

    private void Decimal(Decimal128 value)
    {
        Span<byte> text = stackalloc byte[Decimal128.MaxTextLength];
        Wrap(NumberDecimal, text[..value.Format(text)], isText: true);
    }

    private void DateTime(long milliseconds)
    {
        Span<byte> text = stackalloc byte[ExtendedJsonDate.MaxLength];
        if (_mode == ExtendedJsonMode.Relaxed && ExtendedJsonDate.TryFormat(milliseconds, text, out var length))
        {
            Wrap(Date, text[..length], isText: true);
            return;
        }
        _writer.WriteStartObject();
        _writer.WritePropertyName(Date);
        Integer(NumberLong, milliseconds, ExtendedJsonMode.Canonical);
        _writer.WriteEndObject();
    }

    private void CodeWithScope(in BsonElement element, int depth)
    {
        var code = element.AsJavaScriptWithScopeUtf8(out var scope);
        _writer.WriteStartObject();
        _writer.WriteString(Code, Checked(code));
        _writer.WritePropertyName("$scope"u8);
        Document(scope, depth + 1);
        _writer.WriteEndObject();
    }

    private void Binary(in BsonElement element)
    {
        var payload = element.AsBinary(out var subtype);
        Span<byte> hex = stackalloc byte[2];
        subtype.TryFormat(hex, out _, "x2", CultureInfo.InvariantCulture);
        _writer.WriteStartObject();
        _writer.WriteStartObject("$binary"u8);
        _writer.WriteBase64String("base64"u8, payload);
        _writer.WriteString("subType"u8, hex);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void Timestamp(BsonTimestamp value)
    {
        _writer.WriteStartObject();
        _writer.WriteStartObject("$timestamp"u8);
        _writer.WriteNumber("t"u8, value.Seconds);
        _writer.WriteNumber("i"u8, value.Increment);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void RegularExpression(in BsonElement element)
    {
        var value = element.Value;
        var end = value.IndexOf((byte)0);
        _writer.WriteStartObject();
        _writer.WriteStartObject("$regularExpression"u8);
        _writer.WriteString("pattern"u8, Checked(value[..end]));
        _writer.WriteString("options"u8, Sorted(Checked(value[(end + 1)..^1])));
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    /// <summary>Extended JSON has the options in alphabetical order; so has BSON, and not everybody who writes it keeps to that.</summary>
    private static ReadOnlySpan<byte> Sorted(ReadOnlySpan<byte> options)
    {
        if (options.Length < 2 || !Ascii.IsValid(options)) return options;
        var sorted = options.ToArray();
        sorted.Sort();
        return sorted;
    }

    private void DBPointer(in BsonElement element)
    {
        var value = element.Value;
        _writer.WriteStartObject();
        _writer.WriteStartObject("$dbPointer"u8);
        _writer.WriteString("$ref"u8, Checked(value[4..^(ObjectId.Size + 1)]));
        _writer.WritePropertyName("$id"u8);
        Wrap(Oid, value[^ObjectId.Size..]);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
    }

    private void Flag(ReadOnlySpan<byte> wrapper, bool isTrue)
    {
        _writer.WriteStartObject();
        if (isTrue) _writer.WriteBoolean(wrapper, value: true);
        else _writer.WriteNumber(wrapper, 1);
        _writer.WriteEndObject();
    }

    /// <summary>Bytes that are not text are written as hexadecimal digits.</summary>
    private void Wrap(JsonEncodedText wrapper, ReadOnlySpan<byte> value, bool isText = false)
    {
        _writer.WriteStartObject();
        if (isText)
        {
            _writer.WriteString(wrapper, value);
        }
        else
        {
            Span<byte> hex = stackalloc byte[ObjectId.Size * 2];
            if (!Convert.TryToHexStringLower(value, hex, out var length)) throw new InvalidOperationException("An ObjectId has 12 bytes.");
            _writer.WriteString(wrapper, hex[..length]);
        }
        _writer.WriteEndObject();
    }

    /// <summary>The JSON writer would replace invalid bytes silently.</summary>
    private ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? utf8 : throw new BsonFormatException($"The name or string at offset {Offset(utf8)} is not UTF-8.");
}
