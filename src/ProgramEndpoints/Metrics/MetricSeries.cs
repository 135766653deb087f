using System.Text;

namespace ProgramEndpoints.Metrics;

/// <summary>What was measured for one set of labels: a number, or with <paramref name="bounds"/> a histogram.</summary>
internal sealed class MetricSeries(string labels, double[]? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _buckets = bounds is null ? [] : new long[bounds.Length + 1];
    private double _value;

    public string Labels => labels;

    public void Set(double value)
    {
        lock (_lock) _value = value;
    }

    public void Add(double value)
    {
        lock (_lock)
        {
            _value += value;
            if (bounds is not null) _buckets[BucketOf(value)]++;
        }
    }

    public void Write(string name, StringBuilder text)
    {
        double value;
        long[] buckets;
        lock (_lock) (value, buckets) = (_value, [.. _buckets]);
        if (bounds is null) Line(text, name, labels, PrometheusTextExporter.Number(value));
        else WriteHistogram(name, text, bounds, buckets, sum: value);
    }

    private void WriteHistogram(string name, StringBuilder text, double[] upper, long[] buckets, double sum)
    {
        var separator = labels.Length == 0 ? "" : ",";
        var count = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            var bound = i < upper.Length ? upper[i] : double.PositiveInfinity;
            Line(text, $"{name}_bucket", $"{labels}{separator}le=\"{PrometheusTextExporter.Number(bound)}\"", PrometheusTextExporter.Number(count));
        }
        Line(text, $"{name}_sum", labels, PrometheusTextExporter.Number(sum));
        Line(text, $"{name}_count", labels, PrometheusTextExporter.Number(count));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    /// <summary>Upper bounds are inclusive; what is above all, and what is no number, counts for the last bucket, +Inf.</summary>
    private int BucketOf(double value)
    {
        var i = 0;
        while (i < bounds!.Length && !(value <= bounds[i])) i++;
        return i;
    }
}
