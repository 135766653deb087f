using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>
/// Ditto JSON → BSON in native mode. A value keeps the BSON type that MongoDB has at its place when it fits; else, and in new documents, it becomes the
/// plain type: string, boolean, null, int32 or int64, double, and decimal128 for an integer beyond int64.
/// </summary>
internal static class NativeToBson
{
    /// <param name="json">The JSON text of one value.</param>
    /// <param name="hint">What MongoDB has at this place; null where it has nothing.</param>
    /// <exception cref="UnsupportedValueException">A field name holds a zero character.</exception>
    public static BsonValue Convert(ReadOnlySpan<byte> json, BsonValue? hint)
    {
        var reader = new Utf8JsonReader(json, DocumentStateReader.ReaderOptions);
        reader.Read();
        return Value(ref reader, hint);
    }

    /// <summary>A counter's value: the number type that MongoDB has at its place when it fits, else int32 or int64.</summary>
    public static BsonValue Counter(long value, BsonType hint) => hint == BsonType.Decimal128 ? Of(Decimal128.Parse(value.ToString(CultureInfo.InvariantCulture))) : Integer(value, hint);

    public static BsonValue Of(Decimal128 value)
    {
        var bytes = new byte[Decimal128.Size];
        value.CopyTo(bytes);
        return new BsonValue(BsonType.Decimal128, bytes);
    }

    /// <summary>The members or elements of a value of the given type; none where it is another or missing.</summary>
    public static List<(string Name, BsonValue Value)> Members(BsonValue? container, BsonType type)
    {
        var members = new List<(string, BsonValue)>();
        if (container?.Type != type) return members;
        foreach (var member in new BsonReader(container.Value.Bytes.Span)) members.Add((member.Name, new BsonValue(member)));
        return members;
    }

    private static BsonValue Value(ref Utf8JsonReader reader, BsonValue? hint) => reader.TokenType switch
    {
        JsonTokenType.Null => BsonValue.Null,
        JsonTokenType.True => BsonValue.Of(true),
        JsonTokenType.False => BsonValue.Of(false),
        JsonTokenType.String => Text(reader.GetString()!, hint),
        JsonTokenType.Number => Number(in reader, hint?.Type),
        JsonTokenType.StartArray or JsonTokenType.StartObject when hint is null => Fresh(ref reader),
        JsonTokenType.StartArray => List(ref reader, hint),
        JsonTokenType.StartObject => Object(ref reader, hint),
        _ => throw new JsonException($"A value cannot begin with {reader.TokenType}."),
    };

    /// <summary>Writes the value that the reader stands on, in whose place MongoDB has nothing; the reader stands on its last token afterwards.</summary>
    /// <exception cref="UnsupportedValueException">A field name holds a zero character.</exception>
    public static void Write(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: writer.Null(name); break;
            case JsonTokenType.True: writer.Boolean(name, value: true); break;
            case JsonTokenType.False: writer.Boolean(name, value: false); break;
            case JsonTokenType.String: WriteText(in reader, writer, name); break;
            case JsonTokenType.Number: WriteNumber(in reader, writer, name); break;
            case JsonTokenType.StartArray:
                writer.StartArray(name);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) Write(ref reader, writer, default);
                writer.End();
                break;
            case JsonTokenType.StartObject:
                WriteObject(ref reader, writer, name);
                break;
            default: throw new JsonException($"A value cannot begin with {reader.TokenType}.");
        }
    }

    private static void WriteObject(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        var member = reader;
        member.Read();
        if (member.TokenType == JsonTokenType.PropertyName && member.ValueTextEquals("$regularExpression"u8) && member.Read() && Regex(ref member, hint: null) is { } regex)
        {
            reader = member;
            writer.Raw(name, BsonType.RegularExpression, regex.Bytes.Span);
            return;
        }
        writer.StartDocument(name);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var memberName = NameOf(in reader);
            reader.Read();
            Write(ref reader, writer, memberName);
        }
        writer.End();
    }

    /// <summary>The name that the reader stands on, unescaped.</summary>
    /// <exception cref="UnsupportedValueException">It holds a zero character, which in JSON is an escape.</exception>
    public static ReadOnlySpan<byte> NameOf(scoped in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        var name = reader.GetString()!;
        DocumentConverter.CheckName(name);
        return Encoding.UTF8.GetBytes(name);
    }

    private static void WriteText(in Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
        {
            writer.String(name, reader.ValueSpan);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        writer.String(name, buffer.AsSpan(0, reader.CopyString(buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void WriteNumber(in Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        var isReal = JsonValueHash.IsReal(reader.ValueSpan);
        if (!isReal && reader.TryGetInt64(out var integer))
        {
            if (integer is >= int.MinValue and <= int.MaxValue) writer.Int32(name, (int)integer);
            else writer.Int64(name, integer);
        }
        else if (!isReal && reader.TryGetUInt64(out var unsigned)) writer.Decimal128(name, Decimal128.Parse(unsigned.ToString(CultureInfo.InvariantCulture)));
        else writer.Double(name, reader.GetDouble());
    }

    private static BsonValue Fresh(ref Utf8JsonReader reader)
    {
        var writer = new BsonWriter();
        Write(ref reader, writer, "v"u8);
        return Unwrap(writer);
    }

    private static BsonValue Text(string text, BsonValue? hint)
    {
        switch (hint?.Type)
        {
            case BsonType.DateTime when IsoDate.TryParse(text, out var milliseconds): return BsonValue.OfDateTime(milliseconds);
            case BsonType.ObjectId when ObjectId.TryParse(text, out var id): return BsonValue.Of(id);
            case BsonType.Decimal128 when Decimal128.TryParse(text, out var number): return Of(number);
            default: return BsonValue.Of(text);
        }
    }

    /// <summary>A number without a fraction or exponent keeps the type that is there when it fits it exactly.</summary>
    public static BsonValue Number(in Utf8JsonReader reader, BsonType? hint)
    {
        var isReal = reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0;
        if (isReal) return BsonValue.Of(reader.GetDouble());
        if (reader.TryGetInt64(out var integer)) return Integer(integer, hint);
        if (!reader.TryGetUInt64(out var unsigned)) return BsonValue.Of(reader.GetDouble());
        return hint == BsonType.Timestamp
            ? new BsonValue(BsonType.Timestamp, BsonValue.Of(unchecked((long)unsigned)).Bytes)
            : Of(Decimal128.Parse(unsigned.ToString(CultureInfo.InvariantCulture)));
    }

    private static BsonValue Integer(long integer, BsonType? hint)
    {
        if (hint == BsonType.Int64) return BsonValue.Of(integer);
        if (hint == BsonType.Double && integer is >= -(1L << 53) and <= 1L << 53) return BsonValue.Of((double)integer);
        if (hint == BsonType.Timestamp && integer >= 0) return new BsonValue(BsonType.Timestamp, BsonValue.Of(integer).Bytes);
        return integer is >= int.MinValue and <= int.MaxValue ? BsonValue.Of((int)integer) : BsonValue.Of(integer);
    }

    private static BsonValue List(ref Utf8JsonReader reader, BsonValue? hint)
    {
        var hints = hint is { Type: BsonType.Array } array ? ElementHints.Of(array, reader) : [];
        var writer = new BsonWriter();
        writer.StartArray("v");
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            Value(ref reader, i < hints.Length ? hints[i] : null).WriteTo(writer, "");
        writer.End();
        return Unwrap(writer);
    }

    private static BsonValue Object(ref Utf8JsonReader reader, BsonValue? hint)
    {
        var known = Members(hint, BsonType.Document);
        var incoming = new List<(string Name, BsonValue Value)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            DocumentConverter.CheckName(name);
            reader.Read();
            if (name == "$regularExpression" && incoming.Count == 0 && !known.Exists(k => k.Name == name) && Regex(ref reader, hint) is { } regex) return regex;
            var at = known.FindIndex(k => k.Name == name);
            incoming.Add((name, Value(ref reader, at < 0 ? null : known[at].Value)));
        }
        return Merge(known, incoming);
    }

    /// <summary>
    /// MongoDB's order stays, new members follow; what Ditto cannot hold stays too, for Ditto's silence about it says nothing.
    /// </summary>
    private static BsonValue Merge(List<(string Name, BsonValue Value)> known, List<(string Name, BsonValue Value)> incoming)
    {
        var writer = new BsonWriter();
        writer.StartDocument("v");
        foreach (var (name, value) in known)
        {
            var at = incoming.FindIndex(i => i.Name == name);
            if (at >= 0)
            {
                incoming[at].Value.WriteTo(writer, name);
                incoming.RemoveAt(at);
            }
            else if (BsonToNative.Obstacle(value.AsElement()) is not null) value.WriteTo(writer, name);
        }
        foreach (var (name, value) in incoming) value.WriteTo(writer, name);
        writer.End();
        return Unwrap(writer);
    }

    /// <summary>Reads <c>{"pattern","options"}</c> and the closing brace of the wrapper; null, with the reader unmoved, for anything else.</summary>
    private static BsonValue? Regex(ref Utf8JsonReader reader, BsonValue? hint)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return null;
        var ahead = reader;
        string? pattern = null, options = null;
        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var name = ahead.GetString();
            if (!ahead.Read() || ahead.TokenType != JsonTokenType.String) return null;
            if (name == "pattern") pattern = ahead.GetString();
            else if (name == "options") options = ahead.GetString();
            else return null;
        }
        if (pattern is null || options is null || !ahead.Read() || ahead.TokenType != JsonTokenType.EndObject) return null;
        if (pattern.Contains('\0') || options.Contains('\0')) return null;
        reader = ahead;
        var made = Regex(pattern, options);
        // MongoDB may hold options in another order than BSON asks for; they are none of Ditto's change.
        return hint is { Type: BsonType.RegularExpression } known && known.AsElement().AsRegularExpression() is var (p, o) && Regex(p, o) == made ? known : made;
    }

    private static BsonValue Regex(string pattern, string options)
    {
        var writer = new BsonWriter();
        writer.RegularExpression("v", pattern, options);
        return Unwrap(writer);
    }

    private static BsonValue Unwrap(BsonWriter writer)
    {
        BsonReader.TryFind(writer.Finish().Span, "v"u8, out var element);
        return new BsonValue(element);
    }
}
