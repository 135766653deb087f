using ControllerRuntime.Objects;

namespace ControllerRuntime.Events;

/// <summary>A core/v1 Event, which <c>kubectl describe</c> lists under its object.</summary>
public sealed record KubeEvent : IKubeObject
{
    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "Event";

    public ObjectMeta Metadata { get; set; } = new();

    public EventSubject InvolvedObject { get; set; } = new();

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string Type { get; set; } = "Normal";

    public string Reason { get; set; } = "";

    public string Message { get; set; } = "";

    public string ReportingComponent { get; set; } = "";

    public string ReportingInstance { get; set; } = "";

    public EventSource? Source { get; set; }

    /// <summary>How often the same has happened.</summary>
    public int Count { get; set; } = 1;

    public DateTimeOffset? FirstTimestamp { get; set; }

    public DateTimeOffset? LastTimestamp { get; set; }

    public static ResourceType<KubeEvent> ResourceType { get; } = new("", "v1", "events", "Event", IsNamespaced: true, KubeJson.Default.KubeEvent, KubeJson.Default.KubeListKubeEvent);
}
