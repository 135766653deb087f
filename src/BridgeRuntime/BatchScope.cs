using System.Diagnostics;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Status;
using BridgeRuntime.Telemetry;

namespace BridgeRuntime;

/// <summary>A batch's span, if there is one, and its collection and size on every line that is logged meanwhile.</summary>
internal sealed class BatchScope(string collection, int keys, Activity? span, BridgeStatus status, ILogger logger) : IBatchWatch
{
    private readonly IDisposable? _scope = logger.BeginScope(new Dictionary<string, object?> { ["collection"] = collection, ["keys"] = keys });

    public void Failed(SideException failure)
    {
        status.CollectionFailed(collection, $"{failure.Failure}: {failure.Message}");
        BridgeTraces.Failed(span, failure);
    }

    public void Dispose()
    {
        span?.Dispose();
        _scope?.Dispose();
    }
}
