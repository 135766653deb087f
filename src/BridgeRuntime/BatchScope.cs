using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Status;

namespace BridgeRuntime;

/// <summary>Puts a batch's collection and size on every line that is logged meanwhile.</summary>
internal sealed class BatchScope(string collection, int keys, BridgeStatus status, ILogger logger) : IBatchWatch
{
    private readonly IDisposable? _scope = logger.BeginScope(new Dictionary<string, object?> { ["collection"] = collection, ["keys"] = keys });

    public void Failed(SideException failure) => status.CollectionFailed(collection, $"{failure.Failure}: {failure.Message}");

    public void Dispose() => _scope?.Dispose();
}
