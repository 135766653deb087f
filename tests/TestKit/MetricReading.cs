using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace TestKit;

/// <summary>Adds up what the counters of a meter count.</summary>
public sealed class MetricReading : IDisposable
{
    private readonly ConcurrentQueue<(string Name, long Value, Dictionary<string, string> Labels)> _measured = new();
    private readonly MeterListener _listener = new();

    public MetricReading(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) =>
        {
            var named = new Dictionary<string, string>();
            foreach (var (key, label) in labels) named[key] = label?.ToString() ?? "";
            _measured.Enqueue((instrument.Name, value, named));
        });
        _listener.Start();
    }

    /// <summary>Of one counter, over the series that have this label.</summary>
    public long Sum(string name, string label, string value) => Sum(name, (label, value));

    /// <summary>Of one counter, over the series that have all these labels.</summary>
    public long Sum(string name, params IReadOnlyList<(string Label, string Value)> labels) =>
        _measured.Where(m => m.Name == name && labels.All(l => m.Labels.GetValueOrDefault(l.Label) == l.Value)).Sum(m => m.Value);

    public void Dispose() => _listener.Dispose();
}
