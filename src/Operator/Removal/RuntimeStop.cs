using System.Text.Json.Nodes;
using ControllerRuntime.Client;
using ControllerRuntime.Informers;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Workloads;

namespace Operator.Removal;

/// <summary>Stops the runtime of a bridge that is being deleted.</summary>
internal sealed class RuntimeStop(KubeClient client, ObjectStore<StatefulSet> sets, ObjectStore<Pod> pods)
{
    /// <summary>Whether there is anything that runs one.</summary>
    public bool IsThere(ObjectKey bridge) => sets.Find(bridge) is not null || pods.Find(PodOf(bridge)) is not null;

    /// <returns>Whether no pod is there and none will be made.</returns>
    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        var set = sets.Find(pass.Key);
        if (set is { Spec.Replicas: not 0 })
        {
            await client.PatchAsync(StatefulSet.Type, pass.Key, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 0 } }, subresource: null, DeployStep.Manager, cancellation);
            return false;
        }
        // A controller that has not seen the last change may still make a pod.
        return pods.Find(PodOf(pass.Key)) is null && (set is null || (set.Status.ObservedGeneration >= set.Metadata.Generation && set.Status.Replicas == 0));
    }

    private static ObjectKey PodOf(ObjectKey bridge) => bridge with { Name = $"{bridge.Name}-0" };
}
