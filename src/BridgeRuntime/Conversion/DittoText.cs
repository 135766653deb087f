using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace BridgeRuntime.Conversion;

/// <summary>
/// JSON text that grows in one buffer, which serves one document after the other. It knows no structure: a comma comes before whatever follows a value.
/// </summary>
/// <remarks>Texts hold as UTF-8 whatever is no quotation mark, backslash or control character: half as long as escapes, and read without unescaping.</remarks>
internal sealed class DittoText
{
    /// <summary>A byte becomes six at most: \u00XX.</summary>
    private const int EscapeLength = 6;

    private const int LongestNumber = 34;
    private const int LongestKept = 1 << 20;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(b => (byte)b), (byte)'"', (byte)'\\', 0x7F]);

    private byte[] _bytes = new byte[4096];
    private int _length;

    public int Length => _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins anew; one huge document does not keep its buffer.</summary>
    public void Reset()
    {
        _length = 0;
        if (_bytes.Length > LongestKept) _bytes = new byte[4096];
    }

    /// <summary>An opening or closing sign.</summary>
    public void Sign(byte sign)
    {
        Reserve(1)[0] = sign;
        _length++;
    }

    public void Raw(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        _length += json.Length;
    }

    public void Raw(ReadOnlySpan<char> json) => _length += Encoding.UTF8.GetBytes(json, Reserve(Encoding.UTF8.GetMaxByteCount(json.Length)));

    /// <summary>A comma, unless an object or array has just begun.</summary>
    public void Separate()
    {
        if (_bytes[_length - 1] is not ((byte)'{' or (byte)'[')) Sign((byte)',');
    }

    /// <summary>A member's name and its colon.</summary>
    /// <returns>Where the name begins and how long it is, its quotation marks included.</returns>
    public (int Offset, int Length) Name(ReadOnlySpan<byte> utf8)
    {
        Separate();
        var offset = _length;
        String(utf8);
        var length = _length - offset;
        Sign((byte)':');
        return (offset, length);
    }

    public void String(ReadOnlySpan<byte> utf8)
    {
        var target = Reserve(utf8.Length + 2);
        target[0] = (byte)'"';
        var plain = utf8.IndexOfAny(Escaped);
        if (plain < 0)
        {
            utf8.CopyTo(target[1..]);
            target[utf8.Length + 1] = (byte)'"';
            _length += utf8.Length + 2;
            return;
        }
        _length++;
        while (plain >= 0)
        {
            Raw(utf8[..plain]);
            Escape(utf8[plain]);
            utf8 = utf8[(plain + 1)..];
            plain = utf8.IndexOfAny(Escaped);
        }
        Raw(utf8);
        Sign((byte)'"');
    }

    /// <summary>Room for a text that needs no escape and is formatted in place; <see cref="Quoted"/> ends it.</summary>
    public Span<byte> Unquoted(int mostBytes) => Reserve(mostBytes + 2)[1..];

    /// <returns>The text without its quotation marks.</returns>
    public ReadOnlySpan<byte> Quoted(int length)
    {
        var target = _bytes.AsSpan(_length, length + 2);
        target[0] = target[^1] = (byte)'"';
        _length += target.Length;
        return target[1..^1];
    }

    public void Integer(long value)
    {
        Utf8Formatter.TryFormat(value, Reserve(LongestNumber), out var length);
        _length += length;
    }

    public void Integer(ulong value)
    {
        Utf8Formatter.TryFormat(value, Reserve(LongestNumber), out var length);
        _length += length;
    }

    /// <summary>A double keeps its fraction or exponent in the text: 1.0, not 1, which would be an integer in Ditto.</summary>
    public void Real(double value)
    {
        var target = Reserve(LongestNumber);
        Utf8Formatter.TryFormat(value, target, out var length, new StandardFormat('R'));
        if (target[..length].IndexOfAny((byte)'.', (byte)'E', (byte)'e') < 0) ".0"u8.CopyTo(target[length..(length += 2)]);
        _length += length;
    }

    private void Escape(byte character)
    {
        switch (character)
        {
            case (byte)'"': Raw("\\\""u8); break;
            case (byte)'\\': Raw("\\\\"u8); break;
            case (byte)'\b': Raw("\\b"u8); break;
            case (byte)'\t': Raw("\\t"u8); break;
            case (byte)'\n': Raw("\\n"u8); break;
            case (byte)'\f': Raw("\\f"u8); break;
            case (byte)'\r': Raw("\\r"u8); break;
            default:
                Utf8Formatter.TryFormat(character, Reserve(EscapeLength)[4..], out _, new StandardFormat('X', 2));
                "\\u00"u8.CopyTo(_bytes.AsSpan(_length));
                _length += EscapeLength;
                break;
        }
    }

    private Span<byte> Reserve(int size)
    {
        var needed = checked(_length + size);
        if (needed > _bytes.Length) Array.Resize(ref _bytes, (int)Math.Max(needed, Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        return _bytes.AsSpan(_length);
    }
}
