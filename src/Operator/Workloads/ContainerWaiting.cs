namespace Operator.Workloads;

/// <summary>Why a container does not run yet.</summary>
internal sealed record ContainerWaiting
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}
