using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace BridgeRuntime.Telemetry;

/// <summary>As <see cref="WatchedTraceExporter"/>, of metrics.</summary>
internal sealed class WatchedMetricExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpMetricExporter(options)
{
    private readonly Uri _endpoint = options.Endpoint;

    public override ExportResult Export(in Batch<Metric> metrics) => watch.Tell(OtlpSignal.Metrics, _endpoint, base.Export(metrics));
}
