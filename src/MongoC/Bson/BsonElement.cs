using System.Buffers.Binary;
using System.Text;

namespace MongoC.Bson;

/// <summary>One element of a document: type, name and the raw bytes of the value (without type byte and name). Valid as long as the bytes are.</summary>
public readonly ref struct BsonElement
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal BsonElement(BsonType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Type = type;
        NameUtf8 = name;
        Value = value;
    }

    public BsonType Type { get; }

    /// <summary>The name's UTF-8 bytes, without the closing zero.</summary>
    public ReadOnlySpan<byte> NameUtf8 { get; }

    /// <summary>The raw bytes of the value. For <see cref="BsonType.Document"/> and <see cref="BsonType.Array"/> a whole document.</summary>
    public ReadOnlySpan<byte> Value { get; }

    public string Name => Decode(NameUtf8);

    public double AsDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Of(BsonType.Double));
    public int AsInt32() => BinaryPrimitives.ReadInt32LittleEndian(Of(BsonType.Int32));
    public long AsInt64() => BinaryPrimitives.ReadInt64LittleEndian(Of(BsonType.Int64));
    public bool AsBoolean() => Of(BsonType.Boolean)[0] != 0;

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long AsDateTimeMilliseconds() => BinaryPrimitives.ReadInt64LittleEndian(Of(BsonType.DateTime));

    public BsonTimestamp AsTimestamp() => BsonTimestamp.FromValue(BinaryPrimitives.ReadUInt64LittleEndian(Of(BsonType.Timestamp)));
    public ObjectId AsObjectId() => new(Of(BsonType.ObjectId));

    /// <summary>The UTF-8 bytes of a String, JavaScript or Symbol, without length and closing zero.</summary>
    public ReadOnlySpan<byte> AsStringUtf8()
    {
        if (Type is not (BsonType.String or BsonType.JavaScript or BsonType.Symbol)) throw Mismatch(BsonType.String);
        return Value[4..^1];
    }

    /// <exception cref="BsonFormatException">The bytes are not UTF-8.</exception>
    public string AsString() => Decode(AsStringUtf8());

    /// <summary>The payload of a Binary; <paramref name="subtype"/> 2 still holds its inner length.</summary>
    public ReadOnlySpan<byte> AsBinary(out byte subtype)
    {
        var value = Of(BsonType.Binary);
        subtype = value[4];
        return value[5..];
    }

    public (string Pattern, string Options) AsRegularExpression()
    {
        var value = Of(BsonType.RegularExpression);
        var end = value.IndexOf((byte)0);
        return (Decode(value[..end]), Decode(value[(end + 1)..^1]));
    }

    /// <summary>Any of Int32, Int64 and integral Double, as int64; false for anything else, fractions and values out of range.</summary>
    public bool TryGetInteger(out long value)
    {
        value = 0;
        switch (Type)
        {
            case BsonType.Int32: value = AsInt32(); return true;
            case BsonType.Int64: value = AsInt64(); return true;
            case BsonType.Double:
                var number = AsDouble();
                // 2^63 itself is out of range and representable, so the upper bound is exclusive.
                if (!double.IsInteger(number) || number < long.MinValue || number >= 9223372036854775808d) return false;
                value = (long)number;
                return true;
            default: return false;
        }
    }

    private ReadOnlySpan<byte> Of(BsonType type) => Type == type ? Value : throw Mismatch(type);

    private InvalidOperationException Mismatch(BsonType wanted) => new($"The element holds {Type}, not {wanted}.");

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw new BsonFormatException("A name or string is not UTF-8.", e);
        }
    }
}
