using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ControllerRuntime.Objects;

namespace Operator.Tests.Kubelet;

/// <summary>An object of any kind with all that a kubelet reads and writes of it.</summary>
internal sealed record KubeThing : IKubeObject
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public ObjectMeta Metadata { get; set; } = new();

    public JsonObject? Spec { get; set; }

    /// <summary>An object, and a word in a failure.</summary>
    public JsonNode? Status { get; set; }

    /// <summary>Of a Secret.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; set; }

    /// <summary>Of a Binding.</summary>
    public JsonObject? Target { get; set; }

    public static ResourceType<KubeThing> Pods { get; } = Of("pods", "Pod");

    public static ResourceType<KubeThing> Secrets { get; } = Of("secrets", "Secret");

    public static ResourceType<KubeThing> Nodes { get; } = Of("nodes", "Node") with { IsNamespaced = false };

    /// <summary>Where a scheduler says which node takes a pod.</summary>
    public static ResourceType<KubeThing> BindingsOf(string pod) => Of($"pods/{pod}/binding", "Binding");

    private static ResourceType<KubeThing> Of(string plural, string kind) =>
        new("", "v1", plural, kind, IsNamespaced: true, (JsonTypeInfo<KubeThing>)Json.GetTypeInfo(typeof(KubeThing)), (JsonTypeInfo<KubeList<KubeThing>>)Json.GetTypeInfo(typeof(KubeList<KubeThing>)));
}
