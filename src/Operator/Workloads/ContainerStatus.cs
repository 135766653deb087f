namespace Operator.Workloads;

/// <summary>How a container is, and how it ended last.</summary>
internal sealed record ContainerStatus
{
    public int RestartCount { get; set; }

    public ContainerState State { get; set; } = new();

    public ContainerState LastState { get; set; } = new();
}
