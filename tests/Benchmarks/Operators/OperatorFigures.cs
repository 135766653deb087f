using System.Globalization;

namespace Benchmarks.Operators;

/// <summary>The operator's metrics, as it tells them.</summary>
internal sealed class OperatorFigures(int port)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private IReadOnlyList<(string Series, double Value)> _lines = [];

    public async Task ReadAsync()
    {
        var text = await Http.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        _lines = [.. text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => (l[..l.LastIndexOf(' ')], double.Parse(l[(l.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)))];
    }

    public async Task<bool> TryReadAsync()
    {
        try
        {
            await ReadAsync();
            return true;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    public double Sum(string name) => _lines.Where(l => l.Series == name || l.Series.StartsWith(name + "{", StringComparison.Ordinal)).Sum(l => l.Value);

    /// <summary>Calls that write: those about the lease, those about events, and all others.</summary>
    public (double Lease, double Events, double Others) Writes()
    {
        var writes = _lines.Where(l => l.Series.StartsWith("kube_api_calls_total{", StringComparison.Ordinal) && Has(l.Series, "verb", "create", "update", "patch", "apply", "delete")).ToList();
        return (writes.Where(l => Has(l.Series, "resource", "leases")).Sum(l => l.Value), writes.Where(l => Has(l.Series, "resource", "events")).Sum(l => l.Value),
            writes.Where(l => !Has(l.Series, "resource", "leases", "events")).Sum(l => l.Value));
    }

    /// <summary>The histogram of reconciles: upper bounds in seconds with what is at or below each.</summary>
    public IReadOnlyList<(double Bound, double Count)> Buckets() =>
        [.. _lines.Where(l => l.Series.StartsWith("controller_reconcile_seconds_bucket", StringComparison.Ordinal)).Select(l => (Bound(l.Series), l.Value)).OrderBy(b => b.Item1)];

    /// <summary>Of what came between two readings; within a bucket as Prometheus reckons, evenly.</summary>
    public static (double Half, double NinetyNine) Percentiles(IReadOnlyList<(double Bound, double Count)> before, IReadOnlyList<(double Bound, double Count)> after)
    {
        var counts = after.Select(a => (a.Bound, Count: a.Count - before.FirstOrDefault(b => b.Bound.Equals(a.Bound)).Count)).ToList();
        return (Of(0.5), Of(0.99));

        double Of(double share)
        {
            var wanted = share * counts[^1].Count;
            var i = counts.FindIndex(c => c.Count >= wanted);
            var (lower, below) = i == 0 ? (0, 0) : counts[i - 1];
            return double.IsInfinity(counts[i].Bound) ? lower : lower + ((counts[i].Bound - lower) * (wanted - below) / Math.Max(1, counts[i].Count - below));
        }
    }

    private static bool Has(string series, string label, params string[] values) => values.Any(v => series.Contains($"{label}=\"{v}\"", StringComparison.Ordinal));

    private static double Bound(string series)
    {
        var from = series.IndexOf("le=\"", StringComparison.Ordinal) + 4;
        var text = series[from..series.IndexOf('"', from)];
        return text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);
    }
}
