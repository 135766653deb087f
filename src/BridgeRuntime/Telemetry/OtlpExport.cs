using BridgeRuntime.Status;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ProgramEndpoints;

namespace BridgeRuntime.Telemetry;

/// <summary>
/// Sends traces and metrics to an OpenTelemetry collector, where the environment names one. The metrics are the same instruments that <c>/metrics</c> shows. What the
/// collector does not take is dropped: nothing here holds up the data path.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const string ServiceName = "bigpeer-databridge";

    /// <summary>Series of one metric: at most every BSON type (21) for each collection, and what has no collection. OpenTelemetry keeps room for all from the start.</summary>
    private const int SeriesPerCollection = 24, OtherSeries = 100;

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;
    private readonly ExportWatch _watch;
    private readonly TimeProvider _time;

    private OtlpExport(OtlpExporterOptions? traces, OtlpExporterOptions? metrics, string bridge, int collections, ExportWatch watch, TimeProvider time)
    {
        (_watch, _time) = (watch, time);
        // What the environment says of the service comes last and wins.
        var resource = ResourceBuilder.CreateEmpty()
            .AddService(ServiceName, serviceVersion: ProgramVersion.Text, autoGenerateServiceInstanceId: false, serviceInstanceId: bridge)
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
        if (traces is not null) _traces = Traces(traces, resource);
        if (metrics is not null) _metrics = Metrics(metrics, resource, OtherSeries + (SeriesPerCollection * collections));
    }

    /// <summary>Begins, before there are instruments, so that counters are exported from zero on.</summary>
    /// <param name="bridge">The bridge's name, which tells several apart.</param>
    /// <param name="collections">How many collections it has.</param>
    /// <param name="variable">Reads a variable of the environment.</param>
    /// <param name="logger">Takes where it goes and that it does not get there.</param>
    /// <param name="time">The clock of the shutdown.</param>
    /// <returns>Null where the environment names no collector; then nothing of OpenTelemetry is loaded.</returns>
    public static OtlpExport? Begin(string bridge, int collections, Func<string, string?> variable, ILogger logger, TimeProvider time)
    {
        if (!IsWanted(variable)) return null;
        var traces = OtlpSettings.Read(OtlpSignal.Traces, variable, out var problem);
        if (problem is not null) logger.ExportOff(problem);
        var metrics = OtlpSettings.Read(OtlpSignal.Metrics, variable, out problem);
        if (problem is not null) logger.ExportOff(problem);
        if (traces is not null) logger.Exporting(OtlpSignal.Traces, ExportWatch.Shown(traces.Endpoint), traces.Protocol.ToString());
        if (metrics is not null) logger.Exporting(OtlpSignal.Metrics, ExportWatch.Shown(metrics.Endpoint), metrics.Protocol.ToString());
        return traces is null && metrics is null ? null : new OtlpExport(traces, metrics, bridge, collections, new ExportWatch(logger, time), time);
    }

    /// <summary>Has exports counted.</summary>
    public void CountBy(BridgeMetrics metrics) => _watch.Counted = metrics.Exported;

    /// <summary>Sends what is left and ends, in the given time at most.</summary>
    public Task StopAsync(TimeSpan limit) => Task.Run(() =>
    {
        var start = _time.GetTimestamp();
        _traces?.Shutdown(Left());
        _metrics?.Shutdown(Left());

        int Left() => (int)Math.Max(0, (limit - _time.GetElapsedTime(start)).TotalMilliseconds);
    });

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Looks at nothing but the names, so that the types of OpenTelemetry are not touched where it is off.</summary>
    private static bool IsWanted(Func<string, string?> variable) =>
        new[] { "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT" }.Any(n => !string.IsNullOrWhiteSpace(variable(n)));

    private TracerProvider Traces(OtlpExporterOptions options, ResourceBuilder resource)
    {
        var batch = new BatchExportActivityProcessorOptions();
        return Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(BridgeTraces.SourceName)
            .AddProcessor(new BatchActivityExportProcessor(
                new WatchedTraceExporter(options, _watch), batch.MaxQueueSize, batch.ScheduledDelayMilliseconds, batch.ExporterTimeoutMilliseconds, batch.MaxExportBatchSize))
            .Build();
    }

    private MeterProvider Metrics(OtlpExporterOptions options, ResourceBuilder resource, int series)
    {
        var periodic = new PeriodicExportingMetricReaderOptions();
        var reader = new PeriodicExportingMetricReader(new WatchedMetricExporter(options, _watch), periodic.ExportIntervalMilliseconds ?? 60_000, periodic.ExportTimeoutMilliseconds ?? 30_000)
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
        };
        return Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(BridgeMetrics.MeterName)
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = series })
            .AddReader(reader)
            .Build();
    }
}
