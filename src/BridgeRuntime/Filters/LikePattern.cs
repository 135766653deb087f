using System.Text;

namespace BridgeRuntime.Filters;

/// <summary>DQL's LIKE: <c>%</c> stands for any characters, <c>_</c> for one, and nothing else is special unless ESCAPE names it.</summary>
internal static class LikePattern
{
    private static readonly Rune Any = new('%');
    private static readonly Rune One = new('_');

    public static bool IsMatch(string text, string pattern, bool ignoresCase, Rune? escape)
    {
        var runes = text.EnumerateRunes().ToArray();
        var parts = Parts(pattern, escape);
        // The last % can take one more character whenever what follows it does not fit.
        int at = 0, part = 0, retryAt = 0, retryPart = -1;
        while (at < runes.Length)
        {
            if (part < parts.Count && parts[part] is { IsSpecial: true } special && special.Rune == Any) (retryAt, retryPart) = (at, ++part);
            else if (part < parts.Count && Fits(parts[part], runes[at], ignoresCase)) (at, part) = (at + 1, part + 1);
            else if (retryPart >= 0) (at, part) = (++retryAt, retryPart);
            else return false;
        }
        while (part < parts.Count && parts[part].IsSpecial && parts[part].Rune == Any) part++;
        return part == parts.Count;
    }

    private static bool Fits((Rune Rune, bool IsSpecial) part, Rune rune, bool ignoresCase)
    {
        if (part.IsSpecial || part.Rune == rune) return true;
        return ignoresCase && (Rune.ToLowerInvariant(part.Rune) == Rune.ToLowerInvariant(rune) || Rune.ToUpperInvariant(part.Rune) == Rune.ToUpperInvariant(rune));
    }

    private static List<(Rune Rune, bool IsSpecial)> Parts(string pattern, Rune? escape)
    {
        var parts = new List<(Rune, bool)>(pattern.Length);
        var isEscaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (!isEscaped && rune == escape)
            {
                isEscaped = true;
                continue;
            }
            parts.Add((rune, !isEscaped && (rune == Any || rune == One)));
            isEscaped = false;
        }
        if (isEscaped) parts.Add((escape!.Value, false));
        return parts;
    }
}
