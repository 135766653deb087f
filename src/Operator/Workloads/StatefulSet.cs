using ControllerRuntime.Objects;
using Operator.Bridges;

namespace Operator.Workloads;

/// <summary>Of a StatefulSet, what tells how far it is.</summary>
internal sealed record StatefulSet : IKubeObject
{
    public ObjectMeta Metadata { get; set; } = new();

    public StatefulSetSpec Spec { get; set; } = new();

    public StatefulSetStatus Status { get; set; } = new();

    public static ResourceType<StatefulSet> Type { get; } = new(
        "apps", "v1", "statefulsets", "StatefulSet", IsNamespaced: true, OperatorJson.Default.StatefulSet, OperatorJson.Default.KubeListStatefulSet);
}
