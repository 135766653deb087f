using System.Text;

namespace Operator.Tests.Bridges;

public sealed class IdleTests
{
    private BridgeScene _scene = null!;

    [SetUp]
    public async Task SetUp() => _scene = await BridgeScene.StartAsync();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task An_idle_bridge_causes_no_write_also_across_a_restart_of_the_operator()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        await _scene.UntilAsync("the pod is made", async () => await _scene.FindAsync("pod", "x-0") is null ? "not yet" : null);
        await _scene.UntilAsync("the StatefulSet's own controller has come to rest", async () => (await _scene.GetAsync("statefulset", "x"))["status"]?["currentReplicas"]?.GetValue<int>() == 1 ? null : "not yet");
        var before = await VersionsAsync();
        await _scene.RestartOperatorAsync();
        // A second bridge's conditions show that the operator has gone through all that it does.
        await _scene.ApplyAsync(BridgeScene.Manifest("another", database: "other"));
        await _scene.UntilAsync("another", "RuntimeDeployed", "False/PodPending");
        Assert.That(await VersionsAsync(), Is.EqualTo(before));
    }

    [Test]
    public async Task A_running_bridge_that_nothing_happens_to_is_asked_how_it_is_and_nothing_else()
    {
        await RunningBridgeAsync();
        var before = (Reads: SecretReads, Calls: Calls());
        await LooksAsync(5);
        Assert.That((SecretReads, Calls()), Is.EqualTo(before));
    }

    [Test]
    public async Task A_secret_is_read_again_when_it_has_changed_and_a_child_applied_that_differs_then()
    {
        await RunningBridgeAsync();
        var before = (Reads: SecretReads, Applied: Applied("secrets"), Rolled: Applied("statefulsets"), Services: Applied("services"));
        await _scene.KubectlAsync("patch", "secret", "example-app-big-peer", "-p", """{"stringData":{"apiKey":"an0ther"}}""");
        await _scene.UntilAsync("the change is rolled out", () => Task.FromResult(Applied("statefulsets") > before.Rolled ? null : "not yet"));
        Assert.Multiple(() =>
        {
            Assert.That(SecretReads, Is.GreaterThan(before.Reads));
            Assert.That(Applied("secrets"), Is.GreaterThan(before.Applied));
            Assert.That(Applied("services"), Is.EqualTo(before.Services));
        });
    }

    [Test]
    public async Task Steps_of_a_rollout_that_others_report_are_no_reason_to_read_or_apply_anything()
    {
        await RunningBridgeAsync();
        var before = (SecretReads, Applied("statefulsets"), _scene.Operator.Calls.Sum("controller_reconciles_total"));
        await _scene.KubectlAsync("patch", "statefulset", "x", "--subresource=status", "--type=merge", "-p", """{"status":{"readyReplicas":1}}""");
        await _scene.UntilAsync("the operator has looked", () => Task.FromResult(_scene.Operator.Calls.Sum("controller_reconciles_total") > before.Item3 + 1 ? null : "not yet"));
        Assert.That((SecretReads, Applied("statefulsets")), Is.EqualTo((before.SecretReads, before.Item2)));
    }

    private long SecretReads => _scene.Operator.Reads.Sum("operator_secret_reads_total");

    /// <summary>A bridge whose pod is said to run, at an address where nothing answers.</summary>
    private async Task RunningBridgeAsync()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("the pod is made", async () => await _scene.FindAsync("pod", "x-0") is null ? "not yet" : null);
        await _scene.KubectlAsync("patch", "pod", "x-0", "--subresource=status", "--type=merge", "-p", """{"status":{"phase":"Running","podIP":"240.0.0.1","podIPs":[{"ip":"240.0.0.1"}]}}""");
        await _scene.UntilAsync("x", "Synchronizing", "Unknown/RuntimeUnreachable");
        // Others report on the new pod for a while.
        var calls = -1L;
        while (calls != Calls())
        {
            calls = Calls();
            await LooksAsync(2);
        }
    }

    /// <summary>Waits until the operator has asked the runtime as many times more.</summary>
    private async Task LooksAsync(int times)
    {
        var wanted = _scene.Operator.Reads.Sum("operator_runtime_status_reads_total") + times;
        await _scene.UntilAsync("the runtime is asked again", () => Task.FromResult(_scene.Operator.Reads.Sum("operator_runtime_status_reads_total") >= wanted ? null : "not yet"));
    }

    /// <summary>All calls to the API server but watches, which last a time of their own.</summary>
    private long Calls() => _scene.Operator.Calls.Sum("kube_api_calls_total") - _scene.Operator.Calls.Sum("kube_api_calls_total", "verb", "watch");

    private long Applied(string resource) => _scene.Operator.Calls.Sum("kube_api_calls_total", ("verb", "apply"), ("resource", resource));

    private async Task<string> VersionsAsync()
    {
        var versions = new StringBuilder();
        foreach (var kind in (string[])["bpdb", "statefulset", "secret", "service", "serviceaccount", "networkpolicy"])
            versions.Append(kind).Append(' ').Append((await _scene.GetAsync(kind, "x"))["metadata"]!["resourceVersion"]!.GetValue<string>()).Append('\n');
        return versions.ToString();
    }
}
