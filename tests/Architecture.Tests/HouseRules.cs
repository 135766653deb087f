using System.Globalization;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>Rules of style that no analyzer has. Each gives what breaks it, one sentence each.</summary>
internal static partial class HouseRules
{
    public const int MostLines = 350;

    /// <summary>Files above the limit must be listed with a reason; a listed file that is not above it any more must be struck off.</summary>
    public static IEnumerable<string> LongFiles(IEnumerable<SourceFile> sources, IReadOnlyDictionary<string, string> reasons)
    {
        var unused = reasons.Keys.ToHashSet();
        foreach (var source in sources)
        {
            var lines = source.Text.AsSpan().TrimEnd('\n').Count('\n') + 1;
            if (lines <= MostLines) continue;
            if (!unused.Remove(source.Path)) yield return $"{source.Path} has {lines} lines, more than {MostLines}, and no reason for it";
        }

        foreach (var path in unused) yield return $"{path} is listed as long but is not; strike it off";
    }

    /// <summary>Names that say nothing.</summary>
    public static IEnumerable<string> EmptyNames(IEnumerable<SourceFile> sources) =>
        from source in sources
        from Match declaration in TypeDeclaration().Matches(source.Text)
        let name = declaration.Groups["name"].Value
        where EmptyName().IsMatch(name)
        select $"{source.Path} declares {name}; name it after what it is or does";

    /// <summary>Projects that are not in the solution, and entries of the solution that are not there.</summary>
    public static IEnumerable<string> SolutionGaps(string solution, IEnumerable<string> projects)
    {
        var listed = SolutionProject().Matches(solution).Select(match => match.Groups["path"].Value.Replace('\\', '/')).ToHashSet();
        var present = projects.ToHashSet();
        return present.Except(listed).Select(path => $"{path} is not in the solution")
            .Concat(listed.Except(present).Select(path => $"{path} is in the solution but not there"));
    }

    /// <summary>Package sources belong to the machine, not to the repository; a lock file must not pin them either.</summary>
    public static IEnumerable<string> PackageHosts(IEnumerable<SourceFile> files) =>
        from file in files
        from Match match in PackageHost().Matches(file.Text)
        select string.Create(CultureInfo.InvariantCulture, $"{file.Path} line {1 + file.Text.AsSpan(0, match.Index).Count('\n')} names a package host");

    /// <summary>Log messages without a number of their own.</summary>
    public static IEnumerable<string> EventIds(IEnumerable<SourceFile> sources)
    {
        var first = new Dictionary<int, string>();
        foreach (var source in sources)
        {
            foreach (var arguments in AttributeArguments.Find(source.Text, "LoggerMessage"))
            {
                var id = EventId().Match(arguments);
                if (!id.Success || !int.TryParse(id.Groups["id"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    yield return $"{source.Path} has a log message without a number: {arguments.Trim()}";
                else if (!first.TryAdd(number, source.Path))
                    yield return $"{source.Path} has a log message with number {number}, which {first[number]} has already";
            }
        }
    }

    [GeneratedRegex(@"^[ \t]*(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|unsafe|new)\s+)*(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("(Manager|Helper|Service|Processor|Util)s?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EmptyName();

    [GeneratedRegex("^Project\\(.*?\\) = \".*?\", \"(?<path>[^\"]+\\.csproj)\"", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SolutionProject();

    [GeneratedRegex("https?://[^/\\s\"'<>]*(registry|nuget|npmjs|pypi|pythonhosted|artifactory|nexus|mirror|deb\\.debian|proxy\\.golang)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PackageHost();

    [GeneratedRegex(@"^\s*(?<id>\d+)\s*,|\bEventId\s*=\s*(?<id>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex EventId();
}
