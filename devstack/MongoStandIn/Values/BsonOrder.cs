using System.Buffers.Binary;
using MongoC.Bson;

namespace MongoStandIn.Values;

/// <summary>
/// MongoDB's total order over values of every type (its manual, "Comparison/Sort Order"): types in ranks, numbers by value across their
/// types, documents field by field with type, then name, then value.
/// </summary>
internal static class BsonOrder
{
    /// <summary>The rank of a type; types of one rank compare by value. The missing value has a rank of its own, below null.</summary>
    public static byte Rank(BsonType type) => type switch
    {
        BsonType.MinKey => 1,
        BsonType.EndOfDocument or BsonType.Undefined => 2,
        BsonType.Null => 5,
        BsonType.Double or BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128 => 10,
        BsonType.String or BsonType.Symbol => 15,
        BsonType.Document => 20,
        BsonType.Array => 25,
        BsonType.Binary => 30,
        BsonType.ObjectId => 35,
        BsonType.Boolean => 40,
        BsonType.DateTime => 45,
        BsonType.Timestamp => 47,
        BsonType.RegularExpression => 50,
        BsonType.DBPointer => 55,
        BsonType.JavaScript => 60,
        BsonType.JavaScriptWithScope => 65,
        BsonType.MaxKey => 127,
        _ => throw new BsonFormatException($"The type 0x{(byte)type:X2} has no place in the order."),
    };

    public static int Compare(in RawValue a, in RawValue b) => Compare(a.Type, a.Span, b.Type, b.Span);

    public static int Compare(BsonType typeA, ReadOnlySpan<byte> a, BsonType typeB, ReadOnlySpan<byte> b)
    {
        var rank = Rank(typeA);
        var ranks = rank - Rank(typeB);
        if (ranks != 0) return ranks;
        switch (rank)
        {
            case 10: return CompareNumbers(typeA, a, typeB, b);
            case 15: return a[4..^1].SequenceCompareTo(b[4..^1]);
            case 20: return CompareDocuments(a, b, names: true);
            case 25: return CompareDocuments(a, b, names: false);
            case 30:
                // Length, then subtype, then bytes: the subtype byte follows the length.
                var lengths = BinaryPrimitives.ReadInt32LittleEndian(a).CompareTo(BinaryPrimitives.ReadInt32LittleEndian(b));
                return lengths != 0 ? lengths : a[4..].SequenceCompareTo(b[4..]);
            case 35: return a.SequenceCompareTo(b);
            case 40: return a[0].CompareTo(b[0]);
            case 45: return BinaryPrimitives.ReadInt64LittleEndian(a).CompareTo(BinaryPrimitives.ReadInt64LittleEndian(b));
            case 47: return BinaryPrimitives.ReadUInt64LittleEndian(a).CompareTo(BinaryPrimitives.ReadUInt64LittleEndian(b));
            case 50: return a.SequenceCompareTo(b);
            case 55:
                var sizes = a.Length.CompareTo(b.Length);
                return sizes != 0 ? sizes : a.SequenceCompareTo(b);
            case 60: return a[4..^1].SequenceCompareTo(b[4..^1]);
            case 65:
                var endA = 8 + BinaryPrimitives.ReadInt32LittleEndian(a[4..]);
                var endB = 8 + BinaryPrimitives.ReadInt32LittleEndian(b[4..]);
                var code = a[8..(endA - 1)].SequenceCompareTo(b[8..(endB - 1)]);
                return code != 0 ? code : CompareDocuments(a[endA..], b[endB..], names: true);
            default: return 0;
        }
    }

    public static int CompareDocuments(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, bool names = true)
    {
        var left = new BsonReader(a);
        var right = new BsonReader(b);
        while (true)
        {
            var more = left.Read();
            if (!right.Read()) return more ? 1 : 0;
            if (!more) return -1;
            var order = Rank(left.Current.Type) - Rank(right.Current.Type);
            if (order == 0 && names) order = left.Current.NameUtf8.SequenceCompareTo(right.Current.NameUtf8);
            if (order == 0) order = Compare(left.Current.Type, left.Current.Value, right.Current.Type, right.Current.Value);
            if (order != 0) return order;
        }
    }

    public static int CompareNumbers(BsonType typeA, ReadOnlySpan<byte> a, BsonType typeB, ReadOnlySpan<byte> b)
    {
        if (typeA == BsonType.Decimal128)
        {
            var number = DecimalNumber.Read(a);
            return typeB switch
            {
                BsonType.Decimal128 => number.CompareWith(DecimalNumber.Read(b)),
                BsonType.Double => number.CompareWith(BinaryPrimitives.ReadDoubleLittleEndian(b)),
                _ => number.CompareWith(DecimalNumber.FromInt64(Integer(typeB, b))),
            };
        }
        if (typeB == BsonType.Decimal128) return -CompareNumbers(typeB, b, typeA, a);
        if (typeA == BsonType.Double)
        {
            var number = BinaryPrimitives.ReadDoubleLittleEndian(a);
            return typeB == BsonType.Double ? number.CompareTo(BinaryPrimitives.ReadDoubleLittleEndian(b)) : -CompareExactly(Integer(typeB, b), number);
        }
        var integer = Integer(typeA, a);
        return typeB == BsonType.Double ? CompareExactly(integer, BinaryPrimitives.ReadDoubleLittleEndian(b)) : integer.CompareTo(Integer(typeB, b));
    }

    /// <summary>The exact order of an integer and a double; NaN is below every number.</summary>
    public static int CompareExactly(long integer, double number)
    {
        if (double.IsNaN(number)) return 1;
        if (number >= 9223372036854775808d) return -1;
        if (number < -9223372036854775808d) return 1;
        var whole = (long)number;
        return integer != whole ? integer.CompareTo(whole) : -(number - whole).CompareTo(0d);
    }

    private static long Integer(BsonType type, ReadOnlySpan<byte> bytes) =>
        type == BsonType.Int32 ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
