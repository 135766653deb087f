namespace ControllerRuntime.Client;

/// <summary>One reason among several why an object was refused.</summary>
public sealed record KubeStatusCause
{
    public string? Reason { get; set; }
    public string? Message { get; set; }

    /// <summary>The path of the field, such as <c>spec.replicas</c>.</summary>
    public string? Field { get; set; }
}
