using System.Globalization;
using System.Text;

namespace ProgramEndpoints.Metrics;

/// <summary>Labels as they stand between the braces, sorted by name so that the order of the tags makes no second series.</summary>
internal static class MetricLabelText
{
    public static string Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = new StringBuilder();
        foreach (var (name, value) in sorted)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(name).Append("=\"");
            Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", text);
            text.Append('"');
        }
        return text.ToString();
    }

    private static void Escape(string value, StringBuilder text)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
    }
}
