using ControllerRuntime.Objects;

namespace Operator.Workloads;

/// <summary>The kinds of children, of which only the metadata is read.</summary>
internal static class ChildTypes
{
    public static ResourceType<PartialObject> ServiceAccount { get; } = KubeJson.MetadataOf("", "v1", "serviceaccounts", "ServiceAccount");
    public static ResourceType<PartialObject> Secret { get; } = KubeJson.MetadataOf("", "v1", "secrets", "Secret");
    public static ResourceType<PartialObject> Service { get; } = KubeJson.MetadataOf("", "v1", "services", "Service");
    public static ResourceType<PartialObject> StatefulSet { get; } = KubeJson.MetadataOf("apps", "v1", "statefulsets", "StatefulSet");
    public static ResourceType<PartialObject> Job { get; } = KubeJson.MetadataOf("batch", "v1", "jobs", "Job");
    public static ResourceType<PartialObject> NetworkPolicy { get; } = KubeJson.MetadataOf("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy");

    public static ResourceType<PartialObject> DisruptionBudget(string apiVersion) => KubeJson.MetadataOf("policy", apiVersion["policy/".Length..], "poddisruptionbudgets", "PodDisruptionBudget");
}
