using System.Globalization;

namespace Faults.Tests.Rig;

/// <summary>
/// Gives a program another time of day through Debian's libfaketime, which reads the difference from a file again and again. The clock that only runs forward stays as it
/// is, as it does when somebody sets a machine's time.
/// </summary>
internal static class FakeClock
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    /// <summary>Why there is none, and what to do; null when there is.</summary>
    public static string? Missing => File.Exists(Library) ? null : "libfaketime is not installed: run `make setup` first.";

    public static IReadOnlyDictionary<string, string> Environment(DirectoryInfo folder, TimeSpan? skew)
    {
        if (Missing is not null) return new Dictionary<string, string>();
        Set(folder, skew ?? TimeSpan.Zero);
        return new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = FileIn(folder),
            ["FAKETIME_CACHE_DURATION"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };
    }

    public static void Set(DirectoryInfo folder, TimeSpan by)
    {
        // Replaced whole, so that nobody reads half of it.
        var next = FileIn(folder) + ".next";
        File.WriteAllText(next, string.Create(CultureInfo.InvariantCulture, $"{(by < TimeSpan.Zero ? "" : "+")}{by.TotalSeconds:0}\n"));
        File.Move(next, FileIn(folder), overwrite: true);
    }

    private static string FileIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "difference");
}
