using System.Buffers.Binary;

namespace MongoC.Bson;

/// <summary>One element of a document: type, name and the raw bytes of the value (without type byte and name). Valid as long as the bytes are.</summary>
public readonly ref struct BsonElement
{
    /// <summary>"Binary (old)" of bsonspec.org, whose payload starts with a second length.</summary>
    internal const byte OldBinary = 2;

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

    public string Name => StrictUtf8.Decode(NameUtf8);

    public double AsDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Of(BsonType.Double));
    public int AsInt32() => BinaryPrimitives.ReadInt32LittleEndian(Of(BsonType.Int32));
    public long AsInt64() => BinaryPrimitives.ReadInt64LittleEndian(Of(BsonType.Int64));
    public bool AsBoolean() => Of(BsonType.Boolean)[0] != 0;

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public long AsDateTimeMilliseconds() => BinaryPrimitives.ReadInt64LittleEndian(Of(BsonType.DateTime));

    public BsonTimestamp AsTimestamp() => BsonTimestamp.FromValue(BinaryPrimitives.ReadUInt64LittleEndian(Of(BsonType.Timestamp)));
    public Decimal128 AsDecimal128() => new(Of(BsonType.Decimal128));
    public ObjectId AsObjectId() => new(Of(BsonType.ObjectId));

    /// <summary>The UTF-8 bytes of a String, JavaScript or Symbol, without length and closing zero.</summary>
    public ReadOnlySpan<byte> AsStringUtf8()
    {
        if (Type is not (BsonType.String or BsonType.JavaScript or BsonType.Symbol)) throw Mismatch(BsonType.String);
        return Value[4..^1];
    }

    /// <summary>As <see cref="AsStringUtf8"/>, of bytes that are known to be text.</summary>
    /// <exception cref="BsonFormatException">The bytes are not UTF-8.</exception>
    public ReadOnlySpan<byte> AsTextUtf8() => StrictUtf8.Checked(AsStringUtf8());

    /// <exception cref="BsonFormatException">The bytes are not UTF-8.</exception>
    public string AsString() => StrictUtf8.Decode(AsStringUtf8());

    /// <summary>The payload of a Binary. Subtype 2 is given without its inner length.</summary>
    public ReadOnlySpan<byte> AsBinary(out byte subtype)
    {
        var value = Of(BsonType.Binary);
        subtype = value[4];
        return subtype == OldBinary ? value[9..] : value[5..];
    }

    /// <exception cref="BsonFormatException">The bytes are not UTF-8.</exception>
    public (string Pattern, string Options) AsRegularExpression()
    {
        AsRegularExpressionUtf8(out var pattern, out var options);
        return (StrictUtf8.Decode(pattern), StrictUtf8.Decode(options));
    }

    /// <summary>The UTF-8 bytes of a regular expression's pattern and options.</summary>
    public void AsRegularExpressionUtf8(out ReadOnlySpan<byte> pattern, out ReadOnlySpan<byte> options)
    {
        var value = Of(BsonType.RegularExpression);
        var end = value.IndexOf((byte)0);
        pattern = value[..end];
        options = value[(end + 1)..^1];
    }

    /// <summary>A DBPointer (deprecated): "database.collection" and the id of a document there.</summary>
    /// <exception cref="BsonFormatException">The bytes are not UTF-8.</exception>
    public (string Namespace, ObjectId Id) AsDBPointer()
    {
        var value = Of(BsonType.DBPointer);
        return (StrictUtf8.Decode(value[4..^(ObjectId.Size + 1)]), new ObjectId(value[^ObjectId.Size..]));
    }

    /// <summary>The program text of a JavaScriptWithScope and the document that is its scope.</summary>
    public ReadOnlySpan<byte> AsJavaScriptWithScopeUtf8(out ReadOnlySpan<byte> scope)
    {
        var value = Of(BsonType.JavaScriptWithScope);
        var codeLength = BinaryPrimitives.ReadInt32LittleEndian(value[4..]);
        scope = value[(8 + codeLength)..];
        return value[8..(8 + codeLength - 1)];
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
}
