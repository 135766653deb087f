using System.Diagnostics;
using TestKit;

namespace Cluster.Tests;

/// <summary>All that an operator does for a bridge after its making, under the rights that the chart gives it. A right that lacks shows in the log, or as a wait that does not end.</summary>
internal static class BridgeLife
{
    /// <summary>Children are put back, and the bridge is suspended and goes on.</summary>
    public static async Task LiveAsync(BridgeSpace space)
    {
        await Task.WhenAll(PutBackAsync(space, "service"), PutBackAsync(space, "networkpolicy"), PutBackAsync(space, "poddisruptionbudget"));
        await space.KubectlAsync("patch", "statefulset", BridgeSpace.Bridge, "--type=merge", "-p", """{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":7}}}}""");
        await Eventually.HoldsAsync("a change of a child is taken back", async () =>
            await space.KubectlAsync("get", "statefulset", BridgeSpace.Bridge, "-o", "jsonpath={.spec.template.spec.terminationGracePeriodSeconds}") == "30" ? null : "not yet", BridgeSpace.Limit);

        await space.KubectlAsync("patch", "bpdb", BridgeSpace.Bridge, "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await Eventually.HoldsAsync("the pod is gone", async () => await space.PodAsync() is null ? null : "still there", BridgeSpace.Limit);
        await space.UntilAsync("Ready", "False/Suspended");
        await space.Mongo.InsertAsync("""{"_id":"suspended","from":"MongoDB"}""");
        await space.KubectlAsync("patch", "bpdb", BridgeSpace.Bridge, "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await space.UntilReadyAsync();
        await space.ArrivesAsync("suspended", "MongoDB");
    }

    /// <summary>With <c>deletionPolicy: Delete</c>: within the 30 s that are promised the bridge is gone and its state with it; the documents of both sides stay.</summary>
    public static async Task EndAsync(BridgeSpace space)
    {
        var counts = (await space.Mongo.CountAsync(), await space.BigPeer.CountAsync());
        Assert.That(await space.StateAsync(), Is.Not.Empty);
        var clock = Stopwatch.StartNew();
        await space.KubectlAsync("delete", "bpdb", BridgeSpace.Bridge, "--timeout=30s");
        Measured.Say("kubectl delete with deletionPolicy: Delete to the resource gone", clock.Elapsed);
        await Eventually.HoldsAsync("the event tells that the state is dropped", async () =>
        {
            var events = await space.KubectlAsync("get", "events", "--field-selector", "involvedObject.kind=BigPeerDataBridge", "-o", "custom-columns=:.reason,:.message", "--no-headers");
            return events.Contains("StateDropped", StringComparison.Ordinal) ? null : events;
        }, BridgeSpace.Limit);
        Assert.That(await space.StateAsync(), Is.Empty);
        Assert.That((await space.Mongo.CountAsync(), await space.BigPeer.CountAsync()), Is.EqualTo(counts));
        await NothingLeftAsync(space);
    }

    /// <summary>Waits until nothing is left in the cluster of what the operator has made.</summary>
    public static Task NothingLeftAsync(BridgeSpace space) => Eventually.HoldsAsync("nothing of the bridge is left", async () =>
    {
        var left = await space.KubectlAsync("get", "statefulsets,jobs,pods,services,serviceaccounts,secrets,networkpolicies,poddisruptionbudgets", "-l", "app.kubernetes.io/managed-by=bigpeer-databridge-operator", "-o", "name");
        return left.Length == 0 ? null : left;
    }, BridgeSpace.Limit);

    private static async Task PutBackAsync(BridgeSpace space, string kind)
    {
        var before = BridgeSpace.Uid(await Kubectl.FindAsync(space.Name, kind, BridgeSpace.Bridge));
        await space.KubectlAsync("delete", kind, BridgeSpace.Bridge);
        await Eventually.HoldsAsync($"the {kind} is made again", async () => BridgeSpace.Uid(await Kubectl.FindAsync(space.Name, kind, BridgeSpace.Bridge)) is { Length: > 0 } uid && uid != before ? null : "not yet", BridgeSpace.Limit);
    }
}
