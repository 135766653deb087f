namespace BridgeRuntime.Control;

/// <summary>The answer of <c>/control/pause</c> and <c>/control/resume</c>.</summary>
/// <param name="Paused">Whether the bridge is paused.</param>
/// <param name="Since">Since when; null where it is not.</param>
/// <param name="Saved">Whether a restart would keep it so.</param>
internal sealed record PauseReport(bool Paused, DateTimeOffset? Since, bool Saved);
