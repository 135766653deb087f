namespace BridgeRuntime.Telemetry;

/// <summary>What the export says. Event ids: 140.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(140, LogLevel.Information, "{Signal} are exported to {Endpoint} ({Protocol})")]
    public static partial void Exporting(this ILogger logger, OtlpSignal signal, string endpoint, string protocol);

    [LoggerMessage(141, LogLevel.Warning, "{Signal} cannot be exported to {Endpoint}: the collector is not there or refuses them. They are dropped; the bridge goes on. bridge_otlp_exports_total counts it.")]
    public static partial void ExportFailed(this ILogger logger, OtlpSignal signal, string endpoint);

    [LoggerMessage(142, LogLevel.Information, "{Signal} are exported again")]
    public static partial void ExportWorksAgain(this ILogger logger, OtlpSignal signal);

    [LoggerMessage(143, LogLevel.Warning, "{Problem}")]
    public static partial void ExportOff(this ILogger logger, string problem);
}
