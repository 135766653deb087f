namespace Operator.Workloads;

/// <summary>What is the same for the children of all bridges.</summary>
internal sealed record WorkloadOptions
{
    /// <summary>The image of the bridge runtime, unless a bridge names its own.</summary>
    public required string Image { get; init; }

    /// <summary>Whether each bridge gets a NetworkPolicy: nothing comes in but to the status and metrics ports.</summary>
    public bool NetworkPolicies { get; init; }

    /// <summary>Whether each bridge gets a PodDisruptionBudget, so that a drained node waits for a person.</summary>
    public bool DisruptionBudgets { get; init; }

    /// <summary>The API version of PodDisruptionBudgets that the server has: <c>policy/v1</c> from 1.21 on.</summary>
    public string PolicyVersion { get; init; } = "policy/v1";
}
