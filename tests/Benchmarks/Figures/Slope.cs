namespace Benchmarks.Figures;

/// <summary>How something grows.</summary>
internal static class Slope
{
    /// <summary>The exponent e of the power law y = c·x^e that fits best: the slope of the straight line through the logarithms, by least squares.</summary>
    public static double LogLog(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2) throw new ArgumentException("A slope takes two points or more.", nameof(points));
        var logs = points.Select(p => (X: Math.Log(p.X), Y: Math.Log(p.Y))).ToList();
        var (meanX, meanY) = (logs.Average(l => l.X), logs.Average(l => l.Y));
        return logs.Sum(l => (l.X - meanX) * (l.Y - meanY)) / logs.Sum(l => (l.X - meanX) * (l.X - meanX));
    }
}
