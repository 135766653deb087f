namespace Operator.Workloads;

/// <summary>How far a StatefulSet is.</summary>
internal sealed record StatefulSetStatus
{
    public long ObservedGeneration { get; set; }

    /// <summary>Pods that are there.</summary>
    public int Replicas { get; set; }

    /// <summary>The revision that pods are to have.</summary>
    public string? UpdateRevision { get; set; }
}
