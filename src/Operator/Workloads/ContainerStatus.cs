namespace Operator.Workloads;

/// <summary>How a container is, and how it ended last.</summary>
internal sealed record ContainerStatus
{
    public int RestartCount { get; init; }

    public ContainerState State { get; init; } = new();

    public ContainerState LastState { get; init; } = new();
}
