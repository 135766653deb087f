using System.Text.Json.Nodes;
using ControllerRuntime.Objects;
using Operator.Bridges;

namespace Operator.Workloads;

/// <summary>All children of a bridge, in the order in which they are applied: what the pod needs comes before it. Pure.</summary>
internal static class Children
{
    /// <summary>The kinds of children that every bridge has. Each child has its bridge's name.</summary>
    public static IReadOnlyList<ResourceType<PartialObject>> TypesOf(WorkloadOptions options)
    {
        List<ResourceType<PartialObject>> types = [ChildTypes.ServiceAccount, ChildTypes.Secret, ChildTypes.Service];
        if (options.NetworkPolicies) types.Add(ChildTypes.NetworkPolicy);
        if (options.DisruptionBudgets) types.Add(ChildTypes.DisruptionBudget(options.PolicyVersion));
        types.Add(ChildTypes.StatefulSet);
        return types;
    }

    /// <summary>The kinds of children that bridges have where an option is on that is off now.</summary>
    public static IReadOnlyList<ResourceType<PartialObject>> UnwantedTypesOf(WorkloadOptions options)
    {
        List<ResourceType<PartialObject>> types = [];
        if (!options.NetworkPolicies) types.Add(ChildTypes.NetworkPolicy);
        if (!options.DisruptionBudgets) types.Add(ChildTypes.DisruptionBudget(options.PolicyVersion));
        return types;
    }

    public static IReadOnlyList<Child> Of(BigPeerDataBridge bridge, RuntimeInputs inputs, WorkloadOptions options)
    {
        var (secret, hash) = RuntimeSecret.Make(bridge, inputs);
        return [.. TypesOf(options).Select(type => Make(type, bridge, type.Kind switch
        {
            "ServiceAccount" => new JsonObject { ["automountServiceAccountToken"] = false },
            "Secret" => secret,
            "Service" => Service(bridge),
            "NetworkPolicy" => NetworkPolicy(bridge),
            "PodDisruptionBudget" => DisruptionBudget(bridge),
            "StatefulSet" => StatefulSetBuilder.Make(bridge, inputs.Spec, hash, options),
            _ => throw new InvalidOperationException($"There is no builder for a {type.Kind}."),
        }))];
    }

    private static Child Make(ResourceType<PartialObject> type, BigPeerDataBridge bridge, JsonObject content)
    {
        var body = new JsonObject { ["apiVersion"] = type.ApiVersion, ["kind"] = type.Kind, ["metadata"] = ChildLabels.Metadata(bridge, bridge.Metadata.Name) };
        foreach (var (key, value) in content) body[key] = value?.DeepClone();
        return new Child(type, body);
    }

    /// <summary>Headless: for Prometheus, and for the pod's name in DNS.</summary>
    private static JsonObject Service(BigPeerDataBridge bridge) => new()
    {
        ["spec"] = new JsonObject
        {
            ["clusterIP"] = "None",
            ["selector"] = ChildLabels.Selecting(bridge),
            ["publishNotReadyAddresses"] = true,
            ["ports"] = new JsonArray(Port("status", RuntimePorts.Status), Port("metrics", RuntimePorts.Metrics)),
        },
    };

    private static JsonObject Port(string name, int port) => new() { ["name"] = name, ["port"] = port, ["targetPort"] = name, ["protocol"] = "TCP" };

    private static JsonObject NetworkPolicy(BigPeerDataBridge bridge) => new()
    {
        ["spec"] = new JsonObject
        {
            ["podSelector"] = new JsonObject { ["matchLabels"] = ChildLabels.Selecting(bridge) },
            ["policyTypes"] = new JsonArray("Ingress"),
            ["ingress"] = new JsonArray(new JsonObject
            {
                ["ports"] = new JsonArray(new JsonObject { ["port"] = RuntimePorts.Status, ["protocol"] = "TCP" }, new JsonObject { ["port"] = RuntimePorts.Metrics, ["protocol"] = "TCP" }),
            }),
        },
    };

    private static JsonObject DisruptionBudget(BigPeerDataBridge bridge) => new()
    {
        ["spec"] = new JsonObject { ["maxUnavailable"] = 0, ["selector"] = new JsonObject { ["matchLabels"] = ChildLabels.Selecting(bridge) } },
    };
}
