namespace Benchmarks.Sink;

/// <summary>Percentiles of delays, in milliseconds.</summary>
internal sealed record Delays(int Count, double P50, double P95, double P99, double Max)
{
    public static Delays Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return sorted.Count == 0 ? new Delays(0, 0, 0, 0, 0) : new Delays(sorted.Count, At(0.50), At(0.95), At(0.99), sorted[^1]);

        // The nearest rank: the smallest value that so many are not above.
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
