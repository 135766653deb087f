using ControllerRuntime.Objects;

namespace ControllerRuntime.Events;

/// <summary>A core/v1 Event, which <c>kubectl describe</c> lists under its object.</summary>
public sealed record KubeEvent : IKubeObject
{
    public string ApiVersion { get; init; } = "v1";

    public string Kind { get; init; } = "Event";

    public ObjectMeta Metadata { get; init; } = new();

    public EventSubject InvolvedObject { get; init; } = new();

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string Type { get; init; } = "Normal";

    public string Reason { get; init; } = "";

    public string Message { get; init; } = "";

    public string ReportingComponent { get; init; } = "";

    public string ReportingInstance { get; init; } = "";

    public EventSource? Source { get; init; }

    /// <summary>How often the same has happened.</summary>
    public int Count { get; init; } = 1;

    public DateTimeOffset? FirstTimestamp { get; init; }

    public DateTimeOffset? LastTimestamp { get; init; }

    public static ResourceType<KubeEvent> ResourceType { get; } = new("", "v1", "events", "Event", IsNamespaced: true, KubeJson.Default.KubeEvent, KubeJson.Default.KubeListKubeEvent);
}
