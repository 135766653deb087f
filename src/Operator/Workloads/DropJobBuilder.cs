using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using BridgeModel;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Removal;

namespace Operator.Workloads;

/// <summary>The Job that drops a bridge's state, and its Secret. Pure. Its pod is the runtime's, so it meets the restricted Pod Security Standard too.</summary>
internal static class DropJobBuilder
{
    /// <summary>Not the runtime's: neither its Service nor its StatefulSet is to take the pod for its own.</summary>
    private const string Program = "bigpeer-databridge-drop-state";

    private const string Suffix = "-drop-state";

    /// <summary>Of the name of a Job, which its pods have as a label.</summary>
    private const int LongestName = 63;

    private const string ReasonFile = "/dev/termination-log";

    /// <summary>What a pod takes to start on a node that has its image, and a little more.</summary>
    public static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    /// <summary>Both have this name: the bridge's with an ending; where that is too long, a hash stands for what is cut off.</summary>
    public static ObjectKey KeyOf(ObjectKey bridge)
    {
        if (bridge.Name.Length + Suffix.Length <= LongestName) return bridge with { Name = bridge.Name + Suffix };
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(bridge.Name)))[..8];
        return bridge with { Name = $"{bridge.Name[..(LongestName - Suffix.Length - hash.Length - 1)].TrimEnd('-')}-{hash}{Suffix}" };
    }

    /// <summary>The Secret, which goes with the Job.</summary>
    /// <param name="bridge">The bridge that is being deleted.</param>
    /// <param name="files">What the runtime's Secret held.</param>
    /// <param name="job">The uid of the Job.</param>
    public static JsonObject MakeSecret(BigPeerDataBridge bridge, IReadOnlyDictionary<string, byte[]> files, string? job)
    {
        var metadata = Metadata(bridge);
        metadata["ownerReferences"] = new JsonArray(new JsonObject { ["apiVersion"] = ChildTypes.Job.ApiVersion, ["kind"] = ChildTypes.Job.Kind, ["name"] = metadata["name"]!.DeepClone(), ["uid"] = job });
        return new JsonObject
        {
            ["apiVersion"] = ChildTypes.Secret.ApiVersion,
            ["kind"] = ChildTypes.Secret.Kind,
            ["metadata"] = metadata,
            ["type"] = "Opaque",
            ["data"] = new JsonObject(files.Select(f => KeyValuePair.Create<string, JsonNode?>(f.Key, Convert.ToBase64String(f.Value)))),
        };
    }

    /// <param name="bridge">The bridge that is being deleted.</param>
    /// <param name="spec">Its spec.</param>
    /// <param name="left">The time that there is for it.</param>
    /// <param name="options">What is the same for all bridges.</param>
    public static JsonObject MakeJob(BigPeerDataBridge bridge, BridgeResourceSpec spec, TimeSpan left, WorkloadOptions options)
    {
        var metadata = Metadata(bridge);
        // Where the children are deleted first, the Job must be none.
        if (DropFinalizer.IsForeground(bridge)) metadata.Remove("ownerReferences");
        var labels = ChildLabels.Of(bridge);
        labels[ChildLabels.Name] = Program;
        // Its pod must start first, and the program is to end before the time is over, so that it can still say why. The Job's own deadline is for where no operator is there to end it.
        var limit = Math.Max(1, (int)(left - StartTime).TotalSeconds);
        var deadline = (int)(left + StartTime).TotalSeconds;
        var pod = StatefulSetBuilder.PodSpec(bridge, spec, options);
        pod["restartPolicy"] = "Never";
        pod["terminationGracePeriodSeconds"] = 1;
        pod["volumes"]![0]!["secret"]!["secretName"] = KeyOf(ObjectKey.Of(bridge)).Name;
        // Where the children are deleted first, so is the account.
        if (DropFinalizer.IsForeground(bridge)) pod.Remove("serviceAccountName");
        var container = pod["containers"]![0]!.AsObject();
        foreach (var none in (string[])["ports", "startupProbe", "livenessProbe", "readinessProbe"]) container.Remove(none);
        container["args"] = new JsonArray("drop-state", "--timeout", limit.ToString(CultureInfo.InvariantCulture), "--termination-message", ReasonFile, "--config", $"{RuntimeConfiguration.Folder}/{RuntimeConfiguration.ConfigurationFile}");
        container["terminationMessagePath"] = ReasonFile;
        return new JsonObject
        {
            ["apiVersion"] = ChildTypes.Job.ApiVersion,
            ["kind"] = ChildTypes.Job.Kind,
            ["metadata"] = metadata,
            ["spec"] = new JsonObject
            {
                // What a second try may mend the program tries itself.
                ["backoffLimit"] = 0,
                ["activeDeadlineSeconds"] = deadline,
                ["template"] = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels }, ["spec"] = pod },
            },
        };
    }

    private static JsonObject Metadata(BigPeerDataBridge bridge) => ChildLabels.Metadata(bridge, KeyOf(ObjectKey.Of(bridge)).Name);
}
