using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Arrays as sets. MongoDB leaves the order of a result open; here it is the order of values, which is also MongoDB's.</summary>
internal static class SetFunctions
{
    public static RawValue Equal(RawValue[] arguments)
    {
        var first = Read("$setEquals", 17044, arguments[0]);
        return RawValue.Of(arguments.Skip(1).All(a => Read("$setEquals", 17044, a).Keys.SequenceEqual(first.Keys, KeyComparer.Instance)));
    }

    public static RawValue Intersection(RawValue[] arguments)
    {
        SortedDictionary<byte[], RawValue>? common = null;
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            var set = Read("$setIntersection", 17047, argument);
            if (common is null) common = set;
            else
                foreach (var key in common.Keys.Where(k => !set.ContainsKey(k)).ToList()) common.Remove(key);
        }
        return ArrayFunctions.Array(common?.Values ?? Enumerable.Empty<RawValue>());
    }

    public static RawValue Union(RawValue[] arguments)
    {
        var all = new SortedDictionary<byte[], RawValue>(KeyComparer.Instance);
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            foreach (var (key, value) in Read("$setUnion", 17043, argument)) all.TryAdd(key, value);
        }
        return ArrayFunctions.Array(all.Values);
    }

    /// <summary>In the order of the first array.</summary>
    public static RawValue Difference(RawValue[] arguments)
    {
        if (arguments[0].IsNullish || arguments[1].IsNullish) return RawValue.Null;
        if (arguments[0].Type != BsonType.Array) throw CommandException.Location(17048, $"both operands of $setDifference must be arrays. First argument is of type: {BsonTypeAlias.Of(arguments[0].Type)}");
        if (arguments[1].Type != BsonType.Array) throw CommandException.Location(17049, $"both operands of $setDifference must be arrays. Second argument is of type: {BsonTypeAlias.Of(arguments[1].Type)}");
        var seen = new HashSet<byte[]>(Read("$setDifference", 17049, arguments[1]).Keys, KeyComparer.Instance);
        return ArrayFunctions.Array(RawDocument.Values(arguments[0].Bytes).Where(v => seen.Add(KeyWriter.Encode(v))));
    }

    public static RawValue IsSubset(RawValue[] arguments)
    {
        if (arguments[0].Type != BsonType.Array) throw CommandException.Location(17046, $"both operands of $setIsSubset must be arrays. First argument is of type: {BsonTypeAlias.Of(arguments[0].Type)}");
        if (arguments[1].Type != BsonType.Array) throw CommandException.Location(17042, $"both operands of $setIsSubset must be arrays. Second argument is of type: {BsonTypeAlias.Of(arguments[1].Type)}");
        var whole = Read("$setIsSubset", 17042, arguments[1]);
        return RawValue.Of(Read("$setIsSubset", 17046, arguments[0]).Keys.All(whole.ContainsKey));
    }

    public static RawValue AllTrue(RawValue[] arguments) => arguments[0].Type == BsonType.Array
        ? RawValue.Of(RawDocument.Values(arguments[0].Bytes).TrueForAll(v => v.IsTruthy))
        : throw CommandException.Location(17040, $"$allElementsTrue's argument must be an array, but is {BsonTypeAlias.Of(arguments[0].Type)}");

    public static RawValue AnyTrue(RawValue[] arguments) => arguments[0].Type == BsonType.Array
        ? RawValue.Of(RawDocument.Values(arguments[0].Bytes).Exists(v => v.IsTruthy))
        : throw CommandException.Location(17041, $"$anyElementTrue's argument must be an array, but is {BsonTypeAlias.Of(arguments[0].Type)}");

    private static SortedDictionary<byte[], RawValue> Read(string name, int code, RawValue value)
    {
        if (value.Type != BsonType.Array) throw CommandException.Location(code, $"All operands of {name} must be arrays. One argument is of type: {BsonTypeAlias.Of(value.Type)}");
        var set = new SortedDictionary<byte[], RawValue>(KeyComparer.Instance);
        foreach (var element in value.Fields) set.TryAdd(KeyWriter.Encode(element.Value), element.Value);
        return set;
    }
}
