using System.Text.Json;
using ControllerRuntime.Client;

namespace BridgeCtl.Kubernetes;

/// <summary>Finds the pod of a bridge by the labels that the operator gives it.</summary>
internal static class BridgePods
{
    private const int UsualStatusPort = 8080;

    /// <returns>The pod, the running one first; null where there is none.</returns>
    public static async Task<KubeThing?> FindAsync(KubeAccess kube, string bridge, CancellationToken cancellation)
    {
        var options = new ListOptions { Namespace = kube.Namespace, LabelSelector = $"app.kubernetes.io/name=bigpeer-databridge,app.kubernetes.io/instance={bridge}" };
        var found = new List<KubeThing>();
        await foreach (var page in kube.Client.ListAsync(KubeThing.Pods, options, cancellation)) found.AddRange(page.Items);
        // The pod of a Job that drops a bridge's state has the same labels and another owner.
        return found.Where(p => p.Metadata.Name == $"{bridge}-0").OrderByDescending(p => Phase(p) == "Running").FirstOrDefault();
    }

    /// <summary>The port of the container that is named <c>status</c>.</summary>
    public static int StatusPort(KubeThing pod)
    {
        if (pod.Spec.ValueKind != JsonValueKind.Object || !pod.Spec.TryGetProperty("containers", out var containers)) return UsualStatusPort;
        foreach (var container in containers.EnumerateArray())
        {
            if (!container.TryGetProperty("ports", out var ports) || ports.ValueKind != JsonValueKind.Array) continue;
            foreach (var port in ports.EnumerateArray())
            {
                if (port.TryGetProperty("name", out var name) && name.GetString() == "status") return port.GetProperty("containerPort").GetInt32();
            }
        }
        return UsualStatusPort;
    }

    public static string Phase(KubeThing pod) => pod.Status.ValueKind == JsonValueKind.Object && pod.Status.TryGetProperty("phase", out var phase) ? phase.GetString() ?? "" : "";

    /// <summary>Why its container does not run, in Kubernetes' words; empty where it does.</summary>
    public static string Trouble(KubeThing pod)
    {
        if (pod.Status.ValueKind != JsonValueKind.Object || !pod.Status.TryGetProperty("containerStatuses", out var containers)) return "";
        foreach (var container in containers.EnumerateArray())
        {
            if (!container.TryGetProperty("state", out var state)) continue;
            foreach (var kind in state.EnumerateObject().Where(k => k.Name is "waiting" or "terminated"))
            {
                var reason = kind.Value.TryGetProperty("reason", out var word) ? word.GetString() : kind.Name;
                return kind.Value.TryGetProperty("message", out var message) ? $"{reason}: {message.GetString()}" : reason ?? "";
            }
        }
        return "";
    }
}
