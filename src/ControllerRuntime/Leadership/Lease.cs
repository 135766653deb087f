using ControllerRuntime.Objects;

namespace ControllerRuntime.Leadership;

/// <summary><c>coordination.k8s.io/v1</c> Lease: who leads.</summary>
public sealed record Lease : IKubeObject
{
    public string ApiVersion { get; set; } = "coordination.k8s.io/v1";

    public string Kind { get; set; } = "Lease";

    public ObjectMeta Metadata { get; set; } = new();

    public LeaseSpec Spec { get; set; } = new();

    public static ResourceType<Lease> Type { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", IsNamespaced: true, KubeJson.Default.Lease, KubeJson.Default.KubeListLease);
}
