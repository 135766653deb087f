using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace MongoC.Bson;

/// <summary>The objects that stand for a typed value, such as <c>{"$numberLong":"1"}</c>. Their names may come in any order, once each, and no others.</summary>
internal static class ExtendedJsonWrapper
{
    /// <summary>Which wrapper a name opens.</summary>
    internal enum Kind { None, Oid, Int32, Int64, Double, Decimal, Date, Binary, Uuid, Timestamp, RegularExpression, Code, Scope, Symbol, DBPointer, Undefined, MinKey, MaxKey }

    public static Kind Find(ReadOnlySpan<byte> name)
    {
        if (name is not [(byte)'$', ..]) return Kind.None;
        if (name.SequenceEqual("$oid"u8)) return Kind.Oid;
        if (name.SequenceEqual("$numberInt"u8)) return Kind.Int32;
        if (name.SequenceEqual("$numberLong"u8)) return Kind.Int64;
        if (name.SequenceEqual("$numberDouble"u8)) return Kind.Double;
        if (name.SequenceEqual("$numberDecimal"u8)) return Kind.Decimal;
        if (name.SequenceEqual("$date"u8)) return Kind.Date;
        if (name.SequenceEqual("$binary"u8)) return Kind.Binary;
        if (name.SequenceEqual("$uuid"u8)) return Kind.Uuid;
        if (name.SequenceEqual("$timestamp"u8)) return Kind.Timestamp;
        if (name.SequenceEqual("$regularExpression"u8)) return Kind.RegularExpression;
        if (name.SequenceEqual("$code"u8)) return Kind.Code;
        if (name.SequenceEqual("$scope"u8)) return Kind.Scope;
        if (name.SequenceEqual("$symbol"u8)) return Kind.Symbol;
        if (name.SequenceEqual("$dbPointer"u8)) return Kind.DBPointer;
        if (name.SequenceEqual("$undefined"u8)) return Kind.Undefined;
        if (name.SequenceEqual("$minKey"u8)) return Kind.MinKey;
        if (name.SequenceEqual("$maxKey"u8)) return Kind.MaxKey;
        return Kind.None;
    }

    /// <param name="reader">Stands on the first name of the wrapper, and on its closing brace afterwards.</param>
    /// <param name="kind">What that name is.</param>
    /// <param name="writer">Takes the value.</param>
    /// <param name="name">The element's name.</param>
    /// <param name="depth">The level of the document that takes the element.</param>
    public static void Read(ref Utf8JsonReader reader, Kind kind, BsonWriter writer, scoped ReadOnlySpan<byte> name, int depth)
    {
        ExtendedJsonInput.Next(ref reader);
        switch (kind)
        {
            case Kind.Oid: writer.ObjectId(name, ReadObjectId(ref reader)); break;
            case Kind.Int32: writer.Int32(name, ReadInt32(ref reader)); break;
            case Kind.Int64: writer.Int64(name, ReadInt64(ref reader)); break;
            case Kind.Double: writer.Double(name, ReadDouble(ref reader)); break;
            case Kind.Decimal: writer.Decimal128(name, ReadDecimal(ref reader)); break;
            case Kind.Date: writer.DateTime(name, ReadDate(ref reader)); break;
            case Kind.Binary: ReadBinary(ref reader, writer, name); break;
            case Kind.Uuid: ReadUuid(ref reader, writer, name); break;
            case Kind.Timestamp: writer.Timestamp(name, ReadTimestamp(ref reader)); break;
            case Kind.RegularExpression: ReadRegularExpression(ref reader, writer, name); break;
            case Kind.Symbol: writer.Symbol(name, ReadString(ref reader, "$symbol")); break;
            case Kind.DBPointer: ReadDBPointer(ref reader, writer, name); break;
            case Kind.Undefined: ReadUndefined(ref reader); writer.Undefined(name); break;
            case Kind.MinKey: ReadOne(ref reader, "$minKey"); writer.MinKey(name); break;
            case Kind.MaxKey: ReadOne(ref reader, "$maxKey"); writer.MaxKey(name); break;
            case Kind.Code: ReadCode(ref reader, writer, name, depth); return;
            case Kind.Scope: ReadScopeThenCode(ref reader, writer, name, depth); return;
            default: throw new ArgumentOutOfRangeException(nameof(kind), kind, "No wrapper.");
        }
        Close(ref reader);
    }

    private static void Close(ref Utf8JsonReader reader)
    {
        ExtendedJsonInput.Next(ref reader);
        if (reader.TokenType != JsonTokenType.EndObject) throw ExtendedJsonInput.Error(ref reader, "A type wrapper has a name too many");
    }

    private static ReadOnlySpan<byte> ReadString(scoped ref Utf8JsonReader reader, string wrapper) =>
        reader.TokenType == JsonTokenType.String ? ExtendedJsonInput.Text(ref reader) : throw Malformed(ref reader, wrapper, "a string");

    private static int ReadInt32(ref Utf8JsonReader reader)
    {
        var text = ReadString(ref reader, "$numberInt");
        return Utf8Parser.TryParse(text, out int value, out var used) && used == text.Length ? value : throw Malformed(ref reader, "$numberInt", "a string with a 32-bit integer");
    }

    private static long ReadInt64(ref Utf8JsonReader reader)
    {
        var text = ReadString(ref reader, "$numberLong");
        return Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length ? value : throw Malformed(ref reader, "$numberLong", "a string with a 64-bit integer");
    }

    private static double ReadDouble(ref Utf8JsonReader reader) =>
        ExtendedJsonNumber.TryParseDouble(ReadString(ref reader, "$numberDouble"), out var value) ? value : throw Malformed(ref reader, "$numberDouble", "a string with a double");

    private static Decimal128 ReadDecimal(ref Utf8JsonReader reader) =>
        Decimal128.TryParse(ReadString(ref reader, "$numberDecimal"), out var value) ? value : throw Malformed(ref reader, "$numberDecimal", "a string with a decimal of at most 34 digits");

    private static ObjectId ReadObjectId(ref Utf8JsonReader reader)
    {
        var hex = ReadString(ref reader, "$oid");
        Span<byte> bytes = stackalloc byte[ObjectId.Size];
        return hex.Length == ObjectId.Size * 2 && Convert.FromHexString(hex, bytes, out _, out _) == OperationStatus.Done
            ? new ObjectId(bytes)
            : throw Malformed(ref reader, "$oid", "a string of 24 hexadecimal digits");
    }

    private static long ReadDate(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return ExtendedJsonDate.TryParse(ReadString(ref reader, "$date"), out var time) ? time : throw Malformed(ref reader, "$date", "an ISO-8601 date with a time zone and at most milliseconds");
        }
        ReadName(ref reader, "$numberLong"u8, "$date");
        var milliseconds = ReadInt64(ref reader);
        Close(ref reader);
        return milliseconds;
    }

    private static void ReadBinary(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        ReadPair(ref reader, "$binary", "base64"u8, "subType"u8, out var base64, out var hex);
        if (hex.Length is < 1 or > 2 || !Utf8Parser.TryParse(hex, out byte subtype, out var used, 'x') || used != hex.Length)
        {
            throw Malformed(ref reader, "$binary", "a subType of one or two hexadecimal digits");
        }
        var payload = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(base64.Length));
        try
        {
            if (Base64.DecodeFromUtf8(base64, payload, out _, out var length) != OperationStatus.Done) throw Malformed(ref reader, "$binary", "base64 with its padding");
            writer.Binary(name, payload.AsSpan(0, length), subtype);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(payload);
        }
    }

    private static void ReadUuid(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        var text = ReadString(ref reader, "$uuid");
        if (!Utf8Parser.TryParse(text, out Guid uuid, out var used, 'D') || used != text.Length) throw Malformed(ref reader, "$uuid", "a UUID with its hyphens");
        Span<byte> bytes = stackalloc byte[16];
        uuid.TryWriteBytes(bytes, bigEndian: true, out _);
        writer.Binary(name, bytes, subtype: 4);
    }

    private static BsonTimestamp ReadTimestamp(ref Utf8JsonReader reader)
    {
        ReadPair(ref reader, "$timestamp", "t"u8, "i"u8, out var t, out var i, JsonTokenType.Number);
        return Utf8Parser.TryParse(t, out uint seconds, out var used) && used == t.Length && Utf8Parser.TryParse(i, out uint increment, out used) && used == i.Length
            ? new BsonTimestamp(seconds, increment)
            : throw Malformed(ref reader, "$timestamp", "two integers of 0 to 4294967295");
    }

    private static void ReadRegularExpression(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        ReadPair(ref reader, "$regularExpression", "pattern"u8, "options"u8, out var pattern, out var options);
        if (pattern.Contains((byte)0) || options.Contains((byte)0)) throw Malformed(ref reader, "$regularExpression", "text without a zero character");
        writer.RegularExpression(name, pattern, options);
    }

    private static void ReadDBPointer(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> ns = default;
        ObjectId? id = null;
        var hasNamespace = false;
        if (reader.TokenType != JsonTokenType.StartObject) throw Malformed(ref reader, "$dbPointer", "an object with $ref and $id");
        for (ExtendedJsonInput.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; ExtendedJsonInput.Next(ref reader))
        {
            var key = ExtendedJsonInput.Text(ref reader);
            ExtendedJsonInput.Next(ref reader);
            if (!hasNamespace && key.SequenceEqual("$ref"u8))
            {
                ns = ReadString(ref reader, "$dbPointer");
                hasNamespace = true;
            }
            else if (id is null && key.SequenceEqual("$id"u8) && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadName(ref reader, "$oid"u8, "$dbPointer");
                id = ReadObjectId(ref reader);
                Close(ref reader);
            }
            else
            {
                throw Malformed(ref reader, "$dbPointer", "a string $ref and an ObjectId $id, once each");
            }
        }
        if (!hasNamespace || id is not { } oid) throw Malformed(ref reader, "$dbPointer", "both $ref and $id");
        writer.DBPointer(name, ns, oid);
    }

    private static void ReadUndefined(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.True) throw Malformed(ref reader, "$undefined", "true");
    }

    private static void ReadOne(ref Utf8JsonReader reader, string wrapper)
    {
        if (reader.TokenType != JsonTokenType.Number || !ExtendedJsonInput.NumberText(ref reader).SequenceEqual("1"u8)) throw Malformed(ref reader, wrapper, "1");
    }

    private static void ReadCode(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name, int depth)
    {
        var code = ReadString(ref reader, "$code");
        ExtendedJsonInput.Next(ref reader);
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            writer.JavaScript(name, code);
            return;
        }
        if (Find(ExtendedJsonInput.Text(ref reader)) != Kind.Scope) throw Malformed(ref reader, "$code", "a string, and nothing beside it but $scope");
        ExtendedJsonInput.Next(ref reader);
        writer.JavaScriptWithScope(name, code, ExtendedJsonInput.Scope(ref reader, depth + 1));
        Close(ref reader);
    }

    private static void ReadScopeThenCode(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name, int depth)
    {
        var scope = ExtendedJsonInput.Scope(ref reader, depth + 1);
        ExtendedJsonInput.Next(ref reader);
        if (reader.TokenType != JsonTokenType.PropertyName || Find(ExtendedJsonInput.Text(ref reader)) != Kind.Code) throw Malformed(ref reader, "$scope", "a document, with $code and nothing else beside it");
        ExtendedJsonInput.Next(ref reader);
        writer.JavaScriptWithScope(name, ReadString(ref reader, "$code"), scope);
        Close(ref reader);
    }

    /// <summary>Steps from an opening brace over one name to its value.</summary>
    private static void ReadName(ref Utf8JsonReader reader, ReadOnlySpan<byte> wanted, string wrapper)
    {
        ExtendedJsonInput.Next(ref reader);
        if (reader.TokenType != JsonTokenType.PropertyName || !ExtendedJsonInput.Text(ref reader).SequenceEqual(wanted)) throw Malformed(ref reader, wrapper, "one known type wrapper");
        ExtendedJsonInput.Next(ref reader);
    }

    /// <summary>Reads an object of exactly two names in either order, both values being strings or both numbers; gives their text.</summary>
    private static void ReadPair(scoped ref Utf8JsonReader reader, string wrapper, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second,
        out ReadOnlySpan<byte> firstValue, out ReadOnlySpan<byte> secondValue, JsonTokenType type = JsonTokenType.String)
    {
        firstValue = secondValue = default;
        bool hasFirst = false, hasSecond = false;
        if (reader.TokenType != JsonTokenType.StartObject) throw Malformed(ref reader, wrapper, "an object");
        for (ExtendedJsonInput.Next(ref reader); reader.TokenType != JsonTokenType.EndObject; ExtendedJsonInput.Next(ref reader))
        {
            var key = ExtendedJsonInput.Text(ref reader);
            var isFirst = !hasFirst && key.SequenceEqual(first);
            if (!isFirst && (hasSecond || !key.SequenceEqual(second))) throw Malformed(ref reader, wrapper, "two known names, once each");
            ExtendedJsonInput.Next(ref reader);
            if (reader.TokenType != type) throw Malformed(ref reader, wrapper, type == JsonTokenType.String ? "strings" : "numbers");
            var value = type == JsonTokenType.String ? ExtendedJsonInput.Text(ref reader) : ExtendedJsonInput.NumberText(ref reader);
            if (isFirst)
            {
                firstValue = value;
                hasFirst = true;
            }
            else
            {
                secondValue = value;
                hasSecond = true;
            }
        }
        if (!hasFirst || !hasSecond) throw Malformed(ref reader, wrapper, "both of its names");
    }

    private static BsonFormatException Malformed(ref Utf8JsonReader reader, string wrapper, string wanted) =>
        ExtendedJsonInput.Error(ref reader, $"{wrapper} must hold {wanted}; the value is malformed");
}
