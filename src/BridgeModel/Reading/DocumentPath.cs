using System.Globalization;
using System.Text;

namespace BridgeModel.Reading;

/// <summary>Paths such as <c>mongoConnector.collections.tasks.fields[0]</c>; a key that is not a plain word is quoted: <c>collections["a.b"]</c>.</summary>
internal static class DocumentPath
{
    /// <summary>MongoDB's longest collection name is below this; a longer key is more likely a misplaced value.</summary>
    private const int LongestShown = 255;

    public static string Child(string path, string key) => path.Length == 0 && IsWord(key) ? key : path + Suffix(key);

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>What follows the parent's path: <c>.name</c> or <c>["any name"]</c>.</summary>
    public static string Suffix(string key) => IsWord(key) ? "." + key : $"[{Quote(key)}]";

    /// <summary>The text between double quotes, on one line. One that is too long or looks like a connection string is not shown.</summary>
    public static string Quote(string text)
    {
        if (text.Length > LongestShown || text.Contains("://", StringComparison.Ordinal) || text.Contains('@', StringComparison.Ordinal)) return "\"…\"";
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsWord(string key) =>
        key.Length is > 0 and <= LongestShown && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
