using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MongoC.Bson;

/// <summary>Extended JSON to BSON: objects, arrays and plain values. <see cref="ExtendedJsonWrapper"/> reads the typed ones.</summary>
internal static class ExtendedJsonInput
{
    /// <summary>Reads the object that the reader stands on into the root of <paramref name="writer"/>. At the root no name is special.</summary>
    public static void Root(ref Utf8JsonReader reader, BsonWriter writer)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Error(ref reader, "A document, which starts with '{', is expected");
        Next(ref reader);
        Members(ref reader, writer, depth: 1);
    }

    /// <param name="reader">Stands on the first token of the value, and on the last afterwards.</param>
    /// <param name="writer">Takes the value as an element.</param>
    /// <param name="name">The element's name.</param>
    /// <param name="depth">The level of the document that takes the element; the root is 1.</param>
    public static void Value(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name, int depth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: Object(ref reader, writer, name, depth); break;
            case JsonTokenType.StartArray: Array(ref reader, writer, name, depth + 1); break;
            case JsonTokenType.String: writer.String(name, Text(ref reader)); break;
            case JsonTokenType.Number: Number(ref reader, writer, name); break;
            case JsonTokenType.True: writer.Boolean(name, value: true); break;
            case JsonTokenType.False: writer.Boolean(name, value: false); break;
            case JsonTokenType.Null: writer.Null(name); break;
            default: throw Error(ref reader, "A value is expected");
        }
    }

    /// <summary>Reads a scope: an object that cannot be a wrapper.</summary>
    public static byte[] Scope(ref Utf8JsonReader reader, int depth)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Error(ref reader, "A scope is a document, which starts with '{',");
        CheckDepth(ref reader, depth);
        var writer = new BsonWriter();
        Next(ref reader);
        Members(ref reader, writer, depth);
        return writer.ToArray();
    }

    public static void Next(ref Utf8JsonReader reader)
    {
        // A reader that was told to expect more input gives false instead of throwing.
        if (!reader.Read()) throw Error(ref reader, "The text ends within a value");
    }

    /// <summary>The bytes of the string or name that the reader stands on, escapes resolved.</summary>
    public static ReadOnlySpan<byte> Text(scoped ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence && !reader.ValueIsEscaped)
        {
            return Utf8.IsValid(reader.ValueSpan) ? reader.ValueSpan : throw Error(ref reader, "The text is not UTF-8");
        }
        var unescaped = new byte[reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length];
        try
        {
            return unescaped.AsSpan(0, reader.CopyString(unescaped));
        }
        catch (InvalidOperationException)
        {
            throw Error(ref reader, "The text is not UTF-8, or has half a surrogate pair,");
        }
    }

    /// <summary>The digits of the number that the reader stands on.</summary>
    public static ReadOnlySpan<byte> NumberText(scoped ref Utf8JsonReader reader)
    {
        if (!reader.HasValueSequence) return reader.ValueSpan;
        var digits = new byte[checked((int)reader.ValueSequence.Length)];
        var at = 0;
        foreach (var part in reader.ValueSequence)
        {
            part.Span.CopyTo(digits.AsSpan(at));
            at += part.Length;
        }
        return digits;
    }

    public static BsonFormatException Error(scoped ref Utf8JsonReader reader, string what) => new($"{what} at byte {reader.TokenStartIndex}.");

    private static void Object(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name, int depth)
    {
        var start = reader.TokenStartIndex;
        Next(ref reader);
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            var type = ExtendedJsonWrapper.Find(Text(ref reader));
            if (type != default)
            {
                ExtendedJsonWrapper.Read(ref reader, type, writer, name, depth);
                return;
            }
        }
        CheckDepth(ref reader, depth + 1);
        writer.StartDocument(name);
        Members(ref reader, writer, depth + 1, start);
        writer.End();
    }

    /// <param name="reader">Stands on the first name or the closing brace, and on that brace afterwards.</param>
    /// <param name="writer">Has the document open.</param>
    /// <param name="depth">The level of the document.</param>
    /// <param name="start">Where the object starts if a wrapper's name makes it malformed; below 0 if every name is allowed.</param>
    private static void Members(ref Utf8JsonReader reader, BsonWriter writer, int depth, long start = -1)
    {
        while (reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref reader);
            if (name.Contains((byte)0)) throw Error(ref reader, "A name cannot hold a zero character; this one does,");
            if (start >= 0 && ExtendedJsonWrapper.Find(name) != default)
            {
                throw Error(ref reader, $"The object at byte {start} has the name of a type wrapper beside other names,");
            }
            Next(ref reader);
            Value(ref reader, writer, name, depth);
            Next(ref reader);
        }
    }

    private static void Array(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name, int depth)
    {
        CheckDepth(ref reader, depth);
        writer.StartArray(name);
        for (Next(ref reader); reader.TokenType != JsonTokenType.EndArray; Next(ref reader)) Value(ref reader, writer, default, depth);
        writer.End();
    }

    private static void CheckDepth(ref Utf8JsonReader reader, int depth)
    {
        if (depth > ExtendedJson.MaxDepth) throw Error(ref reader, $"The text nests deeper than {ExtendedJson.MaxDepth} levels");
    }

    /// <summary>The smallest integer type that holds it; a double if it has a point or an exponent, or fits no integer.</summary>
    private static void Number(ref Utf8JsonReader reader, BsonWriter writer, scoped ReadOnlySpan<byte> name)
    {
        var text = NumberText(ref reader);
        if (Utf8Parser.TryParse(text, out long integer, out var used) && used == text.Length)
        {
            if (integer is >= int.MinValue and <= int.MaxValue) writer.Int32(name, (int)integer);
            else writer.Int64(name, integer);
        }
        else if (ExtendedJsonNumber.TryParseDouble(text, out var value))
        {
            writer.Double(name, value);
        }
        else
        {
            throw Error(ref reader, "The number is out of range");
        }
    }
}
