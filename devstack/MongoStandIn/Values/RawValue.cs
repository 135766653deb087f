using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using MongoC.Bson;

namespace MongoStandIn.Values;

/// <summary>One BSON value: its type and its raw bytes. <c>default</c> is the missing value. Holds on to the memory it was read from; <see cref="Detach"/> copies.</summary>
internal readonly struct RawValue(BsonType type, ReadOnlyMemory<byte> bytes)
{
    public static readonly RawValue Null = new(BsonType.Null, default);
    public static readonly RawValue True = new(BsonType.Boolean, new byte[] { 1 });
    public static readonly RawValue False = new(BsonType.Boolean, new byte[] { 0 });
    public static readonly RawValue EmptyDocument = new(BsonType.Document, RawDocument.Empty);

    public BsonType Type { get; } = type;
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public static RawValue Missing => default;
    public ReadOnlySpan<byte> Span => Bytes.Span;
    public bool IsMissing => Type == BsonType.EndOfDocument;
    public bool IsNullish => Type is BsonType.EndOfDocument or BsonType.Null or BsonType.Undefined;
    public bool IsNumber => Type is BsonType.Double or BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128;
    public bool IsContainer => Type is BsonType.Document or BsonType.Array;

    public static RawValue Of(bool value) => value ? True : False;

    public static RawValue Of(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return new RawValue(BsonType.Int32, bytes);
    }

    public static RawValue Of(long value) => new(BsonType.Int64, Eight((ulong)value));
    public static RawValue Of(double value) => new(BsonType.Double, Eight(BitConverter.DoubleToUInt64Bits(value)));
    public static RawValue OfDate(long milliseconds) => new(BsonType.DateTime, Eight((ulong)milliseconds));
    public static RawValue Of(BsonTimestamp value) => new(BsonType.Timestamp, Eight(value.Value));
    public static RawValue OfDocument(ReadOnlyMemory<byte> document) => new(BsonType.Document, document);
    public static RawValue OfArray(ReadOnlyMemory<byte> array) => new(BsonType.Array, array);

    public static RawValue Of(ObjectId value)
    {
        var bytes = new byte[ObjectId.Size];
        value.CopyTo(bytes);
        return new RawValue(BsonType.ObjectId, bytes);
    }

    public static RawValue Of(string value)
    {
        var size = Encoding.UTF8.GetByteCount(value);
        var bytes = new byte[size + 5];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, size + 1);
        Encoding.UTF8.GetBytes(value, bytes.AsSpan(4));
        return new RawValue(BsonType.String, bytes);
    }

    /// <summary>The value of an element that was read from <paramref name="document"/>, as a slice of that memory.</summary>
    public static RawValue Of(ReadOnlyMemory<byte> document, in BsonElement element)
    {
        var offset = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(document.Span), ref MemoryMarshal.GetReference(element.Value));
        return new RawValue(element.Type, document.Slice(offset, element.Value.Length));
    }

    public int AsInt32() => BinaryPrimitives.ReadInt32LittleEndian(Span);
    public long AsInt64() => BinaryPrimitives.ReadInt64LittleEndian(Span);
    public double AsDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Span);
    public bool AsBoolean() => Span[0] != 0;
    public BsonTimestamp AsTimestamp() => BsonTimestamp.FromValue(BinaryPrimitives.ReadUInt64LittleEndian(Span));
    public ReadOnlySpan<byte> AsStringUtf8() => Span[4..^1];
    public string AsString() => Encoding.UTF8.GetString(AsStringUtf8());

    /// <summary>The fields of a document or the elements of an array.</summary>
    public RawFields Fields => new(Bytes);

    /// <summary>The value of a field of a document; missing when there is none or this is no document.</summary>
    public RawValue Field(ReadOnlySpan<byte> name) => Type == BsonType.Document ? RawDocument.Field(Bytes, name) : default;

    /// <summary>MongoDB's truth: everything but false, zero, null, undefined and missing.</summary>
    public bool IsTruthy => Type switch
    {
        BsonType.EndOfDocument or BsonType.Null or BsonType.Undefined => false,
        BsonType.Boolean => AsBoolean(),
        BsonType.Int32 => AsInt32() != 0,
        BsonType.Int64 => AsInt64() != 0,
        BsonType.Double => AsDouble() != 0,
        BsonType.Decimal128 => !DecimalNumber.Read(Span).IsZero,
        _ => true,
    };

    /// <summary>An integer from any numeric type that holds one exactly.</summary>
    public bool TryGetInteger(out long value) => Type == BsonType.Decimal128
        ? DecimalNumber.Read(Span).TryGetInt64(out value)
        : new BsonValue(Type, Bytes).AsElement().TryGetInteger(out value);

    /// <summary>The same type and the same bytes: stricter than the order's equality (1 and 1.0 differ here).</summary>
    public bool IsIdenticalTo(in RawValue other) => Type == other.Type && Span.SequenceEqual(other.Span);

    /// <summary>A copy that does not keep the memory it was read from.</summary>
    public RawValue Detach() => new(Type, Bytes.ToArray());

    private static byte[] Eight(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
