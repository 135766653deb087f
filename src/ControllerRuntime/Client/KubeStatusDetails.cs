namespace ControllerRuntime.Client;

/// <summary>What a <see cref="KubeStatus"/> is about.</summary>
public sealed record KubeStatusDetails
{
    public string? Name { get; init; }
    public string? Kind { get; init; }
    public IReadOnlyList<KubeStatusCause> Causes { get; init; } = [];
    public int? RetryAfterSeconds { get; init; }
}
