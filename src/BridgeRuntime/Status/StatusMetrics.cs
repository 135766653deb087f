using System.Diagnostics.Metrics;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using ProgramEndpoints;

namespace BridgeRuntime.Status;

/// <summary>The gauges that show the status of the moment. All of one collection show the same one.</summary>
internal sealed class StatusMetrics
{
    /// <summary>Longer than one collection takes, and shorter than anybody's interval.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Meter _meter;
    private readonly BridgeStatus _status;
    private readonly TimeProvider _time;
    private (StatusReport Report, long At)? _last;

    private StatusMetrics(Meter meter, BridgeStatus status, TimeProvider time) => (_meter, _status, _time) = (meter, status, time);

    public static StatusMetrics Observe(Meter meter, BridgeStatus status, TimeProvider time)
    {
        var metrics = new StatusMetrics(meter, status, time);
        metrics.ObserveLag();
        metrics.ObserveWork();
        metrics.ObserveSnapshots();
        metrics.ObserveState();
        return metrics;
    }

    /// <summary>The next gauge that is looked at takes a new report.</summary>
    public void Forget()
    {
        lock (_lock) _last = null;
    }

    private StatusReport Report()
    {
        lock (_lock)
        {
            if (_last is { } last && _time.GetElapsedTime(last.At) < MaxAge) return last.Report;
            var report = _status.Report();
            _last = (report, _time.GetTimestamp());
            return report;
        }
    }

    private void ObserveLag()
    {
        Gauge("ditto_sync_lag_seconds", "s", "Age of the oldest change that is not carried over, in either direction, in seconds; 0 when nothing is outstanding. Grows while a side is down.", r => r.LagSeconds);
        Gauges("bridge_lag_seconds", "s", "Age of the oldest change that is not carried over, in seconds, by direction.", "direction", r => r.Lag.Directions);
        Series("bridge_collection_lag_seconds", "s", "Age of the oldest change of a collection that is not carried over, in seconds.",
            r => r.Collections.SelectMany(c => c.Lag.Directions.Select(d => Measured(d.Seconds, new("collection", c.Name), new("direction", d.Direction)))));
        Optional("bridge_oplog_window_seconds", "s", "From the oplog's oldest entry to the bridge's saved position, in seconds: the time left until the position is lost. Absent where the oplog cannot be read.", r => r.Oplog.WindowSeconds);
        _meter.CreateObservableGauge("bridge_checkpoint_age_seconds", () => _status.CheckpointAge.TotalSeconds, "s",
            "Time since the checkpoint was last up to date, in seconds; since the start where that never was.");
    }

    private void ObserveWork()
    {
        Gauges("bridge_queue_keys", "{key}", "Keys that wait in the queue or are worked on.", "lane", r => r.Queue.Lanes.Select(l => (l.Key, (double)l.Value)));
        Gauges("bridge_queue_capacity_keys", "{key}", "Keys that a lane of the queue holds at most; a full lane stops its feeds from reading.", "lane", r => r.Queue.Lanes.Select(l => (l.Key, (double)r.Queue.Capacity)));
        Gauge("bridge_open_intents", "{key}", "Keys with writes that the ledger has not recorded yet.", r => r.OpenIntents);
        Gauges("bridge_dead_letters", "{document}", "Documents that are parked because they cannot be synchronised.", "reason", r => r.DeadLetters.Select(d => (d.Key, (double)d.Value)));
        Gauge("bridge_dead_letters_full", "1", "1 when no further document can be parked; else 0.", r => r.DeadLettersFull ? 1 : 0);
        Series("bridge_mass_delete_blocked", "{document}", "Documents that a side lacks and whose deletes on the other side the mass-delete guard holds back; 0 when it does not.",
            r => r.Collections.SelectMany(c => Enum.GetValues<Side>().Select(s => Measured(
                c.MassDeletes.FirstOrDefault(m => m.Side == DeadLetterStore.SideText(s))?.Count ?? 0, new("collection", c.Name), new("side", MetricLabels.Of(s))))));
        Gauges("bridge_ledger_entries", "{document}", "Documents that are kept in step: entries of the ledger. Absent while they are not counted.", "collection",
            r => r.Collections.Where(c => c.Documents is not null).Select(c => (c.Name, (double)c.Documents!.Value)));
    }

    private void ObserveSnapshots()
    {
        Gauges("bridge_snapshot_done", "1", "1 when the initial sync is done, or not wanted; else 0.", "collection", r => r.Collections.Select(c => (c.Name, c.Snapshot.Done ? 1d : 0)));
        Gauges("bridge_snapshot_reconciled_documents", "{document}", "Documents that the initial sync has reconciled.", "collection", r => r.Collections.Select(c => (c.Name, (double)c.Snapshot.Documents)));
        Gauges("bridge_snapshot_expected_documents", "{document}", "About how many documents the initial sync has to reconcile in all. Absent before they are counted.", "collection",
            r => r.Collections.Where(c => c.Snapshot.Expected is not null).Select(c => (c.Name, (double)c.Snapshot.Expected!.Value)));
        Gauges("bridge_snapshot_left_seconds", "s", "How long the initial sync takes yet at its rate of now, in seconds. Absent where that is not known.", "collection",
            r => r.Collections.Where(c => c.Snapshot.SecondsLeft is not null).Select(c => (c.Name, c.Snapshot.SecondsLeft!.Value)));
    }

    private void ObserveState()
    {
        Gauge("bridge_ready", "1", "1 when the bridge is ready, as /readyz says; else 0.", r => StatusChecks.Readiness(r).All(c => c.Passed) ? 1 : 0);
        Gauge("bridge_paused", "1", "1 while a person has the bridge paused; else 0.", r => r.PausedSince is null ? 0 : 1);
        Gauge("bridge_stream_open", "1", "1 when MongoDB's change stream is open; else 0.", r => r.Stream.Open ? 1 : 0);
        Gauge("bridge_history_recovering", "1", "1 while a gap in MongoDB's history is made good by looking both sides through; else 0.", r => r.History.Lost ? 1 : 0);
        Gauges("bridge_side_connected", "1", "1 when the last call to the side succeeded; else 0.", "side", r => r.Sides.Select(s => (s.Side, s.Connected ? 1d : 0)));
        _meter.CreateObservableGauge("bridge_build_info", () => new Measurement<int>(1, new("version", ProgramVersion.Text), new("runtime", Environment.Version.ToString())), "1", "Always 1; the labels say what runs.");
    }

    private void Gauge(string name, string unit, string help, Func<StatusReport, double> value) =>
        _meter.CreateObservableGauge(name, () => value(Report()), unit, help);

    private void Optional(string name, string unit, string help, Func<StatusReport, double?> value) =>
        Series(name, unit, help, r => value(r) is { } known ? [new Measurement<double>(known)] : []);

    private void Gauges(string name, string unit, string help, string label, Func<StatusReport, IEnumerable<(string Label, double Value)>> values) =>
        Series(name, unit, help, r => values(r).Select(v => Measured(v.Value, new KeyValuePair<string, object?>(label, v.Label))));

    private void Series(string name, string unit, string help, Func<StatusReport, IEnumerable<Measurement<double>>> values) =>
        _meter.CreateObservableGauge(name, () => values(Report()), unit, help);

    private static Measurement<double> Measured(double value, params KeyValuePair<string, object?>[] labels) => new(value, labels);
}
