namespace Architecture.Tests;

/// <summary>Finds what is between the parentheses of an attribute in C# source, also over several lines and with parentheses in its strings.</summary>
internal static class AttributeArguments
{
    public static IEnumerable<string> Find(string source, string attribute)
    {
        var opening = "[" + attribute;
        for (var at = source.IndexOf(opening, StringComparison.Ordinal); at >= 0; at = source.IndexOf(opening, at + 1, StringComparison.Ordinal))
        {
            if (IsInComment(source, at)) continue;
            var start = at + opening.Length;
            if (source[start] == '(') yield return source[(start + 1)..End(source, start + 1)];
            else if (source[start] == ']') yield return "";
        }
    }

    private static bool IsInComment(string source, int at)
    {
        var line = source.AsSpan(source.LastIndexOf('\n', at) + 1);
        return line.TrimStart().StartsWith("//") || line[..line.IndexOf('[')].Contains('"');
    }

    private static int End(string source, int start)
    {
        var depth = 1;
        for (var i = start; i < source.Length; i++)
        {
            if (source[i] == '"') i = EndOfString(source, i);
            else if (source[i] == '(') depth++;
            else if (source[i] == ')' && --depth == 0) return i;
        }

        throw new FormatException("An attribute's parenthesis is not closed.");
    }

    private static int EndOfString(string source, int start)
    {
        var isVerbatim = source[start - 1] == '@';
        for (var i = start + 1; i < source.Length; i++)
        {
            if (source[i] == '\\' && !isVerbatim) i++;
            else if (source[i] == '"') return i;
        }

        throw new FormatException("A string is not closed.");
    }
}
