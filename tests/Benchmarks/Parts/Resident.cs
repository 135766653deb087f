using System.Globalization;

namespace Benchmarks.Parts;

/// <summary>The resident memory of a process, in MiB.</summary>
internal static class Resident
{
    public static double Now(int process) => Read(process, "VmRSS:");

    /// <summary>The highest since <see cref="ForgetHighest"/>, or since its start.</summary>
    public static double Highest(int process) => Read(process, "VmHWM:");

    /// <summary>Lets the highest begin anew (proc(5), clear_refs).</summary>
    public static void ForgetHighest(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private static double Read(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
