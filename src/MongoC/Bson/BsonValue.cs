using System.Buffers.Binary;
using System.Text;

namespace MongoC.Bson;

/// <summary>One BSON value apart from its document: a type and the raw bytes. Two values are equal when both are, byte for byte.</summary>
public readonly struct BsonValue : IEquatable<BsonValue>
{
    public BsonValue(BsonType type, ReadOnlyMemory<byte> bytes)
    {
        Type = type;
        Bytes = bytes;
    }

    /// <summary>Copies the value out of the document it stands in.</summary>
    public BsonValue(in BsonElement element) : this(element.Type, element.Value.ToArray()) { }

    /// <summary>A top-level value of a document, without a copy of it: it keeps the document's memory. Null when there is none.</summary>
    public static BsonValue? Within(ReadOnlyMemory<byte> document, ReadOnlySpan<byte> name)
    {
        var bytes = document.Span;
        if (!BsonReader.TryFind(bytes, name, out var element)) return null;
        return new BsonValue(element.Type, bytes.Overlaps(element.Value, out var offset) ? document.Slice(offset, element.Value.Length) : default);
    }

    public BsonType Type { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The value as an element without a name, for its typed accessors.</summary>
    public BsonElement AsElement() => new(Type, default, Bytes.Span);

    public void WriteTo(BsonWriter writer, ReadOnlySpan<char> name) => writer.Raw(name, Type, Bytes.Span);

    public static BsonValue Null { get; } = new(BsonType.Null, default);
    public static BsonValue Of(bool value) => new(BsonType.Boolean, new[] { value ? (byte)1 : (byte)0 });
    public static BsonValue Of(ObjectId value) => Fixed(BsonType.ObjectId, ObjectId.Size, (bytes, v) => v.CopyTo(bytes), value);
    public static BsonValue Of(int value) => Fixed(BsonType.Int32, 4, BinaryPrimitives.WriteInt32LittleEndian, value);
    public static BsonValue Of(long value) => Fixed(BsonType.Int64, 8, BinaryPrimitives.WriteInt64LittleEndian, value);
    public static BsonValue Of(double value) => Fixed(BsonType.Double, 8, BinaryPrimitives.WriteDoubleLittleEndian, value);

    /// <param name="milliseconds">Since 1970, UTC.</param>
    public static BsonValue OfDateTime(long milliseconds) => Fixed(BsonType.DateTime, 8, BinaryPrimitives.WriteInt64LittleEndian, milliseconds);

    public static BsonValue Of(string value)
    {
        var bytes = new byte[4 + Encoding.UTF8.GetByteCount(value) + 1];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - 4);
        Encoding.UTF8.GetBytes(value, bytes.AsSpan(4));
        return new BsonValue(BsonType.String, bytes);
    }

    public bool Equals(BsonValue other) => Type == other.Type && Bytes.Span.SequenceEqual(other.Bytes.Span);
    public override bool Equals(object? obj) => obj is BsonValue other && Equals(other);
    public static bool operator ==(BsonValue left, BsonValue right) => left.Equals(right);
    public static bool operator !=(BsonValue left, BsonValue right) => !left.Equals(right);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    /// <summary>The type alone: values may be a user's data and do not belong into logs.</summary>
    public override string ToString() => Type.ToString();

    private delegate void Writer<T>(Span<byte> target, T value);

    private static BsonValue Fixed<T>(BsonType type, int size, Writer<T> write, T value)
    {
        var bytes = new byte[size];
        write(bytes, value);
        return new BsonValue(type, bytes);
    }
}
