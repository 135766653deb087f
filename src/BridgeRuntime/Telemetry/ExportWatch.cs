using BridgeRuntime.Status;
using OpenTelemetry;

namespace BridgeRuntime.Telemetry;

/// <summary>Is told how each export went: counts it, says once that the collector does not take it, and once that it does again.</summary>
internal sealed class ExportWatch(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMinutes(10);

    private readonly RepeatGate _failures = new(RepeatInterval, time);
    private int _failing;

    /// <summary>Counts exports; set once there are metrics.</summary>
    public Action<OtlpSignal, bool>? Counted { get; set; }

    public ExportResult Tell(OtlpSignal signal, Uri endpoint, ExportResult result)
    {
        Counted?.Invoke(signal, result == ExportResult.Success);
        var bit = 1 << (int)signal;
        if (result == ExportResult.Failure)
        {
            Interlocked.Or(ref _failing, bit);
            if (_failures.IsNews(signal.ToString())) logger.ExportFailed(signal, Shown(endpoint));
        }
        else if ((Interlocked.And(ref _failing, ~bit) & bit) != 0)
        {
            logger.ExportWorksAgain(signal);
        }
        return result;
    }

    /// <summary>A URL as it may be logged.</summary>
    public static string Shown(Uri endpoint) => endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
