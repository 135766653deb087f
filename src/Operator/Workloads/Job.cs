using ControllerRuntime.Objects;
using Operator.Bridges;

namespace Operator.Workloads;

/// <summary>Of a Job, what tells how it ended.</summary>
internal sealed record Job : IKubeObject
{
    public ObjectMeta Metadata { get; set; } = new();

    public JobStatus Status { get; set; } = new();

    public static ResourceType<Job> Type { get; } = new("batch", "v1", "jobs", "Job", IsNamespaced: true, OperatorJson.Default.Job, OperatorJson.Default.KubeListJob);
}
