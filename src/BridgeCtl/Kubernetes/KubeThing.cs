using System.Text.Json;
using ControllerRuntime.Objects;

namespace BridgeCtl.Kubernetes;

/// <summary>An object of any kind, as far as the commands look at it.</summary>
internal sealed record KubeThing : IKubeObject
{
    public ObjectMeta Metadata { get; set; } = new();

    public JsonElement Spec { get; set; }

    public JsonElement Status { get; set; }

    /// <summary>Of a Secret: base64 in JSON.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; set; }

    public static ResourceType<KubeThing> Bridges { get; } = Of("ditto.live", "v1alpha1", "bigpeerdatabridges", "BigPeerDataBridge");
    public static ResourceType<KubeThing> Pods { get; } = Of("", "v1", "pods", "Pod");
    public static ResourceType<KubeThing> Secrets { get; } = Of("", "v1", "secrets", "Secret");

    // Records print their members; values of Secrets must not be printed.
    public override string ToString() => $"object {ObjectKey.Of(this)}";

    private static ResourceType<KubeThing> Of(string group, string version, string plural, string kind) =>
        new(group, version, plural, kind, IsNamespaced: true, CtlJson.Default.KubeThing, CtlJson.Default.KubeListKubeThing);
}
