using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace ProgramEndpoints.Metrics;

/// <summary>One instrument's series: what was measured for each set of labels.</summary>
internal sealed class MetricFamily
{
    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly string _help;
    private readonly string _type;
    private readonly bool _isObserved;
    private readonly bool _isSet;
    private readonly double[]? _bounds;

    private MetricFamily(Instrument instrument, string type, bool isSet, double[]? bounds)
    {
        if (!IsName(instrument.Name)) throw new ArgumentException($"\"{instrument.Name}\" is not a Prometheus metric name.", nameof(instrument));
        (Name, _help, _type, _isObserved, _isSet, _bounds) = (instrument.Name, instrument.Description ?? "", type, instrument.IsObservable, isSet, bounds);
    }

    public string Name { get; }

    /// <exception cref="NotSupportedException">The instrument is of a kind that the exporter does not know.</exception>
    public static MetricFamily Of(Instrument instrument) => instrument switch
    {
        Counter<long> or Counter<int> or Counter<double> => new(instrument, "counter", isSet: false, bounds: null),
        ObservableCounter<long> or ObservableCounter<int> or ObservableCounter<double> => new(instrument, "counter", isSet: true, bounds: null),
        UpDownCounter<long> or UpDownCounter<int> or UpDownCounter<double> => new(instrument, "gauge", isSet: false, bounds: null),
        ObservableUpDownCounter<long> or ObservableUpDownCounter<int> or ObservableUpDownCounter<double> => new(instrument, "gauge", isSet: true, bounds: null),
        Gauge<long> or Gauge<int> or Gauge<double> => new(instrument, "gauge", isSet: true, bounds: null),
        ObservableGauge<long> or ObservableGauge<int> or ObservableGauge<double> => new(instrument, "gauge", isSet: true, bounds: null),
        Histogram<long> histogram => new(instrument, "histogram", isSet: false, Bounds(instrument, histogram.Advice?.HistogramBucketBoundaries?.Select(b => (double)b))),
        Histogram<int> histogram => new(instrument, "histogram", isSet: false, Bounds(instrument, histogram.Advice?.HistogramBucketBoundaries?.Select(b => (double)b))),
        Histogram<double> histogram => new(instrument, "histogram", isSet: false, Bounds(instrument, histogram.Advice?.HistogramBucketBoundaries)),
        _ => throw new NotSupportedException($"The instrument \"{instrument.Name}\" is a {instrument.GetType().Name}; counters, gauges and histograms of int, long and double are exported."),
    };

    public void Measure(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = MetricLabelText.Of(tags);
        var series = _series.TryGetValue(labels, out var known) ? known : _series.GetOrAdd(labels, static (l, bounds) => new MetricSeries(l, bounds), _bounds);
        if (_isSet) series.Set(value);
        else series.Add(value);
    }

    public void ForgetObserved()
    {
        if (_isObserved) _series.Clear();
    }

    public void Write(StringBuilder text)
    {
        var series = _series.Values.OrderBy(s => s.Labels, StringComparer.Ordinal).ToList();
        if (series.Count == 0) return;
        text.Append("# HELP ").Append(Name).Append(' ').Append(_help.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(_type).Append('\n');
        foreach (var one in series) one.Write(Name, text);
    }

    private static double[] Bounds(Instrument instrument, IEnumerable<double>? advice) => advice is null
        ? throw new NotSupportedException($"The histogram \"{instrument.Name}\" advises no buckets.")
        : [.. advice];

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':');
}
