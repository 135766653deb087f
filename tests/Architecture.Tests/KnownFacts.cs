using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>
/// The notes that docs/compatibility.md was made from, where they lie beside the checkout: every sentence, row of a table and block of code of their numbered
/// sections states a fact.
/// </summary>
internal static partial class KnownFacts
{
    /// <summary>The text of the notes; null where they are not there.</summary>
    public static string? Find()
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "design", "ditto.md");
            if (File.Exists(file)) return File.ReadAllText(file);
        }
        return null;
    }

    public static IEnumerable<(int Section, string Text)> Read(string notes)
    {
        var (section, lines, paragraph, fence) = (0, notes.Split('\n'), new List<string>(), (List<string>?)null);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (fence is not null && !isFence)
            {
                fence.Add(line);
                continue;
            }
            var isRow = line.StartsWith('|');
            var heading = Heading().Match(line);
            if (isFence || isRow || heading.Success || line.Length == 0 || line.StartsWith("- ", StringComparison.Ordinal))
            {
                foreach (var sentence in Sentences(paragraph)) yield return (section, sentence);
                paragraph.Clear();
            }
            if (heading.Success) section = heading.Groups["number"].Value[0] - '0';
            else if (section == 0 || line.Length == 0) continue;
            else if (isFence && fence is null) fence = [];
            else if (isFence)
            {
                yield return (section, Joined(fence!));
                fence = null;
            }
            else if (!isRow) paragraph.Add(line.StartsWith("- ", StringComparison.Ordinal) ? line[2..] : line);
            else if (!IsRule(line) && !(i + 1 < lines.Length && IsRule(lines[i + 1]))) yield return (section, Joined([line]));
        }
        foreach (var sentence in Sentences(paragraph)) yield return (section, sentence);
    }

    /// <summary>With single spaces.</summary>
    public static string Joined(IEnumerable<string> lines) => Spaces().Replace(string.Join(' ', lines), " ").Trim();

    private static IEnumerable<string> Sentences(List<string> paragraph) => paragraph.Count == 0 ? [] : SentenceEnd().Split(Joined(paragraph));

    private static bool IsRule(string line) => line.StartsWith('|') && line.All(c => c is '|' or '-' or ' ');

    [GeneratedRegex(@"^## (?<number>[0-9])\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[A-Z`*])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
