using ControllerRuntime.Objects;
using Operator.Bridges;

namespace Operator.Workloads;

/// <summary>Of a pod, what tells how it is.</summary>
internal sealed record Pod : IKubeObject
{
    /// <summary>Set by the StatefulSet: of which revision the pod is.</summary>
    public const string RevisionLabel = "controller-revision-hash";

    public ObjectMeta Metadata { get; set; } = new();

    public PodStatus Status { get; set; } = new();

    public static ResourceType<Pod> Type { get; } = new("", "v1", "pods", "Pod", IsNamespaced: true, OperatorJson.Default.Pod, OperatorJson.Default.KubeListPod);
}
