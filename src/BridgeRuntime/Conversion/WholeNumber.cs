using System.Globalization;
using System.Text.Json;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>What a counter can hold: a whole number within int64, whatever number type holds it in MongoDB or in Ditto.</summary>
internal static class WholeNumber
{
    /// <summary>2^63, the first double above int64.</summary>
    private const double Limit = 9223372036854775808;

    /// <summary>Reads an int32, an int64, or a double or decimal128 without a fraction.</summary>
    public static bool TryRead(in BsonElement element, out long value)
    {
        value = 0;
        switch (element.Type)
        {
            case BsonType.Int32: value = element.AsInt32(); return true;
            case BsonType.Int64: value = element.AsInt64(); return true;
            case BsonType.Double: return TryRead(element.AsDouble(), out value);
            case BsonType.Decimal128: return TryRead(element.AsDecimal128().ToString(), out value);
            default: return false;
        }
    }

    /// <summary>Reads a JSON number, and in ejson mode a number's wrapper, that MongoDB would hold as such a number.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, bool ejson, out long value)
    {
        value = 0;
        if (json[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return reader.TryGetInt64(out value) || (json.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0 && TryRead(reader.GetDouble(), out value));
        }
        if (!ejson || json[0] != (byte)'{') return false;
        try
        {
            return TryRead(EjsonConverter.ReadValue(json, hint: null).AsElement(), out value);
        }
        catch (UnsupportedValueException)
        {
            // A broken wrapper is no number; whoever writes it to MongoDB says so.
            return false;
        }
    }

    private static bool TryRead(double real, out long value)
    {
        var isWhole = real is >= -Limit and < Limit && Math.Truncate(real) == real;
        value = isWhole ? (long)real : 0;
        return isWhole;
    }

    private static bool TryRead(string digits, out long value)
    {
        value = 0;
        if (!decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
        if (decimal.Truncate(number) != number || number is < long.MinValue or > long.MaxValue) return false;
        value = (long)number;
        return true;
    }
}
