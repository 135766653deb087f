using System.Text.Json;
using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Conversion;

/// <summary>
/// Which element of MongoDB's array tells the BSON type of each element of Ditto's: the one with the same value, wherever it stands, for elements move when
/// others are inserted or removed; else the one in the same place; and beyond the end the last one, where all have one type.
/// </summary>
internal static class ElementHints
{
    /// <param name="array">MongoDB's array.</param>
    /// <param name="reader">Stands on the opening bracket of Ditto's array; it is a copy and may be moved.</param>
    public static BsonValue?[] Of(BsonValue array, Utf8JsonReader reader)
    {
        var known = NativeToBson.Members(array, BsonType.Array).ConvertAll(m => m.Value);
        var values = new List<ulong>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(JsonValueHash.Of(ref reader));
        var hints = new BsonValue?[values.Count];
        // An array that holds what Ditto cannot is left out as a whole: what stands in its place now has nothing to do with it.
        if (BsonToNative.Obstacle(array.AsElement()) is null) Match(known, values, hints);
        return hints;
    }

    private static void Match(IReadOnlyList<BsonValue> known, List<ulong> values, BsonValue?[] hints)
    {
        var unused = new Dictionary<ulong, Queue<BsonValue>>();
        for (var i = 0; i < known.Count; i++)
        {
            var value = BsonToNative.HashOf(known[i].AsElement());
            if (i < values.Count && values[i] == value) hints[i] = known[i];
            else if (unused.TryGetValue(value, out var equal)) equal.Enqueue(known[i]);
            else unused[value] = new Queue<BsonValue>([known[i]]);
        }
        var last = LastOfOneType(known);
        for (var i = 0; i < hints.Length; i++)
        {
            if (hints[i] is not null) continue;
            if (unused.TryGetValue(values[i], out var equal) && equal.TryDequeue(out var moved)) hints[i] = moved;
            else hints[i] = i < known.Count ? known[i] : last;
        }
    }

    private static BsonValue? LastOfOneType(IReadOnlyList<BsonValue> known)
    {
        BsonValue? last = null;
        foreach (var value in known.Where(k => k.Type != BsonType.Null))
        {
            if (last is { } other && other.Type != value.Type) return null;
            last = value;
        }
        return last;
    }
}
