using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BridgeModel.Filters;

/// <summary>
/// Reads a condition in DQL's words and with DQL's precedence: <c>OR</c> binds least, then <c>AND</c>, <c>NOT</c>, <c>IS</c>, <c>LIKE</c>, then comparisons, <c>IN</c> and
/// <c>BETWEEN</c>. The older <c>== &amp;&amp; || !</c> mean <c>= AND OR NOT</c>; in DQL itself <c>||</c> joins texts, which a filter cannot.
/// </summary>
public sealed class FilterParser
{
    /// <summary>A condition that a person wrote is far shorter.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>Parentheses and NOTs within each other; the reader and the evaluator go down this deep.</summary>
    public const int MostLevels = 100;

    private const int OrBinding = 5, AndBinding = 10, NotBinding = 15, IsBinding = 17, LikeBinding = 19, ComparisonBinding = 20, ValueBinding = 30;

    private static readonly HashSet<string> Keywords = new(["AND", "OR", "NOT", "IN", "IS", "NULL", "MISSING", "TRUE", "FALSE", "BETWEEN", "LIKE", "ILIKE", "ESCAPE"], StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, FilterOperator> Operators = new()
    {
        ["="] = FilterOperator.Equal,
        ["=="] = FilterOperator.Equal,
        ["!="] = FilterOperator.NotEqual,
        ["<>"] = FilterOperator.NotEqual,
        ["<"] = FilterOperator.Less,
        ["<="] = FilterOperator.LessOrEqual,
        [">"] = FilterOperator.Greater,
        [">="] = FilterOperator.GreaterOrEqual,
    };

    private static readonly Dictionary<string, FilterFunction> Functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["starts_with"] = FilterFunction.StartsWith,
        ["ends_with"] = FilterFunction.EndsWith,
        ["contains"] = FilterFunction.Contains,
    };

    private readonly FilterTokenizer _tokens;
    private readonly string _collection;
    private FilterToken _token;
    private FilterToken _before;
    private int _level;

    private FilterParser(string text, string collection)
    {
        (_tokens, _collection) = (new FilterTokenizer(text), collection);
        _token = _tokens.Next();
    }

    /// <summary>Reads a condition.</summary>
    /// <param name="text">Such as <c>deleted = false AND order_date >= '2023-01-01T00:00:00.000Z'</c>.</param>
    /// <param name="collection">The collection's name: as in DQL, a path may begin with it (<c>orders.deleted</c>).</param>
    /// <exception cref="FilterParseException">It is none; says where and why.</exception>
    public static FilterExpression Parse(string text, string collection)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MostCharacters) throw new FilterParseException(MostCharacters + 1, $"is longer than {MostCharacters} characters");
        var parser = new FilterParser(text, collection);
        var expression = parser.Expression(OrBinding);
        if (parser._token.Kind != FilterTokenKind.End) throw parser.Unexpected("expected AND, OR or the end of the text");
        return expression;
    }

    private FilterExpression Expression(int least)
    {
        if (++_level > MostLevels) throw new FilterParseException(_token.Position, $"is nested deeper than {MostLevels} levels");
        var left = Prefix(least);
        // Operators in a row are as deep for the evaluator as parentheses.
        var before = _level;
        while (Infix(left, least) is { } longer)
        {
            left = longer;
            if (left is not FilterLogic && ++_level > MostLevels) throw new FilterParseException(_token.Position, $"is nested deeper than {MostLevels} levels");
        }
        _level = before - 1;
        return left;
    }

    private FilterExpression Prefix(int least)
    {
        if (!_token.IsWord("NOT") && !_token.IsSymbol("!")) return Value();
        if (least > NotBinding) throw Unexpected("expected a value");
        Take();
        return new FilterNot(Expression(NotBinding));
    }

    /// <summary>What goes on from an expression; null where it ends, or where what follows binds less.</summary>
    private FilterExpression? Infix(FilterExpression left, int least)
    {
        if ((_token.IsWord("OR") || _token.IsSymbol("||")) && least <= OrBinding) return Logic(left, isAnd: false);
        if ((_token.IsWord("AND") || _token.IsSymbol("&&")) && least <= AndBinding) return Logic(left, isAnd: true);
        if (_token.IsWord("IS") && least <= IsBinding) return Is(left);
        if (IsLike(_token) && least <= LikeBinding) return Like(left);
        if (least > ComparisonBinding) return null;
        if (_token.Kind == FilterTokenKind.Symbol && Operators.TryGetValue(_token.Text, out var comparison))
        {
            Take();
            return new FilterComparison(comparison, left, Expression(ComparisonBinding + 1));
        }
        if (_token.IsWord("IN")) return In(left);
        if (_token.IsWord("BETWEEN")) return Between(left);
        return _token.IsWord("NOT") ? Negated(left, least) : null;
    }

    private FilterLogic Logic(FilterExpression left, bool isAnd)
    {
        // What follows binds tighter, so a row of ANDs is a list and no depth.
        Take();
        return new FilterLogic(isAnd, left, Expression((isAnd ? AndBinding : OrBinding) + 1));
    }

    private FilterNot Negated(FilterExpression left, int least)
    {
        Take();
        if (_token.IsWord("IN")) return new FilterNot(In(left));
        if (_token.IsWord("BETWEEN")) return new FilterNot(Between(left));
        if (IsLike(_token) && least <= LikeBinding) return new FilterNot(Like(left));
        throw Unexpected("expected IN, BETWEEN or LIKE");
    }

    private FilterIs Is(FilterExpression left)
    {
        Take();
        var negated = _token.IsWord("NOT");
        if (negated) Take();
        if (!_token.IsWord("NULL") && !_token.IsWord("MISSING")) throw Unexpected("expected NULL or MISSING");
        var isMissing = _token.IsWord("MISSING");
        Take();
        return new FilterIs(left, isMissing, negated);
    }

    private FilterLike Like(FilterExpression left)
    {
        var ignoresCase = _token.IsWord("ILIKE");
        Take();
        var pattern = Expression(LikeBinding + 1);
        if (!_token.IsWord("ESCAPE")) return new FilterLike(left, pattern, ignoresCase, Escape: null);
        Take();
        if (_token.Kind != FilterTokenKind.Text || !Rune.TryGetRuneAt(_token.Text.Length == 0 ? "\uFFFF\uFFFF" : _token.Text, 0, out var escape) || _token.Text.Length != escape.Utf16SequenceLength)
            throw Unexpected("expected a text of one character");
        Take();
        return new FilterLike(left, pattern, ignoresCase, escape);
    }

    private FilterIn In(FilterExpression left)
    {
        Take();
        var closing = _token.IsSymbol("(") ? ")" : _token.IsSymbol("[") ? "]" : null;
        if (closing is null) return new FilterIn(left, [], Expression(ValueBinding));
        var list = ImmutableArray.CreateBuilder<FilterExpression>();
        do
        {
            Take();
            list.Add(Expression(OrBinding));
        }
        while (_token.IsSymbol(","));
        Expect(closing, $"expected ',' or '{closing}'");
        return new FilterIn(left, list.ToImmutable(), Array: null);
    }

    private FilterBetween Between(FilterExpression left)
    {
        Take();
        var from = Expression(ValueBinding);
        if (!_token.IsWord("AND") && !_token.IsSymbol("&&")) throw Unexpected("expected AND");
        Take();
        return new FilterBetween(left, from, Expression(ValueBinding));
    }

    private FilterExpression Value()
    {
        var token = _token;
        switch (token.Kind)
        {
            case FilterTokenKind.Text:
                Take();
                return new FilterLiteral(JsonElement.Parse($"\"{JsonEncodedText.Encode(token.Text)}\""));
            case FilterTokenKind.Number:
                return Number(negative: false);
            case FilterTokenKind.Symbol when token.Text == "-":
                Take();
                if (_token.Kind != FilterTokenKind.Number) throw Unexpected("expected a number");
                return Number(negative: true);
            case FilterTokenKind.Symbol when token.Text == "(":
                Take();
                var inner = Expression(OrBinding);
                Expect(")", "expected ')'");
                return inner;
            case FilterTokenKind.QuotedName:
                return Field();
            case FilterTokenKind.Word when !Keywords.Contains(token.Text):
                return Word();
            default:
                return Constant();
        }
    }

    private FilterLiteral Constant()
    {
        var value = _token switch
        {
            _ when _token.IsWord("TRUE") => JsonElement.Parse("true"),
            _ when _token.IsWord("FALSE") => JsonElement.Parse("false"),
            _ when _token.IsWord("NULL") => JsonElement.Parse("null"),
            _ when _token.IsWord("MISSING") => default,
            _ => throw Unexpected("expected a value"),
        };
        Take();
        return new FilterLiteral(value);
    }

    /// <summary>As JSON writes it: digits before and behind the point, no zeros before.</summary>
    private FilterLiteral Number(bool negative)
    {
        var text = _token.Text;
        Take();
        var isInteger = !text.AsSpan().ContainsAny('.', 'e', 'E');
        var digits = text.TrimStart('0');
        var json = isInteger ? (digits.Length == 0 ? "0" : digits) : double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
        return new FilterLiteral(JsonElement.Parse(negative ? "-" + json : json));
    }

    private FilterExpression Word()
    {
        var word = _token;
        Take();
        if (!_token.IsSymbol("(")) return Field(word);
        if (!Functions.TryGetValue(word.Text, out var function))
            throw new FilterParseException(word.Position, $"{word.Shown} is no function of a filter; there are starts_with, ends_with and contains");
        Take();
        var text = Expression(OrBinding);
        Expect(",", "expected ',' and the text to look for");
        var part = Expression(OrBinding);
        Expect(")", "expected ')'");
        return new FilterCall(function, text, part);
    }

    private FilterField Field()
    {
        var first = _token;
        Take();
        return Field(first);
    }

    private FilterField Field(FilterToken first)
    {
        var steps = ImmutableArray.CreateBuilder<FilterStep>();
        steps.Add(new FilterStep(first.Text));
        while (true)
        {
            if (_token.IsSymbol("."))
            {
                Take();
                if (_token.Kind is not (FilterTokenKind.Word or FilterTokenKind.QuotedName)) throw Unexpected("expected the name of a field");
                steps.Add(new FilterStep(_token.Text));
                Take();
            }
            else if (_token.IsSymbol("[")) steps.Add(Element());
            else break;
        }
        if (first.Text == _collection)
        {
            if (steps.Count == 1 || steps[1].Name is null)
                throw new FilterParseException(first.Position, $"{first.Shown} is the collection itself, as in DQL; a field of that name is written with the collection's name before it and a dot between");
            steps.RemoveAt(0);
        }
        return new FilterField(steps.ToImmutable());
    }

    private FilterStep Element()
    {
        Take();
        if (_token.Kind != FilterTokenKind.Number || !int.TryParse(_token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw Unexpected("expected the number of an element, from 0");
        Take();
        Expect("]", "expected ']'");
        return new FilterStep(Name: null, index);
    }

    private void Take() => (_before, _token) = (_token, _tokens.Next());

    private void Expect(string symbol, string expected)
    {
        if (!_token.IsSymbol(symbol)) throw Unexpected(expected);
        Take();
    }

    private static bool IsLike(FilterToken token) => token.IsWord("LIKE") || token.IsWord("ILIKE");

    private FilterParseException Unexpected(string expected) =>
        new(_token.Position, $"{expected}{(_before.Position > 0 ? $" after {_before.Shown}" : "")}, found {_token.Shown}");
}
