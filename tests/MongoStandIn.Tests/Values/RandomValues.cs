using System.Numerics;
using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Tests.Values;

/// <summary>Values of every type from a seed, many of them close to each other.</summary>
internal sealed class RandomValues(int seed)
{
    private readonly Random _random = new(seed);
    private readonly long[] _integers = [0, 1, -1, 2, 10, 1L << 53, (1L << 53) + 1, (1L << 53) - 1, -(1L << 53) - 1, long.MaxValue, long.MaxValue - 1, long.MinValue, long.MinValue + 1, int.MaxValue, int.MinValue];
    private readonly double[] _doubles = [0d, -0d, 1, -1, 0.1, -0.1, 1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, -double.Epsilon, double.MaxValue, 9007199254740992, 9223372036854775808, -9223372036854775808];
    private readonly string[] _texts = ["", "a", "A", "aa", "a\0", "a\0b", "b", "é", "€", "\uFFFF", "😀", "10"];

    public RawValue Next(int depth = 2) => _random.Next(depth > 0 ? 18 : 15) switch
    {
        0 => RawValue.Of((int)_integers[_random.Next(5)]),
        1 => RawValue.Of(_integers[_random.Next(_integers.Length)]),
        2 => RawValue.Of(_doubles[_random.Next(_doubles.Length)]),
        3 or 4 => Decimal(),
        5 => RawValue.Of(_texts[_random.Next(_texts.Length)]),
        6 => RawValue.Of(_random.Next(2) == 0),
        7 => RawValue.OfDate(_integers[_random.Next(_integers.Length)]),
        8 => RawValue.Of(new BsonTimestamp((uint)_random.Next(3), (uint)_random.Next(3))),
        9 => RawValue.Null,
        10 => new RawValue(BsonType.ObjectId, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, (byte)_random.Next(2), (byte)_random.Next(256) }),
        11 => Binary(),
        12 => new RawValue(_random.Next(2) == 0 ? BsonType.MinKey : BsonType.MaxKey, default),
        13 => new RawValue(BsonType.RegularExpression, System.Text.Encoding.UTF8.GetBytes($"{(_random.Next(2) == 0 ? "a" : "ab")}\0{(_random.Next(2) == 0 ? "" : "i")}\0")),
        14 => new RawValue(_random.Next(2) == 0 ? BsonType.JavaScript : BsonType.Symbol, RawValue.Of(_texts[_random.Next(_texts.Length)]).Bytes),
        15 => RawValue.OfArray(RawDocument.BuildArray(Enumerable.Range(0, _random.Next(3)).Select(_ => Next(depth - 1)).ToList())),
        _ => RawValue.OfDocument(Document(depth - 1)),
    };

    public byte[] Document(int depth = 2, params string[] names)
    {
        if (names.Length == 0) names = ["a", "b", "ab"];
        var writer = new BsonWriter();
        foreach (var name in names)
        {
            if (_random.Next(4) == 0) continue;
            var value = Next(depth);
            writer.Raw(name, value.Type, value.Span);
        }
        return writer.ToArray();
    }

    public int Below(int limit) => _random.Next(limit);

    private RawValue Decimal()
    {
        var number = _random.Next(8) switch
        {
            0 => DecimalNumber.NaN,
            1 => DecimalNumber.Infinity(_random.Next(2) == 0),
            2 => DecimalNumber.FromInt64(_integers[_random.Next(_integers.Length)]),
            // Close to doubles that are no decimal fractions, and far outside their range.
            3 => new DecimalNumber(1, -1, _random.Next(2) == 0),
            4 => new DecimalNumber(BigInteger.Parse("1000000000000000055511151231257827", System.Globalization.CultureInfo.InvariantCulture), -34, _random.Next(2) == 0),
            5 => new DecimalNumber(_random.Next(1, 3), _random.Next(2) == 0 ? 6000 : -6000, _random.Next(2) == 0),
            6 => new DecimalNumber(_random.Next(20) * 10, _random.Next(-2, 2), _random.Next(2) == 0),
            _ => new DecimalNumber(((BigInteger)long.MaxValue * 10) + _random.Next(20), -1, _random.Next(2) == 0),
        };
        return Numbers.OfDecimal(number);
    }

    private RawValue Binary()
    {
        var writer = new BsonWriter();
        var bytes = new byte[_random.Next(3)];
        _random.NextBytes(bytes);
        writer.Binary("v", bytes, (byte)(_random.Next(2) * 5));
        return RawDocument.Field(writer.ToArray(), "v"u8);
    }
}
