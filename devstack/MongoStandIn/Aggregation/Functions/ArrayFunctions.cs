using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>Functions of arrays.</summary>
internal static class ArrayFunctions
{
    public static RawValue ElementAt(RawValue[] arguments)
    {
        var (array, at) = (arguments[0], arguments[1]);
        if (array.IsNullish || at.IsNullish) return RawValue.Null;
        if (array.Type != BsonType.Array) throw CommandException.Location(28689, $"$arrayElemAt's first argument must be an array, but is {BsonTypeAlias.Of(array.Type)}");
        if (!at.IsNumber) throw CommandException.Location(28690, $"$arrayElemAt's second argument must be a numeric value, but is {BsonTypeAlias.Of(at.Type)}");
        if (!at.TryGetInteger(out var index) || index is < int.MinValue or > int.MaxValue) throw CommandException.Location(28691, $"$arrayElemAt's second argument must be representable as a 32-bit integer: {BsonText.Of(at)}");
        var values = RawDocument.Values(array.Bytes);
        if (index < 0) index += values.Count;
        return index >= 0 && index < values.Count ? values[(int)index] : RawValue.Missing;
    }

    public static RawValue End(string name, RawValue array, bool first)
    {
        if (array.IsNullish) return RawValue.Null;
        if (array.Type != BsonType.Array) throw CommandException.Location(28689, $"{name}'s argument must be an array, but is {BsonTypeAlias.Of(array.Type)}");
        var values = RawDocument.Values(array.Bytes);
        return values.Count == 0 ? RawValue.Missing : first ? values[0] : values[^1];
    }

    public static RawValue Ends(string name, RawValue[] arguments, bool first)
    {
        var (count, values) = Limited(name, arguments);
        return Array(first ? values.Take(count) : values.TakeLast(count));
    }

    public static RawValue Extremes(string name, RawValue[] arguments, int sign)
    {
        var (count, values) = Limited(name, arguments);
        return Array(values.Where(v => !v.IsNullish).Order(Comparer<RawValue>.Create((a, b) => sign * BsonOrder.Compare(a, b))).Take(count));
    }

    public static RawValue Concat(RawValue[] arguments)
    {
        var all = new List<RawValue>();
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            if (argument.Type != BsonType.Array) throw CommandException.Location(28664, $"$concatArrays only supports arrays, not {BsonTypeAlias.Of(argument.Type)}");
            all.AddRange(RawDocument.Values(argument.Bytes));
        }
        return Array(all);
    }

    public static RawValue In(RawValue[] arguments)
    {
        if (arguments[1].Type != BsonType.Array) throw CommandException.Location(40081, $"$in requires an array as a second argument, found: {BsonTypeAlias.Of(arguments[1].Type)}");
        foreach (var element in arguments[1].Fields)
            if (BsonOrder.Compare(element.Value, arguments[0]) == 0) return RawValue.True;
        return RawValue.False;
    }

    public static RawValue Size(RawValue[] arguments) => arguments[0].Type == BsonType.Array
        ? RawValue.Of(RawDocument.Count(arguments[0].Bytes))
        : throw CommandException.Location(17124, $"The argument to $size must be an array, but was of type: {BsonTypeAlias.Of(arguments[0].Type)}");

    public static RawValue Slice(RawValue[] arguments)
    {
        if (System.Array.Exists(arguments, a => a.IsNullish)) return RawValue.Null;
        var array = arguments[0];
        if (array.Type != BsonType.Array) throw CommandException.Location(28724, $"First argument to $slice must be an array, but is of type: {BsonTypeAlias.Of(array.Type)}");
        var values = RawDocument.Values(array.Bytes);
        var second = Integer(arguments[1], "Second", 28725, 28726);
        if (arguments.Length == 2) return second >= 0 ? Array(values.Take(second)) : Array(values.TakeLast((int)Math.Min(-(long)second, values.Count)));
        var count = Integer(arguments[2], "Third", 28727, 28728);
        if (count <= 0) throw CommandException.Location(28729, $"Third argument to $slice must be positive: {count}");
        var start = second >= 0 ? second : Math.Max(0, values.Count + second);
        return Array(values.Skip(start).Take(count));
    }

    public static RawValue Range(RawValue[] arguments)
    {
        var start = RangeBound(arguments[0], "starting value", 34443, 34444);
        var end = RangeBound(arguments[1], "ending value", 34445, 34446);
        var step = arguments.Length > 2 ? RangeBound(arguments[2], "step value", 34447, 34448) : 1;
        if (step == 0) throw CommandException.Location(34449, "$range requires a non-zero step value");
        var values = new List<RawValue>();
        for (long i = start; step > 0 ? i < end : i > end; i += step) values.Add(RawValue.Of((int)i));
        return Array(values);
    }

    public static RawValue Reverse(RawValue[] arguments)
    {
        if (arguments[0].IsNullish) return RawValue.Null;
        if (arguments[0].Type != BsonType.Array) throw CommandException.Location(34435, $"The argument to $reverseArray must be an array, but was of type: {BsonTypeAlias.Of(arguments[0].Type)}");
        var values = RawDocument.Values(arguments[0].Bytes);
        values.Reverse();
        return Array(values);
    }

    public static RawValue IndexOf(RawValue[] arguments)
    {
        if (arguments[0].IsNullish) return RawValue.Null;
        if (arguments[0].Type != BsonType.Array) throw CommandException.Location(40090, $"$indexOfArray requires an array as a first argument, found: {BsonTypeAlias.Of(arguments[0].Type)}");
        var values = RawDocument.Values(arguments[0].Bytes);
        var start = arguments.Length > 2 ? Place("starting", arguments[2]) : 0;
        var end = Math.Min(arguments.Length > 3 ? Place("ending", arguments[3]) : values.Count, values.Count);
        for (var i = start; i < end; i++)
            if (BsonOrder.Compare(values[i], arguments[1]) == 0) return RawValue.Of(i);
        return RawValue.Of(-1);

        static int Place(string which, RawValue value)
        {
            if (!value.TryGetInteger(out var place) || place > int.MaxValue) throw CommandException.Location(40096, $"$indexOfArray requires an integral {which} index, found a value of type: {BsonTypeAlias.Of(value.Type)}, with value: \"{BsonText.Of(value)}\"");
            return place >= 0 ? (int)place : throw CommandException.Location(40097, $"$indexOfArray requires a nonnegative {which} index, found: {place}");
        }
    }

    public static RawValue Zip(RawValue[] arguments)
    {
        var (inputs, longest, defaults) = (arguments[0], arguments[1], arguments[2]);
        if (inputs.Type != BsonType.Array) throw CommandException.Location(34461, $"inputs must be an array of expressions, found {BsonTypeAlias.Of(inputs.Type)}");
        var useLongest = longest.Type == BsonType.Boolean ? longest.AsBoolean() : longest.IsMissing ? false : throw CommandException.Location(34463, "useLongestLength must be a bool");
        var filling = defaults.IsMissing ? [] : RawDocument.Values(defaults.Bytes);
        var arrays = new List<List<RawValue>>();
        foreach (var input in inputs.Fields)
        {
            if (input.Value.IsNullish) return RawValue.Null;
            arrays.Add(input.Value.Type == BsonType.Array ? RawDocument.Values(input.Value.Bytes) : throw CommandException.Location(34468, $"$zip found a non-array expression in input: {BsonText.Of(input.Value)}"));
        }
        if (arrays.Count == 0) throw CommandException.Location(34465, "$zip requires at least one input array");
        if (!defaults.IsMissing && !useLongest) throw CommandException.Location(34466, "cannot specify defaults unless useLongestLength is true");
        if (!defaults.IsMissing && filling.Count != arrays.Count) throw CommandException.Location(34467, "defaults and inputs must have the same length");
        var length = useLongest ? arrays.Max(a => a.Count) : arrays.Min(a => a.Count);
        var rows = new List<RawValue>();
        for (var i = 0; i < length; i++) rows.Add(Array(arrays.Select((a, n) => i < a.Count ? a[i] : n < filling.Count ? filling[n] : RawValue.Null)));
        return Array(rows);
    }

    public static RawValue Array(IEnumerable<RawValue> values) => RawValue.OfArray(RawDocument.BuildArray(values));

    private static (int Count, List<RawValue> Values) Limited(string name, RawValue[] arguments)
    {
        if (!arguments[0].TryGetInteger(out var count)) throw CommandException.Location(5787902, $"Value for 'n' must be of integral type, but found {BsonText.Of(arguments[0])}");
        if (count <= 0) throw CommandException.Location(5787908, $"'n' must be greater than 0, found {count}");
        if (arguments[1].Type != BsonType.Array) throw CommandException.Location(5788200, $"Input must be an array for {name}");
        return ((int)Math.Min(count, int.MaxValue), RawDocument.Values(arguments[1].Bytes));
    }

    private static int Integer(RawValue value, string which, int notNumeric, int notInteger)
    {
        if (!value.IsNumber) throw CommandException.Location(notNumeric, $"{which} argument to $slice must be a numeric value, but is of type: {BsonTypeAlias.Of(value.Type)}");
        return value.TryGetInteger(out var integer) && integer is >= int.MinValue and <= int.MaxValue ? (int)integer : throw CommandException.Location(notInteger, $"{which} argument to $slice can't be represented as a 32-bit integer: {BsonText.Of(value)}");
    }

    private static int RangeBound(RawValue value, string which, int notNumeric, int notInteger)
    {
        if (!value.IsNumber) throw CommandException.Location(notNumeric, $"$range requires a numeric {which}, found value of type: {BsonTypeAlias.Of(value.Type)}");
        return value.TryGetInteger(out var integer) && integer is >= int.MinValue and <= int.MaxValue ? (int)integer : throw CommandException.Location(notInteger, $"$range requires a {which} that can be represented as a 32-bit integer, found value: {BsonText.Of(value)}");
    }
}
