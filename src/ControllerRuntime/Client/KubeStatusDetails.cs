namespace ControllerRuntime.Client;

/// <summary>What a <see cref="KubeStatus"/> is about.</summary>
public sealed record KubeStatusDetails
{
    public string? Name { get; set; }
    public string? Kind { get; set; }
    public IReadOnlyList<KubeStatusCause> Causes { get; set; } = [];
    public int? RetryAfterSeconds { get; set; }
}
