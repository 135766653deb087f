using System.Globalization;

namespace BridgeCtl.Output;

/// <summary>Numbers and times as people read them.</summary>
internal static class Words
{
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Such as <c>0s</c>, <c>1.2s</c>, <c>3m20s</c>, <c>2h05m</c>, <c>3d4h</c>.</summary>
    public static string Time(double seconds)
    {
        if (seconds < 0.05) return "0s";
        if (seconds < 10) return string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#}s");
        var time = TimeSpan.FromSeconds(Math.Round(seconds));
        if (time.TotalMinutes < 1) return string.Create(CultureInfo.InvariantCulture, $"{time.Seconds}s");
        if (time.TotalHours < 1) return string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds:00}s");
        return time.TotalDays < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h{time.Minutes:00}m") : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d{time.Hours}h");
    }
}
