using System.Text.Json;
using BridgeModel;
using ControllerRuntime.Objects;

namespace Operator.Bridges;

/// <summary>The resource: <c>ditto.live/v1alpha1</c> BigPeerDataBridge. Its spec is read by <see cref="BridgeResourceReader"/>, which has all the rules.</summary>
internal sealed record BigPeerDataBridge : IKubeObject
{
    private BridgeResourceResult? _read;

    public const string AppLabel = BridgeResourceReader.AppLabel;

    public ObjectMeta Metadata { get; set; } = new();

    public JsonElement Spec { get; set; }

    public BridgeStatus? Status { get; set; }

    public static ResourceType<BigPeerDataBridge> Type { get; } = new(
        "ditto.live", "v1alpha1", "bigpeerdatabridges", "BigPeerDataBridge", IsNamespaced: true, OperatorJson.Default.BigPeerDataBridge, OperatorJson.Default.KubeListBigPeerDataBridge);

    /// <summary>Read once: each change of the resource is an object of its own. Two threads at once do the work twice, and agree.</summary>
    public BridgeResourceResult Read() => _read ??= BridgeResourceReader.Read(Metadata.Name, Metadata.Labels, Spec.ValueKind == JsonValueKind.Undefined ? "" : Spec.GetRawText());
}
