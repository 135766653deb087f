using System.Globalization;
using System.Runtime.InteropServices;

namespace Benchmarks.Figures;

/// <summary>Where figures were measured: they compare only with those of the same machine.</summary>
internal sealed record Machine(string Processor, int Cores, string Memory, string System, string Runtime)
{
    public static Machine Unknown { get; } = new("", 0, "", "", "");

    public static Machine This() => new(
        ValueOf("/proc/cpuinfo", "model name"), Environment.ProcessorCount, string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB"),
        $"{ValueOf("/etc/os-release", "PRETTY_NAME")}, {RuntimeInformation.OSDescription}", RuntimeInformation.FrameworkDescription);

    private static string ValueOf(string file, string name)
    {
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?[(line.IndexOfAny([':', '=']) + 1)..].Trim().Trim('"') ?? "unknown";
    }
}
