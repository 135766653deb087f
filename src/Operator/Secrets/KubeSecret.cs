using System.Collections.Frozen;
using ControllerRuntime.Objects;
using Operator.Bridges;

namespace Operator.Secrets;

/// <summary>A Secret with its values; read one by one when needed, never listed.</summary>
internal sealed record KubeSecret : IKubeObject
{
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Base64 in JSON.</summary>
    public IReadOnlyDictionary<string, byte[]> Data { get; set; } = FrozenDictionary<string, byte[]>.Empty;

    public static ResourceType<KubeSecret> Type { get; } = new("", "v1", "secrets", "Secret", IsNamespaced: true, OperatorJson.Default.KubeSecret, OperatorJson.Default.KubeListKubeSecret);

    /// <summary>All Secrets without their values.</summary>
    public static ResourceType<PartialObject> MetadataType { get; } = KubeJson.MetadataOf("", "v1", "secrets", "Secret");

    // Records print their members; values must not be printed.
    public override string ToString() => $"Secret {ObjectKey.Of(this)}";
}
