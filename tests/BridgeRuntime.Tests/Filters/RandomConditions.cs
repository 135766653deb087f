using System.Globalization;

namespace BridgeRuntime.Tests.Filters;

/// <summary>Random conditions in DQL and random documents to try them on.</summary>
internal sealed class RandomConditions(Random random)
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "2", "-1", "1.5", "-0.5", "9007199254740993", "9007199254740992.0", "9223372036854775807", "1e300", "\"\"", "\"a\"", "\"b\"", "\"ab\"", "\"a%b\"", "\"A\"", "\"1\"", "\"é\"", "\"😀x\"", "\"x\\ny\"",
        "\"2023-01-01T00:00:00.000Z\"", "\"2024-06-01T00:00:00.000Z\"", "[]", "[1,2]", "[1,null]", "[\"a\",1]", "[{\"k\":1}]", "{}", "{\"k\":1}", "{\"k\":{\"z\":\"a\"}}", "{\"k\":null}", "{\"$numberInt\":\"5\"}",
    ];

    private static readonly string[] Fields = ["a", "b", "c", "o", "o.k", "o.k.z", "o.`k`", "l", "l[0]", "l[1]", "l[0].k", "nope", "`order`", "a.k", "b[0]", "_id", "_id.n", "`x y`", "o.`$numberInt`", "`select`"];

    private static readonly string[] Texts = ["''", "'a'", "'b'", "\"a\"", "'a%'", "'%b'", "'_'", "'a_b'", "'A'", "'é'", "'1'", "'x\\ny'", "'5'", "'2023-06-01T00:00:00.000Z'", "'a\\u0062'"];

    private static readonly string[] Numbers = ["0", "1", "2", "-1", "1.5", "-0.5", "1.0", "9007199254740992", "9007199254740993", "9007199254740993.0", "9223372036854775807", "9223372036854775808", "1e300", "3"];

    public string Document(int n)
    {
        var members = new List<string> { random.Next(3) == 0 ? $$"""
            "_id":{"n":{{n}}}
            """ : $"\"_id\":\"{n.ToString(CultureInfo.InvariantCulture)}\"" };
        foreach (var field in new[] { "a", "b", "c", "o", "l", "order", "x y", "select" })
        {
            if (random.Next(4) == 0) continue;
            var value = field switch
            {
                "o" when random.Next(3) > 0 => Pick(Values.Where(v => v[0] == '{')),
                "l" when random.Next(3) > 0 => Pick(Values.Where(v => v[0] == '[')),
                _ => Pick(Values),
            };
            members.Add($"\"{field}\":{value}");
        }
        return $"{{{string.Join(',', members)}}}";
    }

    /// <summary>
    /// Every comparison has a field in it: what consists of literals only, the engine works out beforehand and by other rules. And "less than" has a literal, because DQL
    /// has no order of objects: one can be less than another and greater at once.
    /// </summary>
    public string Condition(int depth = 3) => random.Next(depth > 0 ? 16 : 9) switch
    {
        0 => $"{Field()} {Pick(["=", "==", "!=", "<>"])} {Value()}",
        1 => $"{Value()} {Pick(["=", "==", "!=", "<>"])} {Field()}",
        2 => $"{Field()} {Pick(["<", "<=", ">", ">="])} {Literal()}",
        3 => $"{Literal()} {Pick(["<", "<=", ">", ">="])} {Field()}",
        4 => $"{Field()} IS {Not()}{Pick(["NULL", "MISSING"])}",
        5 => $"{Field()} {Not()}IN {Pick(["l", "o.k", $"({string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(8) == 0 ? "null" : random.Next(4) == 0 ? Value() : Literal()))})"])}",
        6 => $"{Field()} {Not()}BETWEEN {Literal()} AND {(random.Next(4) == 0 ? Field() : Literal())}",
        7 => $"{Field()} {Not()}{Pick(["LIKE", "ILIKE"])} {(random.Next(6) == 0 ? Value() : Pick(Texts))}",
        8 => random.Next(3) == 0 ? Pick(Fields) : $"{Pick(["starts_with", "ends_with", "contains"])}({Field()}, {(random.Next(6) == 0 ? Value() : Pick(Texts))})",
        9 or 10 => $"NOT {Inner(depth)}",
        11 or 12 => $"{Inner(depth)} AND {Inner(depth)}",
        13 or 14 => $"{Inner(depth)} OR {Inner(depth)}",
        _ => $"({Condition(depth - 1)}) IS {Not()}{Pick(["NULL", "MISSING"])}",
    };

    /// <summary>The same condition in the words of the older query language.</summary>
    public static string InOlderWords(string condition) => condition.Replace(" AND ", " && ", StringComparison.Ordinal).Replace(" OR ", " || ", StringComparison.Ordinal).Replace("NOT (", "!(", StringComparison.Ordinal);

    private string Inner(int depth) => random.Next(3) == 0 ? Condition(depth - 1) : $"({Condition(depth - 1)})";

    private string Not() => random.Next(3) == 0 ? "NOT " : "";

    private string Value() => random.Next(4) == 0 ? Literal() : Pick(Fields);

    private string Field() => Pick(Fields);

    private string Literal() => random.Next(3) switch { 0 => Pick(Texts), 1 => Pick(Numbers), _ => random.Next(4) == 0 ? Pick(["true", "FALSE"]) : Pick(Numbers) };

    private T Pick<T>(IEnumerable<T> items)
    {
        var all = items.ToList();
        return all[random.Next(all.Count)];
    }
}
