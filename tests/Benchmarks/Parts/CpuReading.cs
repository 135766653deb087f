using System.Diagnostics;
using System.Globalization;

namespace Benchmarks.Parts;

/// <summary>What some processes, and the machine as a whole, have taken of the processor up to a moment, as Linux counts it: in hundredths of a second.</summary>
internal sealed class CpuReading
{
    private const double TicksPerSecond = 100;    // USER_HZ on every Linux of today

    private readonly Dictionary<string, double> _seconds = [];
    private readonly long _at = Stopwatch.GetTimestamp();
    private readonly double _machine;

    /// <param name="parts">Process ids by the name of the part; those of one name are added up.</param>
    public CpuReading(IEnumerable<(string Name, int Process)> parts)
    {
        foreach (var (name, process) in parts) _seconds[name] = _seconds.GetValueOrDefault(name) + SecondsOf(process);
        _machine = MachineSeconds();
    }

    /// <summary>Seconds that a part has taken.</summary>
    public double this[string part] => _seconds[part];

    /// <summary>What each part took of one core since an earlier reading; what else ran on the machine is <c>others</c>.</summary>
    public IReadOnlyDictionary<string, double> Since(CpuReading earlier)
    {
        var elapsed = Stopwatch.GetElapsedTime(earlier._at, _at).TotalSeconds;
        var shares = _seconds.ToDictionary(s => s.Key, s => (s.Value - earlier._seconds.GetValueOrDefault(s.Key)) / elapsed);
        shares["others"] = Math.Max(0, ((_machine - earlier._machine) / elapsed) - shares.Values.Sum());
        return shares;
    }

    /// <summary>User and system time of a process, its threads that have ended included.</summary>
    public static double SecondsOf(int process)
    {
        var line = File.ReadAllText($"/proc/{process}/stat");
        // The name in parentheses may hold anything; what follows is numbers, the state first.
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>All of the machine but idle time and the wait for disks.</summary>
    private static double MachineSeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..].Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToList();
        return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7]) / TicksPerSecond;
    }
}
