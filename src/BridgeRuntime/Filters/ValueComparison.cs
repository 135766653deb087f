using System.Text;
using System.Text.Json;

namespace BridgeRuntime.Filters;

/// <summary>DQL's comparison of two values (seen on the engine): numbers by their exact value, texts by their UTF-8 bytes, arrays element by element.</summary>
internal static class ValueComparison
{
    /// <summary>2^63 and 2^64 as doubles, which hold them exactly.</summary>
    private const double BeyondInt64 = 9223372036854775808d, BeyondUInt64 = 18446744073709551616d;

    public static ValueOrder Compare(JsonElement left, JsonElement right)
    {
        if (left.ValueKind == JsonValueKind.Undefined || right.ValueKind == JsonValueKind.Undefined) return ValueOrder.Missing;
        if (left.ValueKind == JsonValueKind.Null || right.ValueKind == JsonValueKind.Null) return ValueOrder.Null;
        return (left.ValueKind, right.ValueKind) switch
        {
            (JsonValueKind.Number, JsonValueKind.Number) => Numbers(left, right),
            (JsonValueKind.String, JsonValueKind.String) => Order(Encoding.UTF8.GetBytes(left.GetString()!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.GetString()!))),
            (JsonValueKind.True or JsonValueKind.False, JsonValueKind.True or JsonValueKind.False) =>
                Order((left.ValueKind == JsonValueKind.True).CompareTo(right.ValueKind == JsonValueKind.True)),
            (JsonValueKind.Array, JsonValueKind.Array) => Arrays(left, right),
            (JsonValueKind.Object, JsonValueKind.Object) => Objects(left, right),
            _ => ValueOrder.Missing,
        };
    }

    private static ValueOrder Order(int comparison) => comparison < 0 ? ValueOrder.Less : comparison > 0 ? ValueOrder.Greater : ValueOrder.Equal;

    private static ValueOrder Numbers(JsonElement left, JsonElement right)
    {
        var (leftIsWhole, rightIsWhole) = (TryGetWhole(left, out var l), TryGetWhole(right, out var r));
        if (leftIsWhole && rightIsWhole) return Order(l.CompareTo(r));
        if (leftIsWhole) return Order(Compare(l, right.GetDouble()));
        return rightIsWhole ? Order(-Compare(r, left.GetDouble())) : Order(left.GetDouble().CompareTo(right.GetDouble()));
    }

    private static bool TryGetWhole(JsonElement value, out Int128 whole)
    {
        var isInt64 = value.TryGetInt64(out var signed);
        var isUInt64 = value.TryGetUInt64(out var unsigned);
        whole = isInt64 ? signed : unsigned;
        return isInt64 || isUInt64;
    }

    private static int Compare(Int128 whole, double real)
    {
        if (real < -BeyondInt64) return 1;
        if (real >= BeyondUInt64) return -1;
        var floor = Math.Floor(real);
        var difference = whole.CompareTo((Int128)floor);
        return difference != 0 ? difference : floor < real ? -1 : 0;
    }

    private static ValueOrder Arrays(JsonElement left, JsonElement right)
    {
        foreach (var (l, r) in left.EnumerateArray().Zip(right.EnumerateArray()))
        {
            var order = Compare(l, r);
            if (order != ValueOrder.Equal) return order;
        }
        return Order(left.GetArrayLength().CompareTo(right.GetArrayLength()));
    }

    /// <summary>What both have is compared first, then whether one has more.</summary>
    private static ValueOrder Objects(JsonElement left, JsonElement right)
    {
        var isSame = left.GetPropertyCount() == right.GetPropertyCount();
        foreach (var member in left.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            if (!right.TryGetProperty(member.Name, out var other))
            {
                isSame = false;
                continue;
            }
            var order = Compare(member.Value, other);
            if (order is ValueOrder.Null or ValueOrder.Missing) return order;
            if (order != ValueOrder.Equal) return ValueOrder.Unequal;
        }
        return isSame ? ValueOrder.Equal : ValueOrder.Unequal;
    }
}
