using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using MongoC.Bson;

namespace MongoStandIn.Values;

/// <summary>
/// Encodes values so that comparing the bytes is comparing the values by <see cref="BsonOrder"/>, and no value's bytes are the
/// beginning of another's. Index keys are such encodings one after the other.
/// </summary>
internal sealed class KeyWriter
{
    private byte[] _buffer = new byte[128];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);
    public int Length => _length;

    public byte[] ToArray() => Written.ToArray();

    public void Reset() => _length = 0;

    public void Truncate(int length) => _length = length;

    public static byte[] Encode(in RawValue value)
    {
        var writer = new KeyWriter();
        writer.Append(value);
        return writer.ToArray();
    }

    /// <param name="value">A missing value is written as null, which is how an index sees it.</param>
    /// <param name="descending">Turns the order of this part round.</param>
    public void Append(in RawValue value, bool descending = false)
    {
        var start = _length;
        if (value.IsMissing) Byte(BsonOrder.Rank(BsonType.Null));
        else Append(value.Type, value.Span);
        if (!descending) return;
        foreach (ref var b in _buffer.AsSpan(start, _length - start)) b = (byte)~b;
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void AppendUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    private void Append(BsonType type, ReadOnlySpan<byte> value)
    {
        var rank = BsonOrder.Rank(type);
        Byte(rank);
        switch (rank)
        {
            case 10: Number(type, value); break;
            case 15: Text(value[4..^1]); break;
            case 20: Fields(value, names: true); break;
            case 25: Fields(value, names: false); break;
            case 30:
                BinaryPrimitives.WriteInt32BigEndian(Reserve(4), BinaryPrimitives.ReadInt32LittleEndian(value));
                Append(value[4..]);
                break;
            case 35: Append(value); break;
            case 40: Byte(value[0]); break;
            case 45: AppendUInt64(BinaryPrimitives.ReadUInt64LittleEndian(value) ^ (1UL << 63)); break;
            case 47: AppendUInt64(BinaryPrimitives.ReadUInt64LittleEndian(value)); break;
            case 50: Append(value); break; // pattern and options, each closed by a zero byte
            case 55:
                BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value.Length);
                Append(value);
                break;
            case 60: Text(value[4..^1]); break;
            case 65:
                var end = 8 + BinaryPrimitives.ReadInt32LittleEndian(value[4..]);
                Text(value[8..(end - 1)]);
                Fields(value[end..], names: true);
                break;
        }
    }

    private void Fields(ReadOnlySpan<byte> document, bool names)
    {
        foreach (var element in new BsonReader(document))
        {
            if (names)
            {
                // Type, then name, then value: the rank stands twice so that the value's encoding stays self-contained.
                Byte(BsonOrder.Rank(element.Type));
                Append(element.NameUtf8);
                Byte(0);
            }
            Append(element.Type, element.Value);
        }
        Byte(0);
    }

    /// <summary>A zero byte inside is written as 00 FF; the end as 00 01.</summary>
    private void Text(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            var zero = utf8.IndexOf((byte)0);
            if (zero < 0) break;
            Append(utf8[..zero]);
            Byte(0);
            Byte(0xFF);
            utf8 = utf8[(zero + 1)..];
        }
        Append(utf8);
        Byte(0);
        Byte(1);
    }

    /// <summary>
    /// The greatest double that is not above the number, in order-preserving form, then 0 when it is the number itself, else 1 and the
    /// decimal digits, which decide between numbers that share that double.
    /// </summary>
    private void Number(BsonType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case BsonType.Int32: Exact(BinaryPrimitives.ReadInt32LittleEndian(value)); return;
            case BsonType.Double: Exact(BinaryPrimitives.ReadDoubleLittleEndian(value)); return;
            case BsonType.Int64:
                var integer = BinaryPrimitives.ReadInt64LittleEndian(value);
                var near = (double)integer;
                var order = BsonOrder.CompareExactly(integer, near);
                if (order == 0) Exact(near);
                else Inexact(order < 0 ? Math.BitDecrement(near) : near, DecimalNumber.FromInt64(integer));
                return;
            default:
                var number = DecimalNumber.Read(value);
                if (!number.IsFinite || number.IsZero)
                {
                    Exact(number.ToDouble());
                    return;
                }
                var nearest = number.ToDouble();
                var place = number.CompareWith(nearest);
                if (place == 0) Exact(nearest);
                else Inexact(place < 0 ? Math.BitDecrement(nearest) : nearest, number);
                return;
        }
    }

    private void Exact(double number)
    {
        Ordered(number);
        Byte(0);
    }

    private void Inexact(double floor, DecimalNumber number)
    {
        Ordered(floor);
        Byte(1);
        var start = _length;
        BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)(number.AdjustedExponent + 0x4000));
        var digits = number.Coefficient.ToString(CultureInfo.InvariantCulture).TrimEnd('0');
        Append(Encoding.ASCII.GetBytes(digits));
        Byte(0);
        if (!number.IsNegative) return;
        foreach (ref var b in _buffer.AsSpan(start, _length - start)) b = (byte)~b;
    }

    private void Ordered(double number)
    {
        if (double.IsNaN(number))
        {
            AppendUInt64(0);
            return;
        }
        var bits = BitConverter.DoubleToUInt64Bits(number == 0 ? 0d : number);
        AppendUInt64(bits >> 63 == 0 ? bits | (1UL << 63) : ~bits);
    }

    private void Byte(byte value) => Reserve(1)[0] = value;

    private Span<byte> Reserve(int size)
    {
        var needed = checked(_length + size);
        if (needed > _buffer.Length) Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        var span = _buffer.AsSpan(_length, size);
        _length = needed;
        return span;
    }
}
