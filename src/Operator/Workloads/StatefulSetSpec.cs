namespace Operator.Workloads;

/// <summary>What is wanted of a StatefulSet.</summary>
internal sealed record StatefulSetSpec
{
    /// <summary>The API server's default is 1.</summary>
    public int Replicas { get; set; } = 1;
}
