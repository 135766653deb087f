using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>One fact of docs/compatibility.md.</summary>
/// <param name="Id">Such as <c>DQL-07</c>: the section's word and a number.</param>
/// <param name="Tests">What proves it, <c>Class.Test</c> or <c>file.js: title</c>; empty where it cannot be tested here.</param>
/// <param name="WhyNotTested">Why it cannot; empty where it is.</param>
/// <param name="Phrases">Hidden in comments: phrases of the document that the fact is from.</param>
internal sealed partial record CompatibilityRow(string Id, IReadOnlyList<string> Tests, string WhyNotTested, IReadOnlyList<string> Phrases)
{
    private const string NotTestable = "not testable here: ";

    public string Section => Id[..Id.IndexOf('-', StringComparison.Ordinal)];

    public static IReadOnlyList<CompatibilityRow> ReadAll(string markdown) => [.. RowLine().Matches(markdown).Select(m => Read(m.Value))];

    private static CompatibilityRow Read(string line)
    {
        var cells = CellEnd().Split(line).Select(c => c.Replace("\\|", "|", StringComparison.Ordinal).Trim()).ToArray();
        var (phrases, proof) = (Comment().Matches(cells[4]).Select(m => m.Groups["text"].Value).ToArray(), Comment().Replace(cells[4], "").Trim());
        return proof.StartsWith(NotTestable, StringComparison.Ordinal)
            ? new CompatibilityRow(cells[1], [], proof[NotTestable.Length..], phrases)
            : new CompatibilityRow(cells[1], [.. Code().Matches(proof).Select(m => m.Groups["text"].Value)], "", phrases);
    }

    [GeneratedRegex(@"^\| [A-Z]+-[0-9]+ \|.*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowLine();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CellEnd();

    [GeneratedRegex("<!-- (?<text>.*?) -->", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("`(?<text>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
