using System.Buffers.Binary;
using System.Text;

namespace MongoC.Bson;

/// <summary>
/// Walks the elements of one BSON document over bytes, without allocating and without ever reading past them.
/// Nested documents are values of their own: read them with another <see cref="BsonReader"/> over <see cref="BsonElement.Value"/>.
/// </summary>
/// <remarks>Malformed input throws <see cref="BsonFormatException"/> from the constructor or from <see cref="Read"/>.</remarks>
public ref struct BsonReader
{
    private readonly ReadOnlySpan<byte> _document;
    private readonly int _offset;
    private int _position;

    /// <param name="document">A whole document: its int32 length, elements, and the closing zero byte. Trailing bytes are an error.</param>
    /// <param name="offset">Where the document starts in what the caller reads: errors name places from there.</param>
    public BsonReader(ReadOnlySpan<byte> document, int offset = 0)
    {
        if (document.Length < 5) throw new BsonFormatException($"A BSON document has at least 5 bytes; at offset {offset} are {document.Length}.");
        var length = BinaryPrimitives.ReadInt32LittleEndian(document);
        if (length != document.Length) throw new BsonFormatException($"The document at offset {offset} states {length} bytes and {document.Length} are there.");
        if (document[^1] != 0) throw new BsonFormatException($"The document at offset {offset} does not end with a zero byte.");
        _document = document;
        _offset = offset;
        _position = 4;
        Current = default;
    }

    /// <summary>The element the reader stands on.</summary>
    public BsonElement Current { get; private set; }

    /// <summary>Supports <c>foreach</c> over the elements.</summary>
    public readonly BsonReader GetEnumerator() => this;

    /// <summary>As <see cref="Read"/>; the name that <c>foreach</c> asks for.</summary>
    public bool MoveNext() => Read();

    /// <summary>Moves to the next element; false at the end of the document.</summary>
    public bool Read()
    {
        var end = _document.Length - 1;
        if (_position >= end)
        {
            if (_position > end) throw new BsonFormatException("An element runs over the end of its document.");
            Current = default;
            return false;
        }
        var type = (BsonType)_document[_position];
        if (type == BsonType.EndOfDocument) throw new BsonFormatException($"A zero byte at offset {_offset + _position} ends the document before its stated length.");
        var nameStart = _position + 1;
        var nameLength = _document[nameStart..end].IndexOf((byte)0);
        if (nameLength < 0) throw new BsonFormatException($"The element name at offset {_offset + nameStart} has no end.");
        var valueStart = nameStart + nameLength + 1;
        var size = BsonValueSize.Of(type, _document[valueStart..end], _offset + valueStart);
        Current = new BsonElement(type, _document.Slice(nameStart, nameLength), _document.Slice(valueStart, size));
        _position = valueStart + size;
        return true;
    }

    /// <summary>Finds a top-level element by name; false when there is none.</summary>
    public static bool TryFind(ReadOnlySpan<byte> document, scoped ReadOnlySpan<byte> name, out BsonElement element)
    {
        foreach (var candidate in new BsonReader(document))
        {
            if (!candidate.NameUtf8.SequenceEqual(name)) continue;
            element = candidate;
            return true;
        }
        element = default;
        return false;
    }

    /// <summary>As the overload over bytes, for a name of ASCII or Unicode text.</summary>
    public static bool TryFind(ReadOnlySpan<byte> document, string name, out BsonElement element)
    {
        Span<byte> buffer = name.Length <= 128 ? stackalloc byte[name.Length * 3] : new byte[name.Length * 3];
        var length = Encoding.UTF8.GetBytes(name, buffer);
        return TryFind(document, buffer[..length], out element);
    }
}
