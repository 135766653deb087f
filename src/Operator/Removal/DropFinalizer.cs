using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;
using Operator.Bridges;

namespace Operator.Removal;

/// <summary>The finalizer that keeps a deleted bridge until its state is dropped. Only bridges with <c>deletionPolicy: Delete</c> have it.</summary>
internal sealed class DropFinalizer(KubeClient client)
{
    public const string Name = "ditto.live/drop-state";

    /// <summary>The API server's own, of a deletion that waits for the children: they are deleted first.</summary>
    private const string Foreground = "foregroundDeletion";

    public static bool IsOn(BigPeerDataBridge bridge) => bridge.Metadata.Finalizers.Contains(Name);

    /// <summary>Whether the children, and with them whatever the bridge owns, are deleted while the bridge is still there.</summary>
    public static bool IsForeground(BigPeerDataBridge bridge) => bridge.Metadata.Finalizers.Contains(Foreground);

    /// <summary>Adds or removes it; what others have put beside it stays.</summary>
    public async Task SetAsync(ObjectKey key, string? uid, bool isOn, CancellationToken cancellation)
    {
        // Fresh from the server: a list is only written whole, and another may have changed it just now.
        if (await client.FindAsync(BigPeerDataBridge.Type, key, cancellation) is not { } bridge || bridge.Metadata.Uid != uid || IsOn(bridge) == isOn) return;
        var others = bridge.Metadata.Finalizers.Where(f => f != Name);
        var finalizers = new JsonArray([.. (isOn ? others.Append(Name) : others).Select(f => (JsonNode?)f)]);
        var metadata = new JsonObject { ["resourceVersion"] = bridge.Metadata.ResourceVersion, ["finalizers"] = finalizers };
        await client.PatchAsync(BigPeerDataBridge.Type, key, new JsonObject { ["metadata"] = metadata }, subresource: null, DeployStep.Manager, cancellation);
    }
}
