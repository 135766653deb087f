namespace Operator.Workloads;

/// <summary>One of waiting, running (neither is set) and terminated.</summary>
internal sealed record ContainerState
{
    public ContainerWaiting? Waiting { get; init; }

    public ContainerTerminated? Terminated { get; init; }
}
