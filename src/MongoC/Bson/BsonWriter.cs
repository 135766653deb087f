using System.Buffers.Binary;
using System.Text;

namespace MongoC.Bson;

/// <summary>
/// Writes one BSON document into a growing buffer. Names inside arrays are numbered by the writer: pass any name, it is not used.
/// Not safe for use by several threads. <see cref="Reset"/> makes it ready for the next document without giving the buffer up.
/// </summary>
/// <remarks>
/// A name, pattern or option with a zero character, and text with half a surrogate pair, is an <see cref="ArgumentException"/>; nothing of
/// that element is written then. Overloads over UTF-8 bytes copy them as they are: the caller answers for their being UTF-8.
/// </remarks>
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
    public void Double(ReadOnlySpan<byte> nameUtf8, double value) => BinaryPrimitives.WriteDoubleLittleEndian(Element(BsonType.Double, nameUtf8, 8), value);
    public void Int32(ReadOnlySpan<char> name, int value) => BinaryPrimitives.WriteInt32LittleEndian(Element(BsonType.Int32, name, 4), value);
    public void Int32(ReadOnlySpan<byte> nameUtf8, int value) => BinaryPrimitives.WriteInt32LittleEndian(Element(BsonType.Int32, nameUtf8, 4), value);
    public void Int64(ReadOnlySpan<char> name, long value) => BinaryPrimitives.WriteInt64LittleEndian(Element(BsonType.Int64, name, 8), value);
    public void Int64(ReadOnlySpan<byte> nameUtf8, long value) => BinaryPrimitives.WriteInt64LittleEndian(Element(BsonType.Int64, nameUtf8, 8), value);
    public void Decimal128(ReadOnlySpan<char> name, Decimal128 value) => value.CopyTo(Element(BsonType.Decimal128, name, Bson.Decimal128.Size));
    public void Decimal128(ReadOnlySpan<byte> nameUtf8, Decimal128 value) => value.CopyTo(Element(BsonType.Decimal128, nameUtf8, Bson.Decimal128.Size));
    public void Boolean(ReadOnlySpan<char> name, bool value) => Element(BsonType.Boolean, name, 1)[0] = value ? (byte)1 : (byte)0;
    public void Boolean(ReadOnlySpan<byte> nameUtf8, bool value) => Element(BsonType.Boolean, nameUtf8, 1)[0] = value ? (byte)1 : (byte)0;
    public void Null(ReadOnlySpan<char> name) => Element(BsonType.Null, name, 0);
    public void Null(ReadOnlySpan<byte> nameUtf8) => Element(BsonType.Null, nameUtf8, 0);
    public void Undefined(ReadOnlySpan<char> name) => Element(BsonType.Undefined, name, 0);
    public void Undefined(ReadOnlySpan<byte> nameUtf8) => Element(BsonType.Undefined, nameUtf8, 0);
    public void MinKey(ReadOnlySpan<char> name) => Element(BsonType.MinKey, name, 0);
    public void MinKey(ReadOnlySpan<byte> nameUtf8) => Element(BsonType.MinKey, nameUtf8, 0);
    public void MaxKey(ReadOnlySpan<char> name) => Element(BsonType.MaxKey, name, 0);
    public void MaxKey(ReadOnlySpan<byte> nameUtf8) => Element(BsonType.MaxKey, nameUtf8, 0);

    /// <param name="name">The element's name.</param>
    /// <param name="milliseconds">Since 1970, UTC.</param>
    public void DateTime(ReadOnlySpan<char> name, long milliseconds) => BinaryPrimitives.WriteInt64LittleEndian(Element(BsonType.DateTime, name, 8), milliseconds);

    /// <inheritdoc cref="DateTime(ReadOnlySpan{char}, long)"/>
    public void DateTime(ReadOnlySpan<byte> nameUtf8, long milliseconds) => BinaryPrimitives.WriteInt64LittleEndian(Element(BsonType.DateTime, nameUtf8, 8), milliseconds);

    public void Timestamp(ReadOnlySpan<char> name, BsonTimestamp value) => BinaryPrimitives.WriteUInt64LittleEndian(Element(BsonType.Timestamp, name, 8), value.Value);
    public void Timestamp(ReadOnlySpan<byte> nameUtf8, BsonTimestamp value) => BinaryPrimitives.WriteUInt64LittleEndian(Element(BsonType.Timestamp, nameUtf8, 8), value.Value);
    public void ObjectId(ReadOnlySpan<char> name, ObjectId value) => value.CopyTo(Element(BsonType.ObjectId, name, Bson.ObjectId.Size));
    public void ObjectId(ReadOnlySpan<byte> nameUtf8, ObjectId value) => value.CopyTo(Element(BsonType.ObjectId, nameUtf8, Bson.ObjectId.Size));

    public void String(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Text(BsonType.String, name, value);
    public void String(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> valueUtf8) => Text(BsonType.String, nameUtf8, valueUtf8);
    public void JavaScript(ReadOnlySpan<char> name, ReadOnlySpan<char> code) => Text(BsonType.JavaScript, name, code);
    public void JavaScript(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> codeUtf8) => Text(BsonType.JavaScript, nameUtf8, codeUtf8);
    public void Symbol(ReadOnlySpan<char> name, ReadOnlySpan<char> value) => Text(BsonType.Symbol, name, value);
    public void Symbol(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> valueUtf8) => Text(BsonType.Symbol, nameUtf8, valueUtf8);

    /// <param name="name">The element's name.</param>
    /// <param name="value">The payload. For subtype 2 without its inner length, which the writer adds.</param>
    /// <param name="subtype">As bsonspec.org lists them; 0 is generic.</param>
    public void Binary(ReadOnlySpan<char> name, ReadOnlySpan<byte> value, byte subtype = 0) =>
        FillBinary(Element(BsonType.Binary, name, BinarySize(value, subtype)), value, subtype);

    /// <inheritdoc cref="Binary(ReadOnlySpan{char}, ReadOnlySpan{byte}, byte)"/>
    public void Binary(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> value, byte subtype = 0) =>
        FillBinary(Element(BsonType.Binary, nameUtf8, BinarySize(value, subtype)), value, subtype);

    /// <summary>The options are put in alphabetical order, as BSON stores them.</summary>
    public void RegularExpression(ReadOnlySpan<char> name, string pattern, string options) =>
        RegularExpression(Utf8(name), Utf8(pattern), Utf8(options));

    /// <inheritdoc cref="RegularExpression(ReadOnlySpan{char}, string, string)"/>
    public void RegularExpression(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> patternUtf8, ReadOnlySpan<byte> optionsUtf8)
    {
        if (patternUtf8.Contains((byte)0)) throw new ArgumentException("A regular expression cannot hold a zero character.", nameof(patternUtf8));
        if (optionsUtf8.Contains((byte)0)) throw new ArgumentException("The options of a regular expression cannot hold a zero character.", nameof(optionsUtf8));
        var target = Element(BsonType.RegularExpression, nameUtf8, checked(patternUtf8.Length + optionsUtf8.Length + 2));
        patternUtf8.CopyTo(target);
        target[patternUtf8.Length] = 0;
        var options = target[(patternUtf8.Length + 1)..^1];
        optionsUtf8.CopyTo(options);
        // Every option is ASCII; bytes of anything else must keep their order to stay UTF-8.
        if (Ascii.IsValid(options)) options.Sort();
        target[^1] = 0;
    }

    /// <param name="name">The element's name.</param>
    /// <param name="ns">Database and collection, as "db.collection".</param>
    /// <param name="id">The document pointed at.</param>
    public void DBPointer(ReadOnlySpan<char> name, string ns, ObjectId id) => DBPointer(Utf8(name), Utf8(ns), id);

    /// <inheritdoc cref="DBPointer(ReadOnlySpan{char}, string, ObjectId)"/>
    public void DBPointer(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> nsUtf8, ObjectId id)
    {
        var target = Element(BsonType.DBPointer, nameUtf8, TextSize(nsUtf8.Length) + Bson.ObjectId.Size);
        FillText(target[..^Bson.ObjectId.Size], nsUtf8);
        id.CopyTo(target[^Bson.ObjectId.Size..]);
    }

    /// <param name="name">The element's name.</param>
    /// <param name="code">The program text.</param>
    /// <param name="scope">A whole document: what the program's free names mean.</param>
    public void JavaScriptWithScope(ReadOnlySpan<char> name, string code, ReadOnlySpan<byte> scope) => JavaScriptWithScope(Utf8(name), Utf8(code), scope);

    /// <inheritdoc cref="JavaScriptWithScope(ReadOnlySpan{char}, string, ReadOnlySpan{byte})"/>
    public void JavaScriptWithScope(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> codeUtf8, ReadOnlySpan<byte> scope)
    {
        var codeSize = TextSize(codeUtf8.Length);
        var target = Element(BsonType.JavaScriptWithScope, nameUtf8, checked(4 + codeSize + scope.Length));
        BinaryPrimitives.WriteInt32LittleEndian(target, target.Length);
        FillText(target.Slice(4, codeSize), codeUtf8);
        scope.CopyTo(target[(4 + codeSize)..]);
    }

    /// <summary>Writes the raw bytes of a value as a reader gave them (<see cref="BsonElement.Value"/>). The caller answers for their form.</summary>
    public void Raw(ReadOnlySpan<char> name, BsonType type, ReadOnlySpan<byte> value) => value.CopyTo(Element(type, name, value.Length));

    /// <summary>As the overload with text, for a name that is UTF-8 already.</summary>
    public void Raw(ReadOnlySpan<byte> nameUtf8, BsonType type, ReadOnlySpan<byte> value) => value.CopyTo(Element(type, nameUtf8, value.Length));

    public void Document(ReadOnlySpan<char> name, ReadOnlySpan<byte> document) => Raw(name, BsonType.Document, document);
    public void Document(ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> document) => Raw(nameUtf8, BsonType.Document, document);

    public void StartDocument(ReadOnlySpan<char> name)
    {
        Element(BsonType.Document, name, 4);
        Open(isArray: false);
    }

    public void StartDocument(ReadOnlySpan<byte> nameUtf8)
    {
        Element(BsonType.Document, nameUtf8, 4);
        Open(isArray: false);
    }

    public void StartArray(ReadOnlySpan<char> name)
    {
        Element(BsonType.Array, name, 4);
        Open(isArray: true);
    }

    public void StartArray(ReadOnlySpan<byte> nameUtf8)
    {
        Element(BsonType.Array, nameUtf8, 4);
        Open(isArray: true);
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
        if (_open.Count != 1) throw new InvalidOperationException(_open.Count == 0 ? "The document is finished already." : $"{_open.Count - 1} nested documents are still open.");
        Close();
        return _buffer.AsMemory(0, _length);
    }

    /// <summary>As <see cref="Finish"/>, in an array of its own.</summary>
    public byte[] ToArray() => Finish().ToArray();

    private void Open(bool isArray) => _open.Push(new Frame(_length - 4, isArray, 0));

    private void Close()
    {
        Reserve(1)[0] = 0;
        var frame = _open.Pop();
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(frame.Start), _length - frame.Start);
    }

    private void Text(BsonType type, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        var size = TextSize(StrictUtf8.Encoding.GetByteCount(value));
        var target = Element(type, name, size);
        BinaryPrimitives.WriteInt32LittleEndian(target, size - 4);
        StrictUtf8.Encoding.GetBytes(value, target[4..]);
        target[^1] = 0;
    }

    private void Text(BsonType type, ReadOnlySpan<byte> nameUtf8, ReadOnlySpan<byte> valueUtf8) =>
        FillText(Element(type, nameUtf8, TextSize(valueUtf8.Length)), valueUtf8);

    private static int TextSize(int bytes) => checked(4 + bytes + 1);

    private static void FillText(Span<byte> target, ReadOnlySpan<byte> utf8)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, utf8.Length + 1);
        utf8.CopyTo(target[4..]);
        target[^1] = 0;
    }

    private static int BinarySize(ReadOnlySpan<byte> value, byte subtype) => checked((subtype == BsonElement.OldBinary ? 9 : 5) + value.Length);

    private static void FillBinary(Span<byte> target, ReadOnlySpan<byte> value, byte subtype)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, target.Length - 5);
        target[4] = subtype;
        if (subtype == BsonElement.OldBinary) BinaryPrimitives.WriteInt32LittleEndian(target[5..], value.Length);
        value.CopyTo(target[^value.Length..]);
    }

    private Span<byte> Element(BsonType type, ReadOnlySpan<char> name, int size)
    {
        if (InArray()) return ArrayElement(type, size);
        if (name.Contains('\0')) throw new ArgumentException("A BSON name cannot hold a zero character.", nameof(name));
        var nameSize = StrictUtf8.Encoding.GetByteCount(name);
        var target = Start(type, nameSize, size);
        StrictUtf8.Encoding.GetBytes(name, target);
        return target[(nameSize + 1)..];
    }

    private Span<byte> Element(BsonType type, ReadOnlySpan<byte> nameUtf8, int size)
    {
        if (InArray()) return ArrayElement(type, size);
        if (nameUtf8.Contains((byte)0)) throw new ArgumentException("A BSON name cannot hold a zero character.", nameof(nameUtf8));
        var target = Start(type, nameUtf8.Length, size);
        nameUtf8.CopyTo(target);
        return target[(nameUtf8.Length + 1)..];
    }

    private bool InArray() => _open.TryPeek(out var frame) ? frame.IsArray : throw new InvalidOperationException("The document is finished; Reset starts the next.");

    private Span<byte> ArrayElement(BsonType type, int size)
    {
        var frame = _open.Pop();
        _open.Push(frame with { Count = frame.Count + 1 });
        Span<byte> digits = stackalloc byte[10];
        frame.Count.TryFormat(digits, out var nameSize);
        var target = Start(type, nameSize, size);
        digits[..nameSize].CopyTo(target);
        return target[(nameSize + 1)..];
    }

    /// <summary>Type byte and the name's closing zero; the name's bytes are the caller's to fill.</summary>
    private Span<byte> Start(BsonType type, int nameSize, int size)
    {
        var element = Reserve(checked(1 + nameSize + 1 + size));
        element[0] = (byte)type;
        element[1 + nameSize] = 0;
        return element[1..];
    }

    private Span<byte> Reserve(int size)
    {
        var needed = checked(_length + size);
        if (needed > _buffer.Length) Array.Resize(ref _buffer, (int)Math.Max(needed, Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        var span = _buffer.AsSpan(_length, size);
        _length = needed;
        return span;
    }

    private static byte[] Utf8(ReadOnlySpan<char> text)
    {
        var bytes = new byte[StrictUtf8.Encoding.GetByteCount(text)];
        StrictUtf8.Encoding.GetBytes(text, bytes);
        return bytes;
    }
}
