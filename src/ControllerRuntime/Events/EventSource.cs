namespace ControllerRuntime.Events;

/// <summary>Who tells an event; kubectl shows it as <c>From</c>.</summary>
public sealed record EventSource
{
    public string Component { get; set; } = "";
}
