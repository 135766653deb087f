namespace Operator.Workloads;

/// <summary>One of waiting, running (neither is set) and terminated.</summary>
internal sealed record ContainerState
{
    public ContainerWaiting? Waiting { get; set; }

    public ContainerTerminated? Terminated { get; set; }
}
