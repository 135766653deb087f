using BridgeRuntime.Documents;

namespace BridgeRuntime.Queue;

/// <summary>How old the oldest change is that waits, or is worked on, in one collection and of one side.</summary>
/// <param name="Collection">The collection.</param>
/// <param name="From">The side that changed.</param>
/// <param name="Age">Since it happened, as far as that is known, else since it was heard of.</param>
internal readonly record struct QueueAge(string Collection, Side From, TimeSpan Age);
