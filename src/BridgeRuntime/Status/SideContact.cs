using BridgeRuntime.Documents;

namespace BridgeRuntime.Status;

/// <summary>How the last calls to one side went. Guarded by the lock of its owner.</summary>
internal sealed class SideContact(Side side, TimeProvider time)
{
    /// <summary>Longer texts are cut: a status answer stays small whatever a server says.</summary>
    private const int MaxErrorLength = 1000;

    private bool _connected;
    private DateTimeOffset? _lastSuccessAt;
    private string? _lastError;
    private DateTimeOffset? _lastErrorAt;
    private long _failures;

    public void Succeeded()
    {
        _connected = true;
        _failures = 0;
        _lastSuccessAt = time.GetUtcNow();
    }

    public void Failed(SideException failure)
    {
        _connected = false;
        _failures++;
        var text = $"{failure.Failure}: {failure.Message}";
        _lastError = text.Length > MaxErrorLength ? text[..MaxErrorLength] : text;
        _lastErrorAt = time.GetUtcNow();
    }

    public SideReport Report() => new(MetricLabels.Of(side), _connected, _lastSuccessAt, _lastError, _lastErrorAt, _failures);
}
