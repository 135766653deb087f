using System.Text.Json.Nodes;
using Operator.Bridges;

namespace Operator.Workloads;

/// <summary>How the children of a bridge are named and marked.</summary>
internal static class ChildLabels
{
    public const string ManagedBy = "app.kubernetes.io/managed-by";
    public const string Manager = "bigpeer-databridge-operator";
    public const string Instance = "app.kubernetes.io/instance";
    public const string Name = "app.kubernetes.io/name";
    public const string Program = "bigpeer-databridge";

    /// <summary>Chooses all children of all bridges.</summary>
    public const string Selector = $"{ManagedBy}={Manager}";

    /// <summary>The bridge's own labels, Ditto's among them, and the usual ones. Ours win.</summary>
    public static JsonObject Of(BigPeerDataBridge bridge)
    {
        var labels = new JsonObject();
        foreach (var (key, value) in bridge.Metadata.Labels) labels[key] = value;
        foreach (var (key, value) in Selecting(bridge)) labels[key] = value?.DeepClone();
        labels[ManagedBy] = Manager;
        return labels;
    }

    /// <summary>What chooses the pods of one bridge; it never changes.</summary>
    public static JsonObject Selecting(BigPeerDataBridge bridge) => new() { [Name] = Program, [Instance] = bridge.Metadata.Name };

    /// <summary>The metadata of a child.</summary>
    public static JsonObject Metadata(BigPeerDataBridge bridge, string name) => new()
    {
        ["name"] = name,
        ["namespace"] = bridge.Metadata.Namespace,
        ["labels"] = Of(bridge),
        ["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = BigPeerDataBridge.Type.ApiVersion,
            ["kind"] = BigPeerDataBridge.Type.Kind,
            ["name"] = bridge.Metadata.Name,
            ["uid"] = bridge.Metadata.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        }),
    };
}
