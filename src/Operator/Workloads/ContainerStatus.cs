namespace Operator.Workloads;

/// <summary>How a container is, and how it ended last.</summary>
internal sealed record ContainerStatus
{
    public int RestartCount { get; set; }

    /// <summary>Whether its startup probe has succeeded; null where that is not told.</summary>
    public bool? Started { get; set; }

    public ContainerState State { get; set; } = new();

    public ContainerState LastState { get; set; } = new();
}
