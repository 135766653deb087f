using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ProgramEndpoints.Metrics;

/// <summary>
/// A pull exporter of meters in Prometheus' text exposition format 0.0.4: counters, gauges, and histograms by the bucket advice of
/// their instruments. The well-kept exporter, OpenTelemetry.Exporter.Prometheus.AspNetCore, could not be had when this was written; it would go here.
/// </summary>
/// <remarks>Source: prometheus.io, "Exposition formats", text-based format.</remarks>
public sealed class PrometheusTextExporter : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    private readonly Action? _collecting;

    /// <summary>Listens from now on: what the meters measured before is not known.</summary>
    /// <param name="meters">Whose instruments are shown.</param>
    /// <param name="collecting">Is told before the observed ones are looked at.</param>
    public PrometheusTextExporter(IReadOnlyList<Meter> meters, Action? collecting = null)
    {
        _collecting = collecting;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // By reference: several of one process have meters of the same name.
            if (!meters.Any(m => ReferenceEquals(m, instrument.Meter))) return;
            var family = MetricFamily.Of(instrument);
            lock (_lock)
            {
                if (!_families.TryAdd(family.Name, family)) throw new InvalidOperationException($"Two instruments have the name \"{family.Name}\".");
            }
            listener.EnableMeasurementEvents(instrument, family);
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Measure(value, tags));
        _listener.Start();
    }

    /// <summary>The values of this moment, as text; lines end with a line feed.</summary>
    /// <exception cref="AggregateException">An observable instrument failed.</exception>
    public string Collect()
    {
        lock (_lock)
        {
            // A label that is no longer observed disappears.
            foreach (var family in _families.Values) family.ForgetObserved();
            _collecting?.Invoke();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var family in _families.Values) family.Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>A number as the format wants it.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
