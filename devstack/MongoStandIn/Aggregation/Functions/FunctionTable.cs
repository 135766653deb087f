using MongoC.Bson;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary>The operators that are plain functions of their evaluated arguments, with how many they take.</summary>
internal static class FunctionTable
{
    public const int Many = int.MaxValue;

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
            ["$bsonSize"] = (1, 1, ObjectFunctions.BsonSize),
            ["$binarySize"] = (1, 1, ObjectFunctions.BinarySize),
            ["$mergeObjects"] = (0, Many, ObjectFunctions.Merge),
            ["$objectToArray"] = (1, 1, ObjectFunctions.ToArray),
            ["$arrayToObject"] = (1, 1, ObjectFunctions.FromArray),
            ["$add"] = (0, Many, Arithmetic.Add),
            ["$subtract"] = (2, 2, Arithmetic.Subtract),
            ["$multiply"] = (0, Many, Arithmetic.Multiply),
            ["$divide"] = (2, 2, Arithmetic.Divide),
            ["$mod"] = (2, 2, Arithmetic.Mod),
            ["$pow"] = (2, 2, Arithmetic.Power),
            ["$abs"] = (1, 1, Rounding.Abs),
            ["$ceil"] = (1, 1, a => Rounding.Whole("$ceil", a[0], Math.Ceiling, RoundingDirection.Up)),
            ["$floor"] = (1, 1, a => Rounding.Whole("$floor", a[0], Math.Floor, RoundingDirection.Down)),
            ["$round"] = (1, 2, a => Rounding.ToPlace("$round", a, RoundingDirection.HalfEven)),
            ["$trunc"] = (1, 2, a => Rounding.ToPlace("$trunc", a, RoundingDirection.Zero)),
            ["$sqrt"] = (1, 1, a => Arithmetic.Real("$sqrt", a[0], Math.Sqrt, x => x >= 0, 28714, "$sqrt's argument must be greater than or equal to 0")),
            ["$exp"] = (1, 1, a => Arithmetic.Real("$exp", a[0], Math.Exp, _ => true, 0, "")),
            ["$ln"] = (1, 1, a => Arithmetic.Real("$ln", a[0], Math.Log, x => x > 0, 28766, $"$ln's argument must be a positive number, but is {BsonText.Of(a[0])}")),
            ["$log10"] = (1, 1, a => Arithmetic.Real("$log10", a[0], Math.Log10, x => x > 0, 28761, $"$log10's argument must be a positive number, but is {BsonText.Of(a[0])}")),
            ["$log"] = (2, 2, Arithmetic.Log),
            ["$bitAnd"] = (0, Many, a => BitFunctions.Fold("$bitAnd", a, -1, (x, y) => x & y)),
            ["$bitOr"] = (0, Many, a => BitFunctions.Fold("$bitOr", a, 0, (x, y) => x | y)),
            ["$bitXor"] = (0, Many, a => BitFunctions.Fold("$bitXor", a, 0, (x, y) => x ^ y)),
            ["$bitNot"] = (1, 1, BitFunctions.Not),
            ["$arrayElemAt"] = (2, 2, ArrayFunctions.ElementAt),
            ["$first"] = (1, 1, a => ArrayFunctions.End("$first", a[0], first: true)),
            ["$last"] = (1, 1, a => ArrayFunctions.End("$last", a[0], first: false)),
            ["$concatArrays"] = (0, Many, ArrayFunctions.Concat),
            ["$in"] = (2, 2, ArrayFunctions.In),
            ["$size"] = (1, 1, ArrayFunctions.Size),
            ["$slice"] = (2, 3, ArrayFunctions.Slice),
            ["$range"] = (2, 3, ArrayFunctions.Range),
            ["$reverseArray"] = (1, 1, ArrayFunctions.Reverse),
            ["$indexOfArray"] = (2, 4, ArrayFunctions.IndexOf),
            ["$setEquals"] = (2, Many, SetFunctions.Equal),
            ["$setIntersection"] = (0, Many, SetFunctions.Intersection),
            ["$setUnion"] = (0, Many, SetFunctions.Union),
            ["$setDifference"] = (2, 2, SetFunctions.Difference),
            ["$setIsSubset"] = (2, 2, SetFunctions.IsSubset),
            ["$allElementsTrue"] = (1, 1, SetFunctions.AllTrue),
            ["$anyElementTrue"] = (1, 1, SetFunctions.AnyTrue),
            ["$concat"] = (0, Many, StringFunctions.Concat),
            ["$toLower"] = (1, 1, a => RawValue.Of(AsciiCase(StringFunctions.Coerce("$toLower", a[0]), upper: false))),
            ["$toUpper"] = (1, 1, a => RawValue.Of(AsciiCase(StringFunctions.Coerce("$toUpper", a[0]), upper: true))),
            ["$strcasecmp"] = (2, 2, a => RawValue.Of(Math.Sign(string.CompareOrdinal(AsciiCase(StringFunctions.Coerce("$strcasecmp", a[0]), true), AsciiCase(StringFunctions.Coerce("$strcasecmp", a[1]), true))))),
            ["$split"] = (2, 2, StringFunctions.Split),
            ["$strLenCP"] = (1, 1, a => StringFunctions.Length("$strLenCP", 34471, a[0], codePoints: true)),
            ["$strLenBytes"] = (1, 1, a => StringFunctions.Length("$strLenBytes", 34473, a[0], codePoints: false)),
            ["$substr"] = (3, 3, Substrings.Bytes),
            ["$substrBytes"] = (3, 3, Substrings.Bytes),
            ["$substrCP"] = (3, 3, Substrings.CodePoints),
            ["$indexOfBytes"] = (2, 4, a => Substrings.IndexOf("$indexOfBytes", a, codePoints: false)),
            ["$indexOfCP"] = (2, 4, a => Substrings.IndexOf("$indexOfCP", a, codePoints: true)),
            ["$toString"] = (1, 1, a => Conversions.Convert(a[0], BsonType.String)),
            ["$toInt"] = (1, 1, a => Conversions.Convert(a[0], BsonType.Int32)),
            ["$toLong"] = (1, 1, a => Conversions.Convert(a[0], BsonType.Int64)),
            ["$toDouble"] = (1, 1, a => Conversions.Convert(a[0], BsonType.Double)),
            ["$toDecimal"] = (1, 1, a => Conversions.Convert(a[0], BsonType.Decimal128)),
            ["$toBool"] = (1, 1, a => Conversions.Convert(a[0], BsonType.Boolean)),
            ["$toDate"] = (1, 1, a => Conversions.Convert(a[0], BsonType.DateTime)),
            ["$toObjectId"] = (1, 1, a => Conversions.Convert(a[0], BsonType.ObjectId)),
            ["$tsSecond"] = (1, 1, a => DateParts.OfTimestamp("$tsSecond", 5687301, a[0], t => t.Seconds)),
            ["$tsIncrement"] = (1, 1, a => DateParts.OfTimestamp("$tsIncrement", 5687302, a[0], t => t.Increment)),
            ["$sum"] = (0, Many, a => AccumulatorFunctions.Fold("$sum", a)),
            ["$avg"] = (0, Many, a => AccumulatorFunctions.Fold("$avg", a)),
            ["$min"] = (0, Many, a => AccumulatorFunctions.Fold("$min", a)),
            ["$max"] = (0, Many, a => AccumulatorFunctions.Fold("$max", a)),
            ["$stdDevPop"] = (0, Many, a => AccumulatorFunctions.Fold("$stdDevPop", a)),
            ["$stdDevSamp"] = (0, Many, a => AccumulatorFunctions.Fold("$stdDevSamp", a)),
        };

    private static string AsciiCase(string text, bool upper) =>
        string.Create(text.Length, (text, upper), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = state.upper && char.IsAsciiLetterLower(state.text[i]) ? (char)(state.text[i] - 32) : !state.upper && char.IsAsciiLetterUpper(state.text[i]) ? (char)(state.text[i] + 32) : state.text[i];
        });
}
