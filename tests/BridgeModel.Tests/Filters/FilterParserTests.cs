using BridgeModel.Filters;

namespace BridgeModel.Tests.Filters;

/// <summary>What a filter may be made of, and what its errors say. What it means is tested beside the real engine.</summary>
public sealed class FilterParserTests
{
    [TestCase("deleted = false AND order_date >= '2023-01-01T00:00:00Z'")]
    [TestCase("deleted == false && order_date >= \"2023-01-01T00:00:00Z\"")]
    [TestCase("!(a == 1 || b <> 2) and not c")]
    [TestCase("a.`b c`.d[0].e IS NOT MISSING OR _id.location IS NULL")]
    [TestCase("a IN (1, -2.5, 1e3, 'x', true, null) AND b NOT IN ['x'] AND 1 IN list")]
    [TestCase("a BETWEEN 1 AND 2 AND b NOT BETWEEN 'a' AND 'b'")]
    [TestCase("a LIKE '50!%%' ESCAPE '!' OR a NOT ILIKE '%x_'")]
    [TestCase("starts_with(a, 'x') AND Ends_With(a, b) AND CONTAINS(a, '\\u00e9\\n\\'')")]
    [TestCase("`and` = 1 AND `a``b` = 2 AND `é` = 3")]
    [TestCase("a = 1 = true")]
    public void These_are_filters(string text) => Assert.That(FilterParser.Parse(text, "orders"), Is.Not.Null);

    [TestCase("a == 1 && !b || c", "a = 1 AND NOT b OR c")]
    [TestCase("a = 1 OR b AND c", "a = 1 OR (b AND c)")]
    [TestCase("NOT a = 1 AND b", "(NOT (a = 1)) AND b")]
    [TestCase("NOT a IS NULL", "NOT (a IS NULL)")]
    [TestCase("a = b IS NULL", "(a = b) IS NULL")]
    [TestCase("a BETWEEN 1 AND 2 AND b", "(a BETWEEN 1 AND 2) AND b")]
    [TestCase("a NOT LIKE 'x'", "NOT (a LIKE 'x')")]
    [TestCase("orders.a = 1", "a = 1")]
    [TestCase("orders.orders = 1", "orders.`orders` = 1")]
    [TestCase("a = \"x\"", "a = 'x'")]
    [TestCase("a = 007", "a = 7")]
    [TestCase("a <> 1", "a != 1")]
    public void Both_are_read_as_one_and_the_same(string text, string same) =>
        Assert.That(Show(FilterParser.Parse(text, "orders")), Is.EqualTo(Show(FilterParser.Parse(same, "orders"))));

    [TestCase("order_date >=", "at character 14: expected a value after '>=', found the end of the text")]
    [TestCase("", "at character 1: expected a value, found the end of the text")]
    [TestCase("a = 1 b", "at character 7: expected AND, OR or the end of the text after a number, found 'b'")]
    [TestCase("a = 'it''s'", "at character 9: a quote within a text is written \\', not doubled")]
    [TestCase("a = 'x", "at character 5: the text has no closing '")]
    [TestCase("a = 'x\\q'", "at character 7: a backslash in a text stands before one of")]
    [TestCase("a = '\\ud800'", "at character 6: \\u needs four hex digits that are a character of their own")]
    [TestCase("(a = 1", "at character 7: expected ')' after a number, found the end of the text")]
    [TestCase("a IN ()", "at character 7: expected a value after '(', found ')'")]
    [TestCase("a IN (1,)", "at character 9: expected a value after ',', found ')'")]
    [TestCase("a IS TRUE", "at character 6: expected NULL or MISSING after 'IS', found 'TRUE'")]
    [TestCase("a BETWEEN 1 OR 2", "at character 13: expected AND after a number, found 'OR'")]
    [TestCase("length(a) = 1", "at character 1: 'length' is no function of a filter; there are starts_with, ends_with and contains")]
    [TestCase("starts_with(a)", "at character 14: expected ',' and the text to look for after 'a', found ')'")]
    [TestCase("qty.$numberInt = '5'", "at character 5: '$' has no meaning here; a field name with it stands in back-ticks")]
    [TestCase("é = 1", "at character 1: a character that has no meaning here; a field name other than")]
    [TestCase("a = 12x", "at character 5: a number ends in a letter")]
    [TestCase("a = 1e999", "at character 5: the number is larger than any")]
    [TestCase("a[-1] = 1", "at character 3: expected the number of an element, from 0 after '[', found '-'")]
    [TestCase("a['x'] = 1", "at character 3: expected the number of an element")]
    [TestCase("a = NOT b", "at character 5: expected a value after '=', found 'NOT'")]
    [TestCase("orders IS MISSING", "at character 1: 'orders' is the collection itself")]
    [TestCase("a & b", "at character 3: '&' has no meaning here")]
    [TestCase("``.a = 1", "at character 1: the name in back-ticks is empty")]
    [TestCase("a LIKE 'x' ESCAPE 'ab'", "at character 19: expected a text of one character after 'ESCAPE', found a text")]
    public void An_error_says_where_and_what(string text, string error) =>
        Assert.That(() => FilterParser.Parse(text, "orders"), Throws.TypeOf<FilterParseException>().With.Message.StartsWith(error));

    [Test]
    public void The_content_of_a_text_is_in_no_error() =>
        Assert.That(() => FilterParser.Parse("'s3cret' 's3cret'", "orders"), Throws.TypeOf<FilterParseException>().With.Message.Not.Contains("s3cret"));

    [TestCase("(", ")")]
    [TestCase("NOT ", "")]
    [TestCase("a = (", ")")]
    [TestCase("a IN (", ")")]
    [TestCase("contains(a, ", ")")]
    public void Depth_is_bounded(string before, string after)
    {
        Assert.That(FilterParser.Parse(Nested(20), "orders"), Is.Not.Null);
        Assert.That(() => FilterParser.Parse(Nested(700), "orders"), Throws.TypeOf<FilterParseException>().With.Message.Contains("is nested deeper than 100 levels"));

        string Nested(int levels) => string.Concat(Enumerable.Repeat(before, levels)) + "b" + string.Concat(Enumerable.Repeat(after, levels));
    }

    [Test]
    public void Rows_of_operators_count_as_depth_where_they_are_not_AND_or_OR()
    {
        Assert.That(FilterParser.Parse(string.Join(" AND ", Enumerable.Repeat("a = 1", 900)), "orders"), Is.Not.Null);
        Assert.That(() => FilterParser.Parse("a" + string.Concat(Enumerable.Repeat(" = 1", 900)), "orders"), Throws.TypeOf<FilterParseException>());
    }

    [Test]
    public void Length_is_bounded() =>
        Assert.That(() => FilterParser.Parse($"a = '{new string('x', FilterParser.MostCharacters)}'", "orders"), Throws.TypeOf<FilterParseException>().With.Message.Contains("is longer than 10000 characters"));

    [Test]
    public void Random_text_is_a_filter_or_a_parse_error([Range(1, 8)] int seed)
    {
        string[] pieces =
        [
            "a", "b.c", "orders", "_id", "`x y`", "``", "`", "'t'", "'", "\"", "\\", "1", "-", "1.5", "1e", ".5", "(", ")", "[", "]", "[0]", ",", ".", "=", "==", "!=", "<>", "<", ">=", "!", "&&", "||", "&", "|", "AND", "or", "NOT",
            "IN", "IS", "NULL", "MISSING", "true", "BETWEEN", "LIKE", "ILIKE", "ESCAPE", "starts_with", "contains(", " ", "\n", "\0", "é", "\uD83D", "\u2028", "$", "{", "\\u00e9", "\\u12", "--", "/*", ";", "99999999999999999999", "1e400",
        ];
        var random = new Random(seed);
        var (parsed, refused) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(3) > 0 ? " " : "")));
            try
            {
                FilterParser.Parse(text, "orders");
                parsed++;
            }
            catch (FilterParseException e)
            {
                refused++;
                Assert.That(e.Position, Is.InRange(1, text.Length + 1), text);
                Assert.That(e.Message, Does.Not.Contain('\n').And.Not.Contain('\0'), text);
            }
        }
        Assert.That((parsed, refused), Is.GreaterThan((100, 1000)));
    }

    [Test]
    public void A_wrong_filter_is_reported_beside_all_other_errors() =>
        Assert.That(TestYaml.Errors(TestYaml.WithCollection("fields: [_id], mode: xml, filter: 'order_date >='")), Is.EqualTo(new[]
        {
            "mongoConnector.collections.tasks.mode (line 5): must be one of native, ejson, json",
            "mongoConnector.collections.tasks.filter (line 5): at character 14: expected a value after '>=', found the end of the text",
        }));

    private static string Show(FilterExpression expression) => expression switch
    {
        FilterLiteral literal => literal.Value.GetRawText(),
        FilterField field => string.Join('.', field.Steps),
        FilterLogic logic => $"({Show(logic.Left)} {(logic.IsAnd ? "AND" : "OR")} {Show(logic.Right)})",
        FilterNot not => $"NOT {Show(not.Operand)}",
        FilterComparison comparison => $"({Show(comparison.Left)} {comparison.Operator} {Show(comparison.Right)})",
        FilterIs test => $"({Show(test.Value)} IS {test})",
        FilterBetween between => $"({Show(between.Value)} BETWEEN {Show(between.Least)} AND {Show(between.Most)})",
        FilterLike like => $"({Show(like.Value)} LIKE {Show(like.Pattern)})",
        _ => expression.ToString(),
    };
}
