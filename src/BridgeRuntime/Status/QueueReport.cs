namespace BridgeRuntime.Status;

/// <summary>The keys that wait.</summary>
/// <param name="Keys">All of them.</param>
/// <param name="Lanes">By lane.</param>
internal sealed record QueueReport(long Keys, IReadOnlyDictionary<string, long> Lanes);
