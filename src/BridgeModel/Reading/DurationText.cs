using System.Globalization;
using System.Text;

namespace BridgeModel.Reading;

/// <summary>Durations as <c>500ms</c>, <c>1s</c>, <c>5m</c>, <c>1h30m</c>: whole numbers with units, the larger unit first, each once.</summary>
internal static class DurationText
{
    private static readonly (string Name, long Ticks)[] Units =
        [("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond)];

    /// <summary>Reads a duration; one too long for a <see cref="TimeSpan"/> becomes the longest, which no range allows.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        Int128 ticks = 0;
        var rest = text;
        var leastUnit = -1;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 18) return false;
            var letters = rest[digits..].IndexOfAnyInRange('0', '9');
            var name = letters < 0 ? rest[digits..] : rest.Slice(digits, letters);
            var unit = IndexOfUnit(name);
            if (unit <= leastUnit) return false;
            ticks += (Int128)long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture) * Units[unit].Ticks;
            leastUnit = unit;
            rest = rest[(digits + name.Length)..];
        }

        duration = ticks > TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : new TimeSpan((long)ticks);
        return text.Length > 0;
    }

    /// <summary>The shortest text that reads back as the same number of milliseconds.</summary>
    public static string Format(TimeSpan duration)
    {
        var text = new StringBuilder();
        var ticks = duration.Ticks;
        foreach (var (name, unitTicks) in Units)
        {
            if (ticks < unitTicks) continue;
            text.Append(CultureInfo.InvariantCulture, $"{ticks / unitTicks}{name}");
            ticks %= unitTicks;
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static int IndexOfUnit(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Units.Length; i++)
        {
            if (name.SequenceEqual(Units[i].Name)) return i;
        }

        return -1;
    }
}
