namespace Operator.Workloads;

/// <summary>How far a StatefulSet is.</summary>
internal sealed record StatefulSetStatus
{
    public long ObservedGeneration { get; init; }

    /// <summary>The revision that pods are to have.</summary>
    public string? UpdateRevision { get; init; }
}
