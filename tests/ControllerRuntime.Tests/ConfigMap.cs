using System.Collections.Frozen;
using ControllerRuntime.Objects;

namespace ControllerRuntime.Tests;

/// <summary>The simplest object that the server keeps.</summary>
public sealed record ConfigMap : IKubeObject
{
    public string ApiVersion { get; set; } = "v1";

    public string Kind { get; set; } = "ConfigMap";

    public ObjectMeta Metadata { get; set; } = new();

    public IReadOnlyDictionary<string, string> Data { get; set; } = FrozenDictionary<string, string>.Empty;

    public static ResourceType<ConfigMap> Type { get; } = new("", "v1", "configmaps", "ConfigMap", IsNamespaced: true, TestJson.Default.ConfigMap, TestJson.Default.KubeListConfigMap);

    public static ConfigMap Make(string space, string name, params (string Key, string Value)[] data) => new()
    {
        Metadata = new ObjectMeta { Namespace = space, Name = name },
        Data = data.ToDictionary(d => d.Key, d => d.Value),
    };
}
