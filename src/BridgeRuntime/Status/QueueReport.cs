namespace BridgeRuntime.Status;

/// <summary>The keys that wait.</summary>
/// <param name="Keys">All of them.</param>
/// <param name="Capacity">How many each lane holds at most; 0 before the start.</param>
/// <param name="Lanes">By lane.</param>
internal sealed record QueueReport(long Keys, long Capacity, IReadOnlyDictionary<string, long> Lanes);
