namespace BridgeRuntime.Status;

/// <summary>One loop of the bridge.</summary>
/// <param name="Name">Its name, such as <c>mongo-stream</c> or <c>worker-0</c>.</param>
/// <param name="LastTickAt">When it last made progress, UTC.</param>
/// <param name="DeadlineSeconds">How long it may take from one tick to the next.</param>
/// <param name="Stalled">Whether it took longer; a stalled loop makes <c>/livez</c> fail.</param>
internal sealed record LoopReport(string Name, DateTimeOffset LastTickAt, double DeadlineSeconds, bool Stalled);
