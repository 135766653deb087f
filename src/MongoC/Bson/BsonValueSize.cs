using System.Buffers.Binary;

namespace MongoC.Bson;

/// <summary>How many bytes a value of a type takes, judged by its own length fields and by what is there.</summary>
internal static class BsonValueSize
{
    /// <param name="type">The element's type byte.</param>
    /// <param name="rest">The bytes from the value's start to the end of the enclosing document, its closing zero excluded.</param>
    /// <param name="offset">Where the value starts, for the message of an error.</param>
    public static int Of(BsonType type, ReadOnlySpan<byte> rest, int offset)
    {
        var size = type switch
        {
            BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => 8,
            BsonType.Int32 => 4,
            BsonType.Boolean => 1,
            BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey => 0,
            BsonType.ObjectId => ObjectId.Size,
            BsonType.Decimal128 => 16,
            BsonType.String or BsonType.JavaScript or BsonType.Symbol => String(rest, offset),
            BsonType.Document or BsonType.Array => Document(rest, offset),
            BsonType.Binary => Binary(rest, offset),
            BsonType.RegularExpression => RegularExpression(rest, offset),
            BsonType.DBPointer => (long)String(rest, offset) + ObjectId.Size,
            BsonType.JavaScriptWithScope => JavaScriptWithScope(rest, offset),
            _ => throw new BsonFormatException($"The type byte 0x{(byte)type:X2} before offset {offset} is none of BSON's."),
        };
        if (size > rest.Length) throw Overrun(type, offset);
        if (type == BsonType.Boolean && rest[0] > 1) throw new BsonFormatException($"The boolean at offset {offset} is neither 0 nor 1.");
        return (int)size;
    }

    private static int String(ReadOnlySpan<byte> rest, int offset)
    {
        var length = Int32(rest, offset);
        if (length < 1 || length > rest.Length - 4) throw new BsonFormatException($"The string at offset {offset} states a length of {length}, which does not fit.");
        if (rest[4 + length - 1] != 0) throw new BsonFormatException($"The string at offset {offset} does not end with a zero byte.");
        return 4 + length;
    }

    private static int Document(ReadOnlySpan<byte> rest, int offset)
    {
        var length = Int32(rest, offset);
        if (length < 5 || length > rest.Length) throw new BsonFormatException($"The document at offset {offset} states a length of {length}, which does not fit.");
        if (rest[length - 1] != 0) throw new BsonFormatException($"The document at offset {offset} does not end with a zero byte.");
        return length;
    }

    private static int Binary(ReadOnlySpan<byte> rest, int offset)
    {
        var length = Int32(rest, offset);
        if (length < 0 || length > rest.Length - 5) throw new BsonFormatException($"The binary at offset {offset} states a length of {length}, which does not fit.");
        // Subtype 2 holds a second length inside (bsonspec.org, "binary (old)").
        if (rest[4] == BsonElement.OldBinary && (length < 4 || BinaryPrimitives.ReadInt32LittleEndian(rest[5..]) != length - 4))
            throw new BsonFormatException($"The binary of subtype 2 at offset {offset} holds a wrong inner length.");
        return 5 + length;
    }

    private static int RegularExpression(ReadOnlySpan<byte> rest, int offset)
    {
        var pattern = rest.IndexOf((byte)0);
        var options = pattern < 0 ? -1 : rest[(pattern + 1)..].IndexOf((byte)0);
        if (options < 0) throw new BsonFormatException($"The regular expression at offset {offset} has no end.");
        return pattern + options + 2;
    }

    private static int JavaScriptWithScope(ReadOnlySpan<byte> rest, int offset)
    {
        var length = Int32(rest, offset);
        if (length < 14 || length > rest.Length) throw new BsonFormatException($"The code with scope at offset {offset} states a length of {length}, which does not fit.");
        var inner = rest[4..length];
        var code = String(inner, offset + 4);
        var scope = Document(inner[code..], offset + 4 + code);
        if (4 + code + scope != length) throw new BsonFormatException($"The code with scope at offset {offset} holds lengths that contradict each other.");
        return length;
    }

    private static int Int32(ReadOnlySpan<byte> rest, int offset) =>
        rest.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(rest) : throw new BsonFormatException($"The value at offset {offset} runs over the end of its document.");

    private static BsonFormatException Overrun(BsonType type, int offset) => new($"The {type} at offset {offset} runs over the end of its document.");
}
