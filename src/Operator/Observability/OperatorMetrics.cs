using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Secrets.Aws;
using ProgramEndpoints;
using ProgramEndpoints.Metrics;

namespace Operator.Observability;

/// <summary>The operator's own instruments, beside those of the controller library, and the text of all.</summary>
internal sealed class OperatorMetrics : IDisposable
{
    public const string MeterName = "BigPeerDataBridgeOperator";

    private readonly ConcurrentDictionary<ObjectKey, BridgeStatus> _bridges = new();
    private readonly Counter<long> _secretReads;
    private readonly Counter<long> _statusReads;
    private readonly Counter<long> _awsRetries;
    private readonly Counter<long> _removals;

    /// <param name="others">Meters that are shown too, such as the controller library's.</param>
    public OperatorMetrics(params IReadOnlyList<Meter> others)
    {
        Meter = new Meter(MeterName, typeof(OperatorMetrics).Assembly.GetName().Version?.ToString(3));
        // Before the first count, so that none is lost.
        Exporter = new PrometheusTextExporter([Meter, .. others]);
        _secretReads = Meter.CreateCounter<long>("operator_secret_reads_total", "{read}", "Secrets read, by source and by whether the value was there.");
        _statusReads = Meter.CreateCounter<long>("operator_runtime_status_reads_total", "{read}", "Reads of a runtime's /status, by whether it answered.");
        _awsRetries = Meter.CreateCounter<long>("operator_aws_retries_total", "{read}", "Reads of AWS secrets that failed and are tried again, by reason.");
        _removals = Meter.CreateCounter<long>("operator_removals_total", "{bridge}", "Deleted bridges with deletionPolicy Delete, by what became of their state.");
        Meter.CreateObservableGauge("operator_bridges", Bridges, "{bridge}", "Bridges by condition and its status.");
        Meter.CreateObservableGauge("operator_build_info", BuildInfo, unit: null, "Always 1; the labels tell the version of the program and of .NET.");
        ProcessMetrics.Observe(Meter);
        foreach (var source in (string[])["kubernetes", "aws"])
        {
            foreach (var outcome in (string[])["found", "missing"]) _secretReads.Add(0, new("source", source), new("outcome", outcome));
        }
        foreach (var reason in AwsErrors.Reasons) _awsRetries.Add(0, new KeyValuePair<string, object?>("reason", reason));
        foreach (var outcome in (string[])["dropped", "left"]) _removals.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
        foreach (var outcome in (string[])["answered", "failed"]) _statusReads.Add(0, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public Meter Meter { get; }

    /// <summary>The text of these and the other meters' instruments.</summary>
    public PrometheusTextExporter Exporter { get; }

    public void SecretRead(string source, bool found) => _secretReads.Add(1, new("source", source), new("outcome", found ? "found" : "missing"));

    public void AwsRetried(string reason) => _awsRetries.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void StatusRead(bool answered) => _statusReads.Add(1, new KeyValuePair<string, object?>("outcome", answered ? "answered" : "failed"));

    /// <summary>A deleted bridge is gone, and its state with it or not.</summary>
    public void Removed(bool isDropped) => _removals.Add(1, new KeyValuePair<string, object?>("outcome", isDropped ? "dropped" : "left"));

    /// <summary>The status of a bridge as it is now.</summary>
    public void Seen(ObjectKey bridge, BridgeStatus status) => _bridges[bridge] = status;

    /// <returns>Whether it was known.</returns>
    public bool Gone(ObjectKey bridge) => _bridges.TryRemove(bridge, out _);

    public void Dispose()
    {
        Exporter.Dispose();
        Meter.Dispose();
    }

    private static Measurement<int> BuildInfo() => new(1, new("version", ProgramVersion.Text), new("runtime", Environment.Version.ToString()));

    private IEnumerable<Measurement<long>> Bridges()
    {
        var counts = _bridges.Values.SelectMany(b => b.Conditions).CountBy(c => (c.Type, c.Status)).ToDictionary();
        return
            from type in ConditionType.Steps.Append(ConditionType.Ready)
            from status in (string[])["True", "False", "Unknown"]
            select new Measurement<long>(counts.GetValueOrDefault((type, status)), new("condition", type), new("status", status));
    }
}
