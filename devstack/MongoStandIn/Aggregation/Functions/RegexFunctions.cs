using System.Text;
using System.Text.RegularExpressions;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Aggregation.Functions;

/// <summary><c>$regexMatch $regexFind $regexFindAll</c>.</summary>
internal static class RegexFunctions
{
    public static RawValue IsMatch(RawValue[] arguments) => RawValue.Of(Matches("$regexMatch", arguments) is { } m && m.Any());

    public static RawValue Find(RawValue[] arguments) => Matches("$regexFind", arguments)?.FirstOrDefault() is { } match ? Describe(arguments[0].AsString(), match) : RawValue.Null;

    public static RawValue FindAll(RawValue[] arguments)
    {
        var found = Matches("$regexFindAll", arguments)?.Select(m => Describe(arguments[0].AsString(), m)) ?? [];
        return ArrayFunctions.Array(found.ToList());
    }

    /// <summary>Null when the input or the expression is null.</summary>
    private static IEnumerable<Match>? Matches(string name, RawValue[] arguments)
    {
        var (input, pattern, options) = (arguments[0], arguments[1], arguments[2]);
        if (!input.IsNullish && input.Type != BsonType.String) throw CommandException.Location(51104, $"{name} needs 'input' to be of type string");
        if (!pattern.IsNullish && pattern.Type is not (BsonType.String or BsonType.RegularExpression)) throw CommandException.Location(51105, $"{name} needs 'regex' to be of type string or regex");
        if (!options.IsNullish && options.Type != BsonType.String) throw CommandException.Location(51106, $"{name} needs 'options' to be of type string");
        if (input.IsNullish || pattern.IsNullish) return null;
        return Parse(name, pattern, options).Matches(input.AsString());
    }

    private static RegexTest Parse(string name, RawValue pattern, RawValue options)
    {
        var given = options.IsNullish ? "" : options.AsString();
        if (pattern.Type == BsonType.String) return new RegexTest(pattern.AsString(), given);
        var end = pattern.Span.IndexOf((byte)0);
        var own = Encoding.UTF8.GetString(pattern.Span[(end + 1)..^1]);
        if (own.Length > 0 && given.Length > 0) throw CommandException.Location(51107, $"{name} found regex option(s) specified in both 'regex' and 'option' fields");
        return new RegexTest(Encoding.UTF8.GetString(pattern.Span[..end]), own + given);
    }

    private static RawValue Describe(string text, Match match) => RawValue.OfDocument(RawDocument.Build(w =>
    {
        w.String("match", match.Value);
        w.Int32("idx", text.AsSpan(0, match.Index).EnumerateRunes().Count());
        w.StartArray("captures");
        foreach (var group in match.Groups.Values.Skip(1))
        {
            if (group.Success) w.String("", group.Value);
            else w.Null("");
        }
        w.End();
    }));

    private static int Count(this SpanRuneEnumerator runes)
    {
        var count = 0;
        foreach (var _ in runes) count++;
        return count;
    }
}
