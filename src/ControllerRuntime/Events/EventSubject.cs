namespace ControllerRuntime.Events;

/// <summary>Which object an event is about.</summary>
public sealed record EventSubject
{
    public string ApiVersion { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";
    public string Uid { get; init; } = "";
    public string? ResourceVersion { get; init; }
}
