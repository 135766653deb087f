using System.Text;
using MongoC.Bson;

namespace MongoC.Tests.Bson;

/// <summary>Makes documents of every BSON type from a seed; the awkward values come up far more often than by chance.</summary>
internal sealed class BsonGenerator(int seed)
{
    private const string RegexOptions = "ilmsux";

    private static readonly double[] Doubles =
    [
        0.0, -0.0, 1, -1, 0.1, 1e15, 1e16, 1e17, 1e20, 1e21, 123456789012345680, 1.7976931348623157e308, -1.7976931348623157e308, 5e-324, 2.2250738585072014e-308,
        double.PositiveInfinity, double.NegativeInfinity, BitConverter.UInt64BitsToDouble(0x7FF8_0000_0000_0000), 9007199254740993, 0.30000000000000004, -1.5e-7,
    ];

    private static readonly long[] Integers = [0, 1, -1, int.MaxValue, int.MinValue, int.MaxValue + 1L, int.MinValue - 1L, long.MaxValue, long.MinValue, 1L << 53];

    // 253402300799999 is the last millisecond of 9999.
    private static readonly long[] Dates = [0, 1, 999, 1000, -1, 951782400123, 253402300799999, 253402300800000, long.MaxValue, long.MinValue];

    private static readonly string[] Decimals =
    [
        "0", "-0", "0E-6176", "-0E+6111", "0.00", "NaN", "Infinity", "-Infinity", "9.999999999999999999999999999999999E+6144", "1E-6176", "-1E-6176",
        "9999999999999999999999999999999999", "1.000000000000000000000000000000000E+6111", "1E+6111", "123.400", "0.000001", "1E-7", "10E+3", "-1.5",
    ];

    // "$"-names that no wrapper uses, neither in Extended JSON v2 nor in the legacy form.
    private static readonly string[] Names = ["", "a", "b", "_id", "$foo", "$", "a.b", "0", "é", "名前", "😀", "\u2028", "\"\\/", "\n\u0001", "with space"];

    private static readonly string[] Pieces =
        ["", "a", "plain text", "\0", "\"", "\\", "/", "\b\f\n\r\t", "\u0001\u001f", "\u007f", "é", "ß", "\u2028\u2029", "\ufeff", "\ufffd", "\uffff", "\ue000", "\u00ad", "名", "😀", "\U0010FFFF", "<&>'+`", "$oid", "{\"a\":1}"];

    private readonly Random _random = new(seed);

    /// <summary>A document of up to eight elements, with others in it up to <paramref name="depth"/> levels further down.</summary>
    public byte[] Document(int depth = 4)
    {
        var writer = new BsonWriter();
        Elements(writer, depth);
        return writer.ToArray();
    }

    public string Text() => string.Concat(Enumerable.Range(0, _random.Next(4)).Select(_ => Pick(Pieces)));

    private void Elements(BsonWriter writer, int depth)
    {
        for (var count = _random.Next(9); count > 0; count--) Element(writer, Pick(Names), depth);
    }

    private void Element(BsonWriter writer, string name, int depth)
    {
        switch (_random.Next(21))
        {
            case 0: writer.Double(name, OneOf(Doubles, RandomDouble)); break;
            case 1: writer.String(name, Text()); break;
            case 2 or 3 when depth > 0:
                writer.StartDocument(name);
                Elements(writer, depth - 1);
                writer.End();
                break;
            case 4 or 5 when depth > 0:
                writer.StartArray(name);
                Elements(writer, depth - 1);
                writer.End();
                break;
            case 6: writer.Binary(name, Bytes(_random.Next(20)), _random.Next(3) == 0 ? (byte)2 : (byte)_random.Next(256)); break;
            case 7: writer.Undefined(name); break;
            case 8: writer.ObjectId(name, new ObjectId(Bytes(ObjectId.Size))); break;
            case 9: writer.Boolean(name, _random.Next(2) == 0); break;
            case 10: writer.DateTime(name, OneOf(Dates, () => _random.NextInt64(-4_000_000_000_000, 260_000_000_000_000))); break;
            case 11: writer.Null(name); break;
            case 12: writer.RegularExpression(name, TextWithoutZeros(), string.Concat(RegexOptions.Where(_ => _random.Next(2) == 0))); break;
            case 13: writer.DBPointer(name, TextWithoutZeros(), new ObjectId(Bytes(ObjectId.Size))); break;
            case 14: writer.JavaScript(name, TextWithoutZeros()); break;
            case 15: writer.Symbol(name, Text()); break;
            case 16 when depth > 0: writer.JavaScriptWithScope(name, TextWithoutZeros(), Scope(depth - 1)); break;
            case 17: writer.Int32(name, (int)OneOf(Integers, () => _random.NextInt64())); break;
            case 18: writer.Timestamp(name, BsonTimestamp.FromValue((ulong)OneOf(Integers, () => _random.NextInt64(long.MinValue, long.MaxValue)))); break;
            case 19: writer.Int64(name, OneOf(Integers, () => _random.NextInt64(long.MinValue, long.MaxValue) >> _random.Next(64))); break;
            case 20: writer.Decimal128(name, Decimal128.Parse(OneOf(Decimals, RandomDecimal))); break;
            default: (_random.Next(2) == 0 ? (Action<string>)(n => writer.MinKey(n)) : n => writer.MaxKey(n))(name); break;
        }
    }

    // A regular expression cannot hold a zero character; code and the namespace of a DBPointer can, but libbson 1.23 takes them only up to there.
    private string TextWithoutZeros() => Text().Replace("\0", "", StringComparison.Ordinal);

    private byte[] Scope(int depth)
    {
        var writer = new BsonWriter();
        Elements(writer, depth);
        return writer.ToArray();
    }

    private double RandomDouble()
    {
        var value = BitConverter.Int64BitsToDouble(_random.NextInt64(long.MinValue, long.MaxValue));
        return double.IsNaN(value) ? 0.5 : value;
    }

    private string RandomDecimal()
    {
        var digits = new StringBuilder(_random.Next(2) == 0 ? "-" : "");
        for (var count = _random.Next(1, 35); count > 0; count--) digits.Append((char)('0' + _random.Next(10)));
        return digits.Append('E').Append(_random.Next(3) == 0 ? _random.Next(-40, 5) : _random.Next(-6176, 6112)).ToString();
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T OneOf<T>(T[] special, Func<T> other) => _random.Next(2) == 0 ? Pick(special) : other();

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
