using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace MongoC.Bson;

/// <summary>A 12-byte ObjectId: 4 bytes of seconds since 1970 (big endian), 8 bytes that make it unique.</summary>
public readonly record struct ObjectId : IComparable<ObjectId>
{
    public const int Size = 12;

    private readonly ulong _head;
    private readonly uint _tail;

    public ObjectId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"An ObjectId has {Size} bytes.", nameof(bytes));
        _head = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _tail = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
    }

    /// <summary>The time the id carries, to the second.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeSeconds((long)(_head >> 32));

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _head);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], _tail);
    }

    public int CompareTo(ObjectId other)
    {
        var head = _head.CompareTo(other._head);
        return head != 0 ? head : _tail.CompareTo(other._tail);
    }

    /// <summary>Reads exactly 24 hexadecimal digits, upper or lower case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ObjectId id)
    {
        id = default;
        if (text is not { Length: Size * 2 }) return false;
        Span<byte> bytes = stackalloc byte[Size];
        if (Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        id = new ObjectId(bytes);
        return true;
    }

    /// <summary>Writes the 24 bytes of <see cref="ToString"/>.</summary>
    public void Format(Span<byte> utf8)
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        Convert.TryToHexStringLower(bytes, utf8, out _);
    }

    /// <summary>24 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
