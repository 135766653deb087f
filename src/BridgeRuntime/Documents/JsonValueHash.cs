using System.Text.Json;

namespace BridgeRuntime.Documents;

/// <summary>The 64-bit hash of one JSON value of Ditto: equal for values that are equal there, whatever their text. Stored in the ledger, so it must never change.</summary>
internal static class JsonValueHash
{
    /// <summary>The hash of the value that the reader stands on, objects without regard to the order of their members; the reader stands on its last token afterwards.</summary>
    public static ulong Of(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return OfNull;
            case JsonTokenType.False: return OfBoolean(value: false);
            case JsonTokenType.True: return OfBoolean(value: true);
            case JsonTokenType.Number: return OfNumber(in reader);
            case JsonTokenType.String: return StableHash.Mix(5, OfText(in reader));
            case JsonTokenType.StartArray:
                var list = EmptyList;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) list = OfList(list, Of(ref reader));
                return list;
            case JsonTokenType.StartObject:
                ulong sum = 0, count = 0;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = OfText(in reader);
                    reader.Read();
                    sum += StableHash.Mix(name, Of(ref reader));
                    count++;
                }
                return OfObject(sum, count);
            default: throw new JsonException($"A value cannot begin with {reader.TokenType}.");
        }
    }

    /// <summary>The hash of a string or a name, its escapes resolved.</summary>
    public static ulong OfText(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return StableHash.Of(reader.ValueSpan);
        Span<byte> buffer = reader.ValueSpan.Length <= 512 ? stackalloc byte[512] : new byte[reader.ValueSpan.Length];
        return StableHash.Of(buffer[..reader.CopyString(buffer)]);
    }

    public static ulong OfNull { get; } = StableHash.Mix(1, 0);

    public static ulong OfBoolean(bool value) => StableHash.Mix(2, value ? 1UL : 0);

    public static ulong OfInteger(long integer) => StableHash.Mix(3, (ulong)integer);

    public static ulong OfInteger(ulong integer) => integer <= long.MaxValue ? OfInteger((long)integer) : StableHash.Mix(8, integer);

    /// <summary>-0.0 and 0.0 are one value: Ditto keeps no difference that a user could have meant.</summary>
    public static ulong OfReal(double real) => StableHash.Mix(4, BitConverter.DoubleToUInt64Bits(real == 0 ? 0 : real));

    public static ulong OfString(ReadOnlySpan<byte> utf8) => StableHash.Mix(5, StableHash.Of(utf8));

    public static ulong EmptyList { get; } = StableHash.Mix(6, 0);

    /// <summary>The hash of a list with one item more.</summary>
    public static ulong OfList(ulong list, ulong item) => StableHash.Mix(list, item);

    /// <summary>The hash of an object: a sum does not depend on the order of the members.</summary>
    /// <param name="members">The sum of each member's name hash mixed with its value's.</param>
    /// <param name="count">How many there are.</param>
    public static ulong OfObject(ulong members, ulong count) => StableHash.Mix(7 + members, count);

    /// <summary>Whether the text of a number has a fraction or an exponent.</summary>
    public static bool IsReal(ReadOnlySpan<byte> digits) => digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0;

    private static ulong OfNumber(in Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var integer) && !IsReal(reader.ValueSpan)) return OfInteger(integer);
        if (reader.TryGetUInt64(out var unsigned) && !IsReal(reader.ValueSpan)) return OfInteger(unsigned);
        return OfReal(reader.GetDouble());
    }
}
