namespace ControllerRuntime.Client;

/// <summary>What the API server answers instead of an object when it refuses: <c>metav1.Status</c>.</summary>
public sealed record KubeStatus
{
    /// <summary><c>Status</c>.</summary>
    public string? Kind { get; set; }

    public string? Status { get; set; }
    public string? Message { get; set; }
    public string? Reason { get; set; }
    public int Code { get; set; }
    public KubeStatusDetails? Details { get; set; }
}
