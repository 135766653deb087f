using System.Buffers.Binary;
using System.Text;

namespace MongoC.Bson;

/// <summary>
/// Writes one BSON document into a growing buffer. Names inside arrays are numbered by the writer: pass any name, it is not used.
/// Not safe for use by several threads. <see cref="Reset"/> makes it ready for the next document without giving the buffer up.
/// </summary>
public sealed class BsonWriter
{
    private readonly Stack<Frame> _open = new();
    private byte[] _buffer;
    private int _length;

    private readonly record struct Frame(int Start, bool IsArray, int Count);

    public BsonWriter(int capacity = 256)
    {
        _buffer = new byte[Math.Max(capacity, 16)];
        Reset();
    }

    /// <summary>Bytes written so far, open documents included.</summary>
    public int Length => _length;

    /// <summary>Starts over with an empty root document.</summary>
    public void Reset()
    {
        _open.Clear();
        _length = 4;
        _open.Push(new Frame(0, IsArray: false, 0));
    }

    public void Double(ReadOnlySpan<char> name, double value) => BinaryPrimitives.WriteDoubleLittleEndian(Element(BsonType.Double, name, 8), value);
    public void Int32(ReadOnlySpan<char> name, int value) => BinaryPrimitives.WriteInt32LittleEndian(Element(BsonType.Int32, name, 4), value);
    public void Int64(ReadOnlySpan<char> name, long value) => BinaryPrimitives.WriteInt64LittleEndian(Element(BsonType.Int64, name, 8), value);
    public void Boolean(ReadOnlySpan<char> name, bool value) => Element(BsonType.Boolean, name, 1)[0] = value ? (byte)1 : (byte)0;
    public void Null(ReadOnlySpan<char> name) => Element(BsonType.Null, name, 0);

    /// <param name="name">The element's name.</param>
    /// <param name="milliseconds">Since 1970, UTC.</param>
    public void DateTime(ReadOnlySpan<char> name, long milliseconds) => BinaryPrimitives.WriteInt64LittleEndian(Element(BsonType.DateTime, name, 8), milliseconds);

    public void Timestamp(ReadOnlySpan<char> name, BsonTimestamp value) => BinaryPrimitives.WriteUInt64LittleEndian(Element(BsonType.Timestamp, name, 8), value.Value);
    public void ObjectId(ReadOnlySpan<char> name, ObjectId value) => value.CopyTo(Element(BsonType.ObjectId, name, Bson.ObjectId.Size));

    public void String(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        var size = Encoding.UTF8.GetByteCount(value);
        var target = Element(BsonType.String, name, 4 + size + 1);
        BinaryPrimitives.WriteInt32LittleEndian(target, size + 1);
        Encoding.UTF8.GetBytes(value, target[4..]);
        target[^1] = 0;
    }

    public void Binary(ReadOnlySpan<char> name, ReadOnlySpan<byte> value, byte subtype = 0)
    {
        var target = Element(BsonType.Binary, name, 5 + value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target, value.Length);
        target[4] = subtype;
        value.CopyTo(target[5..]);
    }

    /// <summary>Writes the raw bytes of a value as a reader gave them (<see cref="BsonElement.Value"/>). The caller answers for their form.</summary>
    public void Raw(ReadOnlySpan<char> name, BsonType type, ReadOnlySpan<byte> value) => value.CopyTo(Element(type, name, value.Length));

    /// <summary>As the overload with text, for a name that is UTF-8 already.</summary>
    public void Raw(ReadOnlySpan<byte> nameUtf8, BsonType type, ReadOnlySpan<byte> value) => value.CopyTo(Element(type, nameUtf8, value.Length));

    public void Document(ReadOnlySpan<char> name, ReadOnlySpan<byte> document) => Raw(name, BsonType.Document, document);

    public void StartDocument(ReadOnlySpan<char> name) => Start(BsonType.Document, name);
    public void StartArray(ReadOnlySpan<char> name) => Start(BsonType.Array, name);

    public void StartDocument(ReadOnlySpan<byte> nameUtf8)
    {
        Element(BsonType.Document, nameUtf8, 4);
        _open.Push(new Frame(_length - 4, IsArray: false, 0));
    }

    public void StartArray(ReadOnlySpan<byte> nameUtf8)
    {
        Element(BsonType.Array, nameUtf8, 4);
        _open.Push(new Frame(_length - 4, IsArray: true, 0));
    }

    /// <summary>Closes the innermost open document or array.</summary>
    public void End()
    {
        if (_open.Count < 2) throw new InvalidOperationException("No nested document is open.");
        Close();
    }

    /// <summary>Closes the root and gives its bytes; valid until the next <see cref="Reset"/>.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        if (_open.Count != 1) throw new InvalidOperationException($"{_open.Count - 1} nested documents are still open.");
        Close();
        return _buffer.AsMemory(0, _length);
    }

    /// <summary>As <see cref="Finish"/>, in an array of its own.</summary>
    public byte[] ToArray() => Finish().ToArray();

    private void Start(BsonType type, ReadOnlySpan<char> name)
    {
        Element(type, name, 4);
        _open.Push(new Frame(_length - 4, type == BsonType.Array, 0));
    }

    private void Close()
    {
        Reserve(1)[0] = 0;
        var frame = _open.Pop();
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(frame.Start), _length - frame.Start);
    }

    private Span<byte> Element(BsonType type, ReadOnlySpan<char> name, int size)
    {
        Reserve(1)[0] = (byte)type;
        if (!WriteArrayIndex())
        {
            if (name.Contains('\0')) throw new ArgumentException("A BSON name cannot hold a zero character.", nameof(name));
            Encoding.UTF8.GetBytes(name, Reserve(Encoding.UTF8.GetByteCount(name)));
        }
        Reserve(1)[0] = 0;
        return Reserve(size);
    }

    private Span<byte> Element(BsonType type, ReadOnlySpan<byte> nameUtf8, int size)
    {
        Reserve(1)[0] = (byte)type;
        if (!WriteArrayIndex())
        {
            if (nameUtf8.Contains((byte)0)) throw new ArgumentException("A BSON name cannot hold a zero character.", nameof(nameUtf8));
            nameUtf8.CopyTo(Reserve(nameUtf8.Length));
        }
        Reserve(1)[0] = 0;
        return Reserve(size);
    }

    private bool WriteArrayIndex()
    {
        if (!_open.TryPeek(out var frame)) throw new InvalidOperationException("The document is finished; Reset starts the next.");
        if (!frame.IsArray) return false;
        _open.Pop();
        _open.Push(frame with { Count = frame.Count + 1 });
        Span<byte> digits = stackalloc byte[10];
        frame.Count.TryFormat(digits, out var written);
        digits[..written].CopyTo(Reserve(written));
        return true;
    }

    private Span<byte> Reserve(int size)
    {
        var needed = checked(_length + size);
        if (needed > _buffer.Length) Array.Resize(ref _buffer, Math.Max(needed, Math.Min(_buffer.Length * 2, Array.MaxLength)));
        var span = _buffer.AsSpan(_length, size);
        _length = needed;
        return span;
    }
}
