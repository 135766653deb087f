namespace ControllerRuntime.Client;

/// <summary>What must hold for an object to be deleted; else the call fails with <see cref="KubeErrorKind.Conflict"/>.</summary>
public sealed record DeletePreconditions
{
    public string? Uid { get; init; }
    public string? ResourceVersion { get; init; }
}
