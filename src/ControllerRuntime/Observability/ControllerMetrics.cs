using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ControllerRuntime.Controllers;
using ControllerRuntime.Objects;
using ControllerRuntime.Queue;

namespace ControllerRuntime.Observability;

/// <summary>Every instrument of the library. An instrument's name is the name that Prometheus sees; label values are of fixed sets.</summary>
public sealed class ControllerMetrics : IDisposable
{
    public const string MeterName = "ControllerRuntime";

    private static readonly InstrumentAdvice<double> ReconcileBuckets = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };
    private static readonly InstrumentAdvice<double> CallBuckets = new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] };

    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, WorkQueue<ObjectKey>> _queues = new();
    private readonly Counter<long> _reconciles;
    private readonly Histogram<double> _reconcileSeconds;
    private readonly Counter<long> _calls;
    private readonly Histogram<double> _callSeconds;
    private readonly Counter<long> _callRetries;
    private readonly Counter<long> _watchRestarts;
    private readonly Counter<long> _lists;
    private readonly Counter<long> _events;
    private int _leads;

    public ControllerMetrics(TimeProvider time)
    {
        _time = time;
        Meter = new Meter(MeterName, typeof(ControllerMetrics).Assembly.GetName().Version?.ToString(3));
        _reconciles = Meter.CreateCounter<long>("controller_reconciles_total", "{reconcile}", "Reconciles by outcome: done, after, failed, stalled, bug.");
        _reconcileSeconds = Meter.CreateHistogram("controller_reconcile_seconds", "s", "Time that a reconcile took, in seconds.", tags: null, ReconcileBuckets);
        _calls = Meter.CreateCounter<long>("kube_api_calls_total", "{call}", "Calls to the API server by the code of the answer; 0 where none came.");
        _callSeconds = Meter.CreateHistogram("kube_api_call_seconds", "s", "Time until the API server's answer began, in seconds; watches not among them.", tags: null, CallBuckets);
        _callRetries = Meter.CreateCounter<long>("kube_api_retries_total", "{call}", "Calls that the API server turned away unheard and that were made again, by the code of its answer.");
        _watchRestarts = Meter.CreateCounter<long>("kube_watch_restarts_total", "{watch}", "Watches that ended and were started again, by why: closed, or the failure.");
        _lists = Meter.CreateCounter<long>("kube_lists_total", "{list}", "Full lists; one is normal, each further one follows a version that became too old.");
        _events = Meter.CreateCounter<long>("kube_events_total", "{event}", "Events about objects by what became of them: told, or lost.");
        Meter.CreateObservableGauge("controller_leads", () => _leads, "1", "1 while this process holds the lease; else 0.");
        Observe("controller_queue_keys", "{object}", "Objects that wait to be reconciled.", q => q.Depth);
        Observe("controller_queue_delayed_keys", "{object}", "Objects that are reconciled again later.", q => q.Delayed);
        Observe("controller_queue_oldest_seconds", "s", "How long the object has waited that is reconciled next, in seconds.", q => q.OldestAge.TotalSeconds);
    }

    /// <summary>For an exporter.</summary>
    public Meter Meter { get; }

    public void Dispose() => Meter.Dispose();

    internal void Observe(string controller, WorkQueue<ObjectKey> queue)
    {
        _queues[controller] = queue;
        foreach (var result in Enum.GetValues<ReconcileResult>()) _reconciles.Add(0, new("controller", controller), new("outcome", Label(result.ToString())));
    }

    internal void Reconciled(string controller, ReconcileResult result, TimeSpan took)
    {
        _reconciles.Add(1, new("controller", controller), new("outcome", Label(result.ToString())));
        _reconcileSeconds.Record(took.TotalSeconds, new KeyValuePair<string, object?>("controller", controller));
    }

    internal ApiCall Call(string verb, string resource) => new(this, verb, resource, _time.GetTimestamp());

    internal void Called(string verb, string resource, int code, long began)
    {
        _calls.Add(1, new("verb", verb), new("resource", resource), new("code", code));
        if (verb != "watch") _callSeconds.Record(_time.GetElapsedTime(began).TotalSeconds, new("verb", verb), new("resource", resource));
    }

    internal void CallRetried(int code) => _callRetries.Add(1, new KeyValuePair<string, object?>("code", code));

    internal void WatchRestarted(string resource, string reason) => _watchRestarts.Add(1, new("resource", resource), new("reason", Label(reason)));

    internal void Listed(string resource) => _lists.Add(1, new KeyValuePair<string, object?>("resource", resource));

    internal void EventsEnded(string outcome, int count = 1) => _events.Add(count, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Whether this process acts now.</summary>
    public void Leads(bool leads) => _leads = leads ? 1 : 0;

    private static string Label(string word) => char.ToLowerInvariant(word[0]) + word[1..];

    private void Observe(string name, string unit, string help, Func<WorkQueue<ObjectKey>, double> value) => Meter.CreateObservableGauge(
        name, () => _queues.Select(q => new Measurement<double>(value(q.Value), new KeyValuePair<string, object?>("controller", q.Key))), unit, help);
}
