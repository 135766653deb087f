using System.Text.Json.Nodes;
using TestKit;

namespace Cluster.Tests;

/// <summary>What becomes of the bridges while the operator itself is killed, upgraded, rolled back and removed.</summary>
[Order(5)]
public sealed class OperatorTests
{
    [OneTimeTearDown]
    public Task Restore() => Operators.RestoreAsync();

    [Test, Order(1)]
    public async Task Killing_the_leader_in_the_middle_of_a_rollout_hands_over_and_the_rollout_ends()
    {
        await using var space = await BridgeSpace.StartAsync("leader");
        var (leader, pod) = (await Operators.LeaderAsync(), BridgeSpace.Uid(await space.PodAsync()));
        await space.ApplySampleAsync("  runtime:\n    batchSize: 321\n");
        var container = (await Kubectl.FindAsync(Operators.Namespace, "pod", leader))!["status"]!["containerStatuses"]![0]!["containerID"]!.GetValue<string>();
        PodCluster.Kill(container);

        await space.UntilReplacedAsync(pod);
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("after");
        Assert.That(await space.KubectlAsync("exec", $"{BridgeSpace.Bridge}-0", "--", "cat", "/etc/bridge/bridge.yaml"), Does.Contain("\"batchSize\":321"));
    }

    [Test, Order(2)]
    public async Task An_upgrade_a_rollback_and_an_uninstall_leave_the_bridges_alone()
    {
        await using var space = await BridgeSpace.StartAsync("release");
        var pod = BridgeSpace.Uid(await space.PodAsync());

        await Operators.HelmAsync(["upgrade", Operators.Release, Helm.Chart, .. Operators.Values, "--set", "workers=2,bridges.networkPolicies=false,bridges.disruptionBudgets=false", "--wait", "--timeout=150s"]);
        Assert.That(await ArgumentsAsync(), Does.Contain("--workers=2"));
        await Eventually.HoldsAsync("what is not wanted any more is removed", async () => await OptionalAsync(space) is { Length: > 0 } left ? left : null, BridgeSpace.Limit);
        await Operators.HelmAsync("rollback", Operators.Release, "1", "--wait", "--timeout=150s");
        Assert.That(await ArgumentsAsync(), Does.Contain("--workers=4"));
        await Eventually.HoldsAsync("what is wanted again is there", async () => (await OptionalAsync(space)).Split('\n').Length == 2 ? null : "not yet", BridgeSpace.Limit);
        await space.GoesBothWaysAsync("rolled-back");
        Assert.That(BridgeSpace.Uid(await space.PodAsync()), Is.EqualTo(pod), "the bridge's pod ran on");

        await Operators.HelmAsync("uninstall", Operators.Release, "--wait", "--timeout=120s");
        await space.GoesBothWaysAsync("unattended");
        var crd = JsonNode.Parse(await Kubectl.RunAsync("get", "crd", "bigpeerdatabridges.ditto.live", "-o", "json"))!;
        Assert.That(crd["metadata"]!["deletionTimestamp"], Is.Null);

        // Nobody is there to drop a finalizer: a bridge and its namespace go all the same.
        await space.KubectlAsync("delete", "bpdb", BridgeSpace.Bridge, "--timeout=60s");

        // The kept resource definition is taken up again, and so are the bridges; this time of one namespace, with rights nowhere else.
        await Operators.InstallAsync("--set", $"watchNamespaces={{{space.Name}}}");
        await space.ApplySampleAsync("  deletionPolicy: Delete\n");
        await space.UntilReadyAsync();
        await space.GoesBothWaysAsync("again");
        await BridgeLife.LiveAsync(space);
        await BridgeLife.EndAsync(space);
        Assert.That(await Operators.MayAsync("list", "secrets", "-n", space.Name), Is.True);
        Assert.That(await Operators.MayAsync("list", "secrets", "-n", "default"), Is.False);
        Assert.That(await Operators.LogAsync(), Is.Not.Empty.And.None.Contains("forbidden").And.None.Contains("Forbidden"));
    }

    private static Task<string> OptionalAsync(BridgeSpace space) => space.KubectlAsync("get", "networkpolicies,poddisruptionbudgets", "-o", "name");

    private static async Task<string> ArgumentsAsync() => (await Kubectl.FindAsync(Operators.Namespace, "deployment", Operators.Release))!["spec"]!["template"]!["spec"]!["containers"]![0]!["args"]!.ToJsonString();
}
