namespace ControllerRuntime.Client;

/// <summary>What the API server answers instead of an object when it refuses: <c>metav1.Status</c>.</summary>
public sealed record KubeStatus
{
    public string? Status { get; init; }
    public string? Message { get; init; }
    public string? Reason { get; init; }
    public int Code { get; init; }
    public KubeStatusDetails? Details { get; init; }
}
