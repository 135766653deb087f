namespace ControllerRuntime.Leadership;

/// <summary>The lease could not be renewed in time: another may lead by now, so the process must end.</summary>
public sealed class LeadershipLostException(string message) : Exception(message);
