using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Finds tests by the names that a table gives them: <c>Class.Test</c> in C#, <c>file.js: title</c> in Node.</summary>
internal sealed partial class NamedTests(IReadOnlyList<SourceFile> sources)
{
    /// <summary>The files of all tests.</summary>
    public static NamedTests OfRepository() => new([.. Repository.Files
        .Where(p => p.StartsWith("tests/", StringComparison.Ordinal) && p.EndsWith(".cs", StringComparison.Ordinal) || p.EndsWith(".test.js", StringComparison.Ordinal))
        .Select(p => new SourceFile(p, Repository.ReadText(p)))]);

    /// <summary>The file that holds the test; null where there is none of this name.</summary>
    public string? FileOf(string name)
    {
        var node = NodeName().Match(name);
        if (node.Success) return sources.FirstOrDefault(s => Path.GetFileName(s.Path) == node.Groups["file"].Value && Titles(s.Text).Contains(node.Groups["title"].Value))?.Path;
        return name.Split('.') is [var type, var test]
            ? sources.FirstOrDefault(s => Regex.IsMatch(s.Text, $@"\bclass {Regex.Escape(type)}\b", RegexOptions.None, Limit) && IsTest(s.Text, test))?.Path
            : null;
    }

    private static TimeSpan Limit => TimeSpan.FromSeconds(5);

    /// <summary>A method of this name with an attribute of a test in the lines right above it.</summary>
    private static bool IsTest(string text, string method)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!Regex.IsMatch(lines[i], $@"^\s*public .*\b{Regex.Escape(method)}\(", RegexOptions.None, Limit)) continue;
            for (var above = i - 1; above >= 0 && lines[above].Trim() is not ("" or "}" or "{"); above--)
            {
                if (TestAttribute().IsMatch(lines[above])) return true;
            }
        }
        return false;
    }

    private static IEnumerable<string> Titles(string text) => Title().Matches(text).Select(m => m.Groups["title"].Value.Replace("\\'", "'", StringComparison.Ordinal));

    [GeneratedRegex(@"^(?<file>[\w.-]+\.js): (?<title>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NodeName();

    [GeneratedRegex(@"^\s*\[(Test|TestCase|TestCaseSource)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TestAttribute();

    [GeneratedRegex(@"^\s*test\('(?<title>(?:[^'\\]|\\.)*)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Title();
}
