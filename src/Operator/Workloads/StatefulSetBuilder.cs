using System.Text.Json;
using System.Text.Json.Nodes;
using BridgeModel;
using Operator.Bridges;

namespace Operator.Workloads;

/// <summary>
/// The StatefulSet of one pod. Not a Deployment: two pods of one bridge must never overlap, and a StatefulSet makes the next only when the last is gone. The pod
/// meets the restricted Pod Security Standard.
/// </summary>
internal static class StatefulSetBuilder
{
    /// <summary>A change rolls the pod.</summary>
    public const string HashAnnotation = "ditto.live/configuration-hash";

    private const int User = 10001;

    /// <summary>
    /// Longer than the runtime's own limit of 15 s for a stop and the up to 8 s that closing its connections and ports may take after that, so that it is never killed while it saves. There
    /// is no preStop hook: SIGTERM does all that is needed, nothing is routed to the pod that would have to end first, the image has no shell for an exec hook, and an httpGet hook would
    /// need an endpoint that changes something on a port that is open to the cluster. The time of a hook would come out of the grace period.
    /// </summary>
    private const int GraceSeconds = 30;

    public static JsonObject Make(BigPeerDataBridge bridge, BridgeResourceSpec spec, string hash, WorkloadOptions options)
    {
        var labels = ChildLabels.Of(bridge);
        return new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["replicas"] = spec.Suspend ? 0 : 1,
                ["serviceName"] = bridge.Metadata.Name,
                // With one pod there is no order to keep, and OrderedReady would never replace a pod that cannot become ready: a corrected password would not be taken up.
                ["podManagementPolicy"] = "Parallel",
                ["updateStrategy"] = new JsonObject { ["type"] = "RollingUpdate" },
                ["revisionHistoryLimit"] = 3,
                ["selector"] = new JsonObject { ["matchLabels"] = ChildLabels.Selecting(bridge) },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject
                    {
                        ["labels"] = labels,
                        ["annotations"] = new JsonObject { [HashAnnotation] = hash, ["kubectl.kubernetes.io/default-container"] = "bridge" },
                    },
                    ["spec"] = PodSpec(bridge, spec, options),
                },
            },
        };
    }

    /// <summary>The pod of a runtime.</summary>
    public static JsonObject PodSpec(BigPeerDataBridge bridge, BridgeResourceSpec spec, WorkloadOptions options)
    {
        var given = bridge.Spec.TryGetProperty("runtime", out var runtime) ? runtime : default;
        var pod = new JsonObject
        {
            ["serviceAccountName"] = bridge.Metadata.Name,
            ["automountServiceAccountToken"] = false,
            ["enableServiceLinks"] = false,
            ["terminationGracePeriodSeconds"] = GraceSeconds,
            ["securityContext"] = new JsonObject
            {
                ["runAsNonRoot"] = true,
                ["runAsUser"] = User,
                ["runAsGroup"] = User,
                ["fsGroup"] = User,
                ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
            },
            ["containers"] = new JsonArray(Container(given, spec, options)),
            ["volumes"] = new JsonArray(
                new JsonObject { ["name"] = "bridge", ["secret"] = new JsonObject { ["secretName"] = bridge.Metadata.Name, ["defaultMode"] = 0b100_100_000 } },
                new JsonObject { ["name"] = "tmp", ["emptyDir"] = new JsonObject { ["medium"] = "Memory", ["sizeLimit"] = "16Mi" } }),
        };
        foreach (var key in (string[])["imagePullSecrets", "nodeSelector", "tolerations", "affinity"])
        {
            if (Given(given, key) is { } value) pod[key] = value;
        }
        return pod;
    }

    private static JsonObject Container(JsonElement given, BridgeResourceSpec spec, WorkloadOptions options)
    {
        var container = Container(spec, options);
        // An empty list is kept as none, and applying it again would count as a change (seen on 1.20).
        if (Given(given, "extraEnv") is JsonArray { Count: > 0 } env) container["env"] = env;
        if (Given(given, "resources") is { } resources) container["resources"] = resources;
        return container;
    }

    private static JsonObject Container(BridgeResourceSpec spec, WorkloadOptions options) => new()
    {
        ["name"] = "bridge",
        ["image"] = spec.Runtime.Image ?? options.Image,
        ["args"] = new JsonArray("--config", $"{RuntimeConfiguration.Folder}/{RuntimeConfiguration.ConfigurationFile}"),
        ["ports"] = new JsonArray(Port("status", RuntimePorts.Status), Port("metrics", RuntimePorts.Metrics)),
        ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "192Mi" }, ["limits"] = new JsonObject { ["memory"] = "512Mi" } },
        ["securityContext"] = new JsonObject
        {
            ["readOnlyRootFilesystem"] = true,
            ["allowPrivilegeEscalation"] = false,
            ["runAsNonRoot"] = true,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        },
        ["startupProbe"] = Probe("/livez", periodSeconds: 2, failures: 60),
        ["livenessProbe"] = Probe("/livez", periodSeconds: 10, failures: 6),
        ["readinessProbe"] = Probe("/readyz", periodSeconds: 5, failures: 1),
        ["volumeMounts"] = new JsonArray(
            new JsonObject { ["name"] = "bridge", ["mountPath"] = RuntimeConfiguration.Folder, ["readOnly"] = true },
            new JsonObject { ["name"] = "tmp", ["mountPath"] = "/tmp" }),
    };

    private static JsonObject Port(string name, int port) => new() { ["name"] = name, ["containerPort"] = port, ["protocol"] = "TCP" };

    private static JsonObject Probe(string path, int periodSeconds, int failures) => new()
    {
        ["httpGet"] = new JsonObject { ["path"] = path, ["port"] = "status", ["scheme"] = "HTTP" },
        ["periodSeconds"] = periodSeconds,
        ["timeoutSeconds"] = 3,
        ["failureThreshold"] = failures,
    };

    /// <summary>What the user wrote of a pod's own fields, as it is: the API server judges it.</summary>
    private static JsonNode? Given(JsonElement runtime, string key) =>
        runtime.ValueKind == JsonValueKind.Object && runtime.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? JsonNode.Parse(value.GetRawText()) : null;
}
