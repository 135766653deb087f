using ControllerRuntime.Objects;

namespace ControllerRuntime.Tests;

public sealed record NamespaceObject : IKubeObject
{
    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "Namespace";

    public ObjectMeta Metadata { get; set; } = new();

    public static ResourceType<NamespaceObject> Type { get; } = new("", "v1", "namespaces", "Namespace", IsNamespaced: false, TestJson.Default.NamespaceObject, TestJson.Default.KubeListNamespaceObject);
}
