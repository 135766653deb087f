using System.Text.Json.Nodes;

namespace Operator.Tests.Bridges;

/// <summary>What bridges have only where the operator is told so: NetworkPolicy and PodDisruptionBudget.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class OptionalChildrenTests
{
    private static readonly string[] Kinds = ["networkpolicy", "poddisruptionbudget"];

    private BridgeScene _scene = null!;

    [SetUp]
    public async Task SetUp()
    {
        _scene = await BridgeScene.StartAsync();
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
    }

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task They_belong_to_the_bridge_and_choose_its_pod()
    {
        var (bridge, pod) = (await _scene.GetAsync("bpdb", "x"), (await _scene.GetAsync("statefulset", "x"))["spec"]!["template"]!);
        var (policy, budget) = (await _scene.GetAsync("networkpolicy", "x"), await _scene.GetAsync("poddisruptionbudget", "x"));
        Assert.Multiple(() =>
        {
            foreach (var (child, selector) in new[] { (policy, policy["spec"]!["podSelector"]!), (budget, budget["spec"]!["selector"]!) })
            {
                Assert.That(child["metadata"]!["ownerReferences"]![0]!["uid"]!.GetValue<string>(), Is.EqualTo(bridge["metadata"]!["uid"]!.GetValue<string>()));
                foreach (var (label, value) in selector["matchLabels"]!.AsObject()) Assert.That(pod["metadata"]!["labels"]![label]?.GetValue<string>(), Is.EqualTo(value!.GetValue<string>()));
            }
            Assert.That(policy["spec"]!["ingress"]![0]!["ports"]!.AsArray().Select(p => p!["port"]!.GetValue<int>()), Is.EqualTo(pod["spec"]!["containers"]![0]!["ports"]!.AsArray().Select(p => p!["containerPort"]!.GetValue<int>())));
            Assert.That(policy["spec"]!["policyTypes"]!.AsArray().Select(t => t!.GetValue<string>()), Is.EqualTo(new[] { "Ingress" }), "what goes out is not restricted");
            Assert.That(budget["spec"]!["maxUnavailable"]!.GetValue<int>(), Is.Zero);
            Assert.That(budget["apiVersion"]!.GetValue<string>(), Is.EqualTo("policy/v1beta1"));
        });
    }

    [TestCase("networkpolicy", """[{"op":"remove","path":"/spec/ingress/0/ports/0"}]""")]
    [TestCase("networkpolicy", """[{"op":"replace","path":"/spec/podSelector","value":{}}]""")]
    [TestCase("poddisruptionbudget", """[{"op":"replace","path":"/spec/maxUnavailable","value":1}]""")]
    public async Task A_manual_change_is_put_back(string kind, string change)
    {
        var before = (await _scene.GetAsync(kind, "x"))["spec"]!;
        await _scene.KubectlAsync("patch", kind, "x", "--type=json", "-p", change);
        await _scene.UntilAsync("it is put back", async () => JsonNode.DeepEquals((await _scene.GetAsync(kind, "x"))["spec"], before) ? null : "not yet");
    }

    [Test]
    public async Task One_that_is_deleted_is_made_again()
    {
        foreach (var kind in Kinds)
        {
            var uid = await UidAsync(kind);
            await _scene.KubectlAsync("delete", kind, "x", "--wait=false");
            await _scene.UntilAsync($"the {kind} is made again", async () => await UidAsync(kind) is { } now && now != uid ? null : "not yet");
        }
    }

    [Test]
    public async Task They_go_with_the_option_and_come_back_with_it()
    {
        await _scene.RestartOperatorAsync(OperatorUnderTest.Workloads with { NetworkPolicies = false, DisruptionBudgets = false });
        foreach (var kind in Kinds) await _scene.UntilAsync($"the {kind} is gone", async () => await UidAsync(kind) is null ? null : "still there");
        Assert.That(await _scene.FindAsync("statefulset", "x"), Is.Not.Null, "the others stay");
        await _scene.RestartOperatorAsync();
        foreach (var kind in Kinds) await _scene.UntilAsync($"the {kind} is back", async () => await UidAsync(kind) is null ? "not yet" : null);
    }

    [Test]
    public async Task What_a_user_made_under_the_same_name_stays_when_the_option_is_off()
    {
        await _scene.RestartOperatorAsync(OperatorUnderTest.Workloads with { NetworkPolicies = false, DisruptionBudgets = false });
        await _scene.ApplyAsync("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: another}
            spec: {podSelector: {}, policyTypes: [Ingress]}
            """);
        var uid = (await _scene.GetAsync("networkpolicy", "another"))["metadata"]!["uid"]!.GetValue<string>();
        await _scene.ApplyAsync(BridgeScene.Manifest("another", database: "other"));
        await _scene.UntilAsync("another", "RuntimeDeployed", "False/PodPending");
        Assert.That(await UidAsync("networkpolicy", "another"), Is.EqualTo(uid));
    }

    /// <summary>A server that does not have the version that the operator asks for, as 1.20 has no policy/v1: nothing to remove there.</summary>
    [Test]
    public async Task A_version_that_the_server_lacks_is_no_obstacle_while_the_option_is_off()
    {
        await _scene.RestartOperatorAsync(OperatorUnderTest.Workloads with { DisruptionBudgets = false, PolicyVersion = "policy/v1" });
        await _scene.ApplyAsync(BridgeScene.Manifest("another", database: "other"));
        await _scene.UntilAsync("another", "RuntimeDeployed", "False/PodPending");
    }

    private async Task<string?> UidAsync(string kind, string name = "x") => (await _scene.FindAsync(kind, name))?["metadata"]!["uid"]!.GetValue<string>();
}
