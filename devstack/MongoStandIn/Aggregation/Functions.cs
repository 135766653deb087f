using System.Globalization;
using System.Text;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation;

/// <summary>The operators that are plain functions of their evaluated arguments, with how many they take.</summary>
internal static class Functions
{
    private const int Many = int.MaxValue;

    public static readonly IReadOnlyDictionary<string, (int Least, int Most, Func<RawValue[], RawValue> Apply)> All =
        new Dictionary<string, (int, int, Func<RawValue[], RawValue>)>
        {
            ["$eq"] = (2, 2, a => RawValue.Of(BsonOrder.Compare(a[0], a[1]) == 0)),
            ["$ne"] = (2, 2, a => RawValue.Of(BsonOrder.Compare(a[0], a[1]) != 0)),
            ["$gt"] = (2, 2, a => RawValue.Of(BsonOrder.Compare(a[0], a[1]) > 0)),
            ["$gte"] = (2, 2, a => RawValue.Of(BsonOrder.Compare(a[0], a[1]) >= 0)),
            ["$lt"] = (2, 2, a => RawValue.Of(BsonOrder.Compare(a[0], a[1]) < 0)),
            ["$lte"] = (2, 2, a => RawValue.Of(BsonOrder.Compare(a[0], a[1]) <= 0)),
            ["$cmp"] = (2, 2, a => RawValue.Of(Math.Sign(BsonOrder.Compare(a[0], a[1])))),
            ["$not"] = (1, 1, a => RawValue.Of(!a[0].IsTruthy)),
            ["$type"] = (1, 1, a => RawValue.Of(BsonTypeAlias.Of(a[0].Type))),
            ["$isArray"] = (1, 1, a => RawValue.Of(a[0].Type == BsonType.Array)),
            ["$isNumber"] = (1, 1, a => RawValue.Of(a[0].IsNumber)),
            ["$in"] = (2, 2, In),
            ["$size"] = (1, 1, Size),
            ["$add"] = (0, Many, Add),
            ["$subtract"] = (2, 2, Subtract),
            ["$multiply"] = (0, Many, Multiply),
            ["$concat"] = (0, Many, Concat),
            ["$toString"] = (1, 1, a => ToText(a[0])),
            ["$mergeObjects"] = (0, Many, MergeObjects),
        };

    private static RawValue In(RawValue[] arguments)
    {
        if (arguments[1].Type != BsonType.Array) throw CommandException.Location(40081, $"$in requires an array as a second argument, found: {BsonTypeAlias.Of(arguments[1].Type)}");
        foreach (var element in arguments[1].Fields)
            if (BsonOrder.Compare(element.Value, arguments[0]) == 0) return RawValue.True;
        return RawValue.False;
    }

    private static RawValue Size(RawValue[] arguments) => arguments[0].Type == BsonType.Array
        ? RawValue.Of(RawDocument.Count(arguments[0].Bytes))
        : throw CommandException.Location(17124, $"The argument to $size must be an array, but was of type: {BsonTypeAlias.Of(arguments[0].Type)}");

    private static RawValue Add(RawValue[] arguments)
    {
        var sum = RawValue.Of(0);
        RawValue date = default;
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            if (argument.Type == BsonType.DateTime)
            {
                if (!date.IsMissing) throw CommandException.Location(16612, "only one date allowed in an $add expression");
                date = argument;
                continue;
            }
            if (!argument.IsNumber) throw new CommandException(ErrorCode.TypeMismatch, $"$add only supports numeric or date types, not {BsonTypeAlias.Of(argument.Type)}");
            Numbers.Add(sum, argument, out sum);
        }
        return date.IsMissing ? sum : Shift(date, sum);
    }

    private static RawValue Subtract(RawValue[] arguments)
    {
        var (left, right) = (arguments[0], arguments[1]);
        if (left.IsNullish || right.IsNullish) return RawValue.Null;
        if (left.Type == BsonType.DateTime && right.Type == BsonType.DateTime) return RawValue.Of(checked(left.AsInt64() - right.AsInt64()));
        if (left.Type == BsonType.DateTime && right.IsNumber) return Shift(left, Numbers.Negate(right));
        if (!left.IsNumber || !right.IsNumber)
            throw new CommandException(ErrorCode.TypeMismatch, $"can't $subtract {BsonTypeAlias.Of(right.Type)} from {BsonTypeAlias.Of(left.Type)}");
        Numbers.Add(left, Numbers.Negate(right), out var difference);
        // -2^31 negates to a long: the difference of two ints stays an int when it is one.
        return left.Type == BsonType.Int32 && right.Type == BsonType.Int32 && difference.TryGetInteger(out var integer) && integer is >= int.MinValue and <= int.MaxValue ? RawValue.Of((int)integer) : difference;
    }

    private static RawValue Multiply(RawValue[] arguments)
    {
        var product = RawValue.Of(1);
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            if (!argument.IsNumber) throw new CommandException(ErrorCode.TypeMismatch, $"$multiply only supports numeric types, not {BsonTypeAlias.Of(argument.Type)}");
            Numbers.Multiply(product, argument, out product);
        }
        return product;
    }

    private static RawValue Shift(RawValue date, RawValue by)
    {
        var distance = by.TryGetInteger(out var integer) ? integer : (long)Math.Round(Numbers.ToDouble(by), MidpointRounding.ToEven);
        return RawValue.OfDate(checked(date.AsInt64() + distance));
    }

    private static RawValue Concat(RawValue[] arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) return RawValue.Null;
            if (argument.Type != BsonType.String) throw CommandException.Location(16702, $"$concat only supports strings, not {BsonTypeAlias.Of(argument.Type)}");
            text.Append(argument.AsString());
        }
        return RawValue.Of(text.ToString());
    }

    private static RawValue ToText(RawValue value)
    {
        switch (value.Type)
        {
            case BsonType.EndOfDocument or BsonType.Null or BsonType.Undefined: return RawValue.Null;
            case BsonType.String: return value;
            case BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128 or BsonType.Boolean: return RawValue.Of(BsonText.Of(value));
            case BsonType.ObjectId: return RawValue.Of(new ObjectId(value.Span).ToString());
            case BsonType.DateTime when value.AsInt64() is >= -62135596800000 and <= 253402300799999:
                return RawValue.Of(DateTimeOffset.FromUnixTimeMilliseconds(value.AsInt64()).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            case BsonType.Double:
                var text = value.AsDouble().ToString("R", CultureInfo.InvariantCulture);
                if (double.IsFinite(value.AsDouble()) && !text.Contains('E', StringComparison.Ordinal)) return RawValue.Of(text);
                throw new CommandException(ErrorCode.NotImplemented, "$toString of a double that needs an exponent, of NaN or of Infinity is not supported by the stand-in.");
            default: throw CommandException.Location(241, $"Unsupported conversion from {BsonTypeAlias.Of(value.Type)} to string in $convert with no onError value");
        }
    }

    private static RawValue MergeObjects(RawValue[] arguments)
    {
        var fields = new OrderedDictionary<string, RawValue>();
        foreach (var argument in arguments)
        {
            if (argument.IsNullish) continue;
            if (argument.Type != BsonType.Document) throw CommandException.Location(40400, $"$mergeObjects requires object inputs, but input {BsonText.Of(argument)} is of type {BsonTypeAlias.Of(argument.Type)}");
            foreach (var (name, value) in argument.Fields) fields[name] = value;
        }
        return RawValue.OfDocument(RawDocument.Build(writer =>
        {
            foreach (var (name, value) in fields) writer.Raw(name, value.Type, value.Span);
        }));
    }
}
