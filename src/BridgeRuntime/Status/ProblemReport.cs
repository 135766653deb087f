namespace BridgeRuntime.Status;

/// <summary>What the start checks found wrong.</summary>
/// <param name="Reason">A stable name, such as <c>CollectionNotFound</c>.</param>
/// <param name="Side"><c>mongodb</c> or <c>bigpeer</c>.</param>
/// <param name="Collection">The one collection that is not served; null where nothing is.</param>
/// <param name="Message">What is wrong and what to do.</param>
internal sealed record ProblemReport(string Reason, string Side, string? Collection, string Message);
