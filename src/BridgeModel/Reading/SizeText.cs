using System.Globalization;

namespace BridgeModel.Reading;

/// <summary>Sizes as <c>4MiB</c>, <c>512KiB</c>, <c>1GiB</c> or plain bytes. KB and MB are refused: people mean both by them.</summary>
internal static class SizeText
{
    private static readonly (string Name, long Bytes)[] Units = [("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10)];

    /// <summary>Reads a size; one too large for a number of 64 bits becomes the largest, which no range allows.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long bytes)
    {
        bytes = 0;
        var unit = 1L;
        foreach (var (name, size) in Units)
        {
            if (!text.EndsWith(name, StringComparison.Ordinal)) continue;
            text = text[..^name.Length];
            unit = size;
            break;
        }

        if (text.Length is 0 or > 18 || text.ContainsAnyExceptInRange('0', '9')) return false;
        var product = (Int128)long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) * unit;
        bytes = product > long.MaxValue ? long.MaxValue : (long)product;
        return true;
    }

    /// <summary>The size in the largest unit that divides it.</summary>
    public static string Format(long bytes)
    {
        foreach (var (name, size) in Units)
        {
            if (bytes >= size && bytes % size == 0) return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{name}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");
    }
}
