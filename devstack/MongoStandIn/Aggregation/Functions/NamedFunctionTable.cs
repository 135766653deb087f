namespace MongoStandIn.Aggregation.Functions;

/// <summary>The operators with named arguments. The codes are those of MongoDB's own parsers.</summary>
internal static class NamedFunctionTable
{
    public static readonly IReadOnlyDictionary<string, NamedFunction> All = new Dictionary<string, NamedFunction>
    {
        ["$trim"] = new(["input", "chars"], 1, 50696, 50694, 50695, a => Trimming.Trim("$trim", a, start: true, end: true)),
        ["$ltrim"] = new(["input", "chars"], 1, 50696, 50694, 50695, a => Trimming.Trim("$ltrim", a, start: true, end: false)),
        ["$rtrim"] = new(["input", "chars"], 1, 50696, 50694, 50695, a => Trimming.Trim("$rtrim", a, start: false, end: true)),
        ["$replaceOne"] = new(["input", "find", "replacement"], 3, 51751, 51750, 51749, a => StringFunctions.Replace("$replaceOne", a, all: false)),
        ["$replaceAll"] = new(["input", "find", "replacement"], 3, 51751, 51750, 51749, a => StringFunctions.Replace("$replaceAll", a, all: true)),
        ["$regexMatch"] = new(["input", "regex", "options"], 2, 51103, 31024, 31022, a => RegexFunctions.IsMatch(a)),
        ["$regexFind"] = new(["input", "regex", "options"], 2, 51103, 31024, 31022, a => RegexFunctions.Find(a)),
        ["$regexFindAll"] = new(["input", "regex", "options"], 2, 51103, 31024, 31022, a => RegexFunctions.FindAll(a)),
        ["$convert"] = new(["input", "to", "onError", "onNull"], 2, 9, 9, 9, Conversions.Convert),
        ["$dateToString"] = new(["date", "format", "timezone", "onNull"], 1, 18629, 18534, 18628, DateText.Write),
        ["$dateFromString"] = new(["dateString", "format", "timezone", "onError", "onNull"], 1, 40540, 40541, 40542, DateText.Read),
        ["$dateToParts"] = new(["date", "timezone", "iso8601"], 1, 40524, 40520, 40522, DateParts.Split),
        ["$dateFromParts"] = new(["year", "month", "day", "hour", "minute", "second", "millisecond", "timezone", "isoWeekYear", "isoWeek", "isoDayOfWeek"], 0, 40519, 40518, 40516, DateParts.Join),
        ["$dateAdd"] = new(["startDate", "unit", "amount", "timezone"], 3, 5166400, 5166401, 5166402, a => DateSteps.Add("$dateAdd", a, 1)),
        ["$dateSubtract"] = new(["startDate", "unit", "amount", "timezone"], 3, 5166400, 5166401, 5166402, a => DateSteps.Add("$dateSubtract", a, -1)),
        ["$dateDiff"] = new(["startDate", "endDate", "unit", "timezone", "startOfWeek"], 3, 5166301, 5166302, 5166303, DateSteps.Difference),
        ["$dateTrunc"] = new(["date", "unit", "binSize", "timezone", "startOfWeek"], 2, 5439007, 5439008, 5439009, DateSteps.Truncate),
        ["$firstN"] = new(["n", "input"], 2, 5787801, 5787901, 5787906, a => ArrayFunctions.Ends("$firstN", a, first: true)),
        ["$lastN"] = new(["n", "input"], 2, 5787801, 5787901, 5787906, a => ArrayFunctions.Ends("$lastN", a, first: false)),
        ["$minN"] = new(["n", "input"], 2, 5787801, 5787901, 5787906, a => ArrayFunctions.Extremes("$minN", a, 1)),
        ["$maxN"] = new(["n", "input"], 2, 5787801, 5787901, 5787906, a => ArrayFunctions.Extremes("$maxN", a, -1)),
        ["$zip"] = new(["inputs", "useLongestLength", "defaults"], 1, 34460, 34464, 34465, ArrayFunctions.Zip),
    };
}
