using System.Diagnostics;

namespace BridgeRuntime.Telemetry;

/// <summary>A step of a batch: its time for the metrics, its span for the traces.</summary>
internal sealed class StepScope(IDisposable timer, Activity span) : IDisposable
{
    public void Dispose()
    {
        span.Dispose();
        timer.Dispose();
    }
}
