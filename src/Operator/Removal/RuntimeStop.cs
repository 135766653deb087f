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

    /// <returns>Whether no runtime runs and none will.</returns>
    public async Task<bool> RunAsync(BridgePass pass, CancellationToken cancellation)
    {
        var set = sets.Find(pass.Key);
        if (set is { Spec.Replicas: not 0 })
        {
            await client.PatchAsync(StatefulSet.Type, pass.Key, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 0 } }, subresource: null, DeployStep.Manager, cancellation);
            return false;
        }
        var pod = pods.Find(PodOf(pass.Key));
        // A controller that has not seen the last change may still make a pod; one that has counts a pod that has ended as long as it is there.
        return (pod is null || HasEnded(pod)) && (set is null || (set.Status.ObservedGeneration >= set.Metadata.Generation && (pod is not null || set.Status.Replicas == 0)));
    }

    /// <summary>
    /// A pod that is being deleted starts nothing again. Its object may outlive its containers by 10 s and more: kubelet 1.20 looks that seldom whether it may remove what it has
    /// reported as terminated (the constant syncPeriod of its status manager), and others wait for volumes. A container that waits in a pod that was running has ended too, and its
    /// remains are gone already; in one that is pending its first start may be on its way.
    /// </summary>
    private static bool HasEnded(Pod pod) => pod.Metadata.DeletionTimestamp is not null && pod.Status.ContainerStatuses is { Count: > 0 } containers
        && containers.All(c => c.State.Terminated is not null || (c.State.Waiting is not null && pod.Status.Phase == "Running"));

    private static ObjectKey PodOf(ObjectKey bridge) => bridge with { Name = $"{bridge.Name}-0" };
}
