using System.Text;
using System.Text.RegularExpressions;
using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Values;

namespace MongoStandIn.Query;

/// <summary><c>$regex</c>, a Perl-compatible expression, run by .NET's engine after the classes that differ were rewritten; what cannot be rewritten is refused.</summary>
internal sealed class RegexTest : ElementTest
{
    private const string Word = "A-Za-z0-9_";

    // MongoDB limits the steps of a match; here it is time, because the store is locked meanwhile.
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(2);

    private readonly RawValue _self;
    private readonly Regex _regex;

    public RegexTest(string pattern, string options)
    {
        var flags = RegexOptions.CultureInvariant;
        foreach (var option in options)
        {
            flags |= option switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                'u' => RegexOptions.None,
                _ => throw CommandException.Location(51108, $"invalid flag in regex options: {option}"),
            };
        }
        try
        {
            _regex = new Regex(Rewrite(pattern), flags, MatchLimit);
        }
        catch (ArgumentException e)
        {
            throw CommandException.Location(51091, $"Regular expression is invalid: {e.Message}");
        }
        _self = new RawValue(BsonType.RegularExpression, Encoding.UTF8.GetBytes($"{pattern}\0{options}\0"));
    }

    public static RegexTest Of(in RawValue value)
    {
        var span = value.Span;
        var end = span.IndexOf((byte)0);
        return new RegexTest(Encoding.UTF8.GetString(span[..end]), Encoding.UTF8.GetString(span[(end + 1)..^1]));
    }

    public override bool Matches(in RawValue value) => value.Type switch
    {
        BsonType.String or BsonType.Symbol => IsMatch(value.AsString()),
        BsonType.RegularExpression => value.IsIdenticalTo(_self),
        _ => false,
    };

    /// <summary>Every match in a text, from its start on.</summary>
    public IEnumerable<Match> Matches(string text)
    {
        for (var match = Next(() => _regex.Match(text)); match.Success; match = Next(match.NextMatch)) yield return match;
    }

    private static Match Next(Func<Match> next)
    {
        try
        {
            return next();
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
    }

    private static CommandException TooLong() => CommandException.Location(51156, $"Error occurred while executing regular expression: it took longer than {MatchLimit.TotalSeconds} s on one value");

    private bool IsMatch(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong();
        }
    }

    /// <summary>\d, \w, \s and \b mean ASCII in PCRE and Unicode in .NET.</summary>
    private static string Rewrite(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c != '\\' || i + 1 == pattern.Length)
            {
                if (c == '[' && inClass && i + 1 < pattern.Length && pattern[i + 1] == ':') throw CommandException.Location(51091, "Regular expression is invalid: POSIX classes such as [:alpha:] are not supported by the stand-in");
                if (c == '[' && inClass) text.Append('\\');
                if (c == '[') inClass = true;
                else if (c == ']') inClass = false;
                text.Append(c);
                // A bracket right after the opening one is a member of the class.
                if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == '^') text.Append(pattern[++i]);
                if (c is '[' && i + 1 < pattern.Length && pattern[i + 1] == ']') text.Append('\\').Append(pattern[++i]);
                continue;
            }
            var escaped = pattern[++i];
            text.Append((escaped, inClass) switch
            {
                ('d', false) => "[0-9]",
                ('d', true) => "0-9",
                ('D', false) => "[^0-9]",
                ('w', false) => $"[{Word}]",
                ('w', true) => Word,
                ('W', false) => $"[^{Word}]",
                ('s', false) => "[ \\t\\n\\v\\f\\r]",
                ('s', true) => " \\t\\n\\v\\f\\r",
                ('S', false) => "[^ \\t\\n\\v\\f\\r]",
                ('b', false) => $"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))",
                ('B', false) => $"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))",
                ('D' or 'W' or 'S', true) or ('h' or 'H' or 'R' or 'K' or 'Q' or 'E' or 'N' or 'X', _) =>
                    throw CommandException.Location(51091, $"Regular expression is invalid: \\{escaped} {(inClass ? "in a class " : "")}is not supported by the stand-in"),
                _ => $"\\{escaped}",
            });
        }
        return text.ToString();
    }
}
