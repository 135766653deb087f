using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace BridgeRuntime.Telemetry;

/// <summary>OpenTelemetry's exporter keeps its failures to itself; this one tells them.</summary>
internal sealed class WatchedTraceExporter(OtlpExporterOptions options, ExportWatch watch) : OtlpTraceExporter(options)
{
    private readonly Uri _endpoint = options.Endpoint;

    public override ExportResult Export(in Batch<Activity> activityBatch) => watch.Tell(OtlpSignal.Traces, _endpoint, base.Export(activityBatch));
}
