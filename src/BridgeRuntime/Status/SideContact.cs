using BridgeRuntime.Documents;

namespace BridgeRuntime.Status;

/// <summary>How the last calls to one side went. Guarded by the lock of its owner.</summary>
internal sealed class SideContact(Side side, TimeProvider time)
{
    private bool _connected;
    private DateTimeOffset? _lastSuccessAt;
    private ErrorReport? _lastError;
    private long _failures;
    private string? _lastReason;

    public bool IsConnected => _connected;

    /// <returns>How many failures are over.</returns>
    public long Succeeded()
    {
        _connected = true;
        var failures = _failures;
        _failures = 0;
        _lastSuccessAt = time.GetUtcNow();
        return failures;
    }

    public void Failed(SideException failure)
    {
        _connected = false;
        _failures++;
        _lastReason = failure.Reason?.ToString();
        _lastError = ErrorReport.Of(time.GetUtcNow(), $"{failure.Failure}: {failure.Message}");
    }

    public SideReport Report() => new(MetricLabels.Of(side), _connected, _lastSuccessAt, _lastError?.Message, _lastError?.At, _failures, _lastReason);
}
