using System.Text.RegularExpressions;

namespace Cel.Tests;

/// <summary>A path in one notation: the server writes the key of a map as <c>.tasks</c> or <c>[tasks]</c>, the operator as <c>.tasks</c> or <c>["tasks"]</c>.</summary>
internal static partial class FieldPath
{
    public static string Normal(string path) => string.Join('/', Segment().Matches(path).Select(m => m.Groups["name"].Value));

    [GeneratedRegex("""\["(?<name>[^"]*)"\]|\[(?<name>[^\]]*)\]|(?<name>[^.\[\]]+)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Segment();
}
