namespace ControllerRuntime.Events;

/// <summary>Which object an event is about.</summary>
public sealed record EventSubject
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Namespace { get; set; } = "";
    public string Name { get; set; } = "";
    public string Uid { get; set; } = "";
    public string? ResourceVersion { get; set; }
}
