namespace Architecture.Tests.Docs;

/// <summary>A block between three back-ticks in a Markdown file.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Line">Of the opening fence, from 1.</param>
/// <param name="Language">The word behind the fence; empty where there is none.</param>
/// <param name="Text">Its lines.</param>
internal sealed record FencedBlock(string File, int Line, string Language, string Text)
{
    private const string Fence = "```";

    public string Place => FormattableString.Invariant($"{File}:{Line}");

    /// <summary>The blocks of all Markdown files that a user reads.</summary>
    public static IEnumerable<FencedBlock> OfUsers() => Repository.Files
        .Where(p => p.EndsWith(".md", StringComparison.Ordinal) && (p.StartsWith("docs/", StringComparison.Ordinal) || !p.Contains('/', StringComparison.Ordinal)))
        .SelectMany(p => Read(p, Repository.ReadText(p)));

    public static IEnumerable<FencedBlock> Read(string file, string text)
    {
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            // Within a list a block is indented, and so are its lines.
            var indent = lines[i].Length - lines[i].TrimStart().Length;
            if (!lines[i].AsSpan(indent).StartsWith(Fence)) continue;
            var end = Array.FindIndex(lines, i + 1, l => l.TrimStart().StartsWith(Fence, StringComparison.Ordinal));
            if (end < 0) throw new InvalidOperationException(FormattableString.Invariant($"{file}:{i + 1}: the block is not closed."));
            yield return new FencedBlock(file, i + 1, lines[i].Trim()[Fence.Length..], string.Join('\n', lines[(i + 1)..end].Select(l => l.Length > indent ? l[indent..] : l.TrimStart())));
            i = end;
        }
    }
}
