using System.Diagnostics;
using Operator.Tests.Bridges;
using TestKit;

namespace Operator.Tests.Live;

/// <summary>The status of a bridge is the truth about the runtime that serves it, and costs the API server no more than it must.</summary>
internal sealed class StatusTests
{
    private LiveScene _scene = null!;

    [SetUp]
    public async Task SetUp() => _scene = await LiveScene.StartAsync();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task A_bridge_passes_from_its_initial_sync_into_step_with_true_figures()
    {
        const int Documents = 2000;
        await _scene.CreateAsync();
        await _scene.InMongo().InsertAsync(Enumerable.Range(0, Documents).Select(i => $$"""{"_id":"m{{i}}","n":{{i}}}"""));
        await _scene.CreateSecretsAsync();
        var slow = await SharedBigPeer.Server.Control.AddAsync(new BigPeerFault(BigPeerFaultKind.Delay) { Collection = _scene.Collection, Kind = BigPeerStatementKind.Insert, DelayMs = 2500 });
        await using (slow)
        {
            await _scene.Bridges.ApplyAsync(_scene.Manifest());
            await _scene.UntilAsync("x", "Synchronizing", "False/InitialSync");
            Assert.That(await _scene.Bridges.MessageAsync("x", "Synchronizing"), Does.Match("read for the first time"));
            Assert.That(await _scene.Bridges.ConditionAsync("x", "Ready"), Is.EqualTo("False/InitialSync"));
            Assert.That((await _scene.StatusAsync())["collections"]![0]!["state"]!.GetValue<string>(), Is.EqualTo("InitialSync"));
            Assert.That(await _scene.Bridges.ConditionAsync("x", "RuntimeDeployed"), Is.EqualTo("True/PodRunning"));
        }
        await _scene.ReadyAsync();
        await _scene.UntilAsync("the figures are those of the collection", async () =>
        {
            var status = await _scene.StatusAsync();
            var collection = status["collections"]!.AsArray().Single()!;
            var found = $"{collection["name"]} {collection["state"]} {collection["documents"]} {collection["deadLetters"]} {status["lag"]} {status["deadLetters"]} {status["observedGeneration"]} {status["runtimeVersion"]} {status["lastError"]}";
            return found == $"{_scene.Collection} Live {Documents} 0 0s 0 1 0.1.0 " ? null : found;
        });
        Assert.That(await _scene.InBigPeer().CountAsync(), Is.EqualTo(Documents));
        await _scene.FlowsAsync("live");

        await _scene.UntilAsync("the lag is over", async () => (await _scene.StatusAsync())["lag"]!.GetValue<string>() is "0s" ? null : "not yet");
        var table = (await _scene.Bridges.KubectlAsync("get", "bpdb")).Split('\n');
        Assert.That(table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[] { "NAME", "APP", "DATABASE", "READY", "STATUS", "LAG", "AGE" }));
        Assert.That(table[1], Does.Match($@"^x +example-app +{_scene.Database} +True +InStep +0s +\d+s *$"));
        await _scene.UntilAsync("the pod is ready by its own probe", async () =>
            (await _scene.Bridges.KubectlAsync("get", "pod", "x-0", "-o", """jsonpath={.status.conditions[?(@.type=="Ready")].status}""")) == "True" ? null : "not yet");
        Assert.That(await _scene.Bridges.EventsAsync(), Has.Exactly(1).StartsWith("Normal InStep Ready: "));
        await _scene.AssertNoSecretsAsync();
    }

    [Test]
    public async Task A_ready_bridge_at_rest_causes_no_write()
    {
        await _scene.StartBridgeAsync();
        await _scene.FlowsAsync("before");
        await _scene.UntilAsync("two documents are counted", async () => (await _scene.StatusAsync())["collections"]![0]!["documents"]?.GetValue<long>() == 2 ? null : "not yet");
        await _scene.UntilAsync("the StatefulSet's own controller has come to rest", async () => (await _scene.Bridges.GetAsync("statefulset", "x"))["status"]?["readyReplicas"]?.GetValue<int>() == 1 ? null : "not yet");
        var reads = _scene.StatusReads;
        var before = await VersionsAsync();
        await _scene.UntilAsync("the runtime was asked eight times", () => Task.FromResult(_scene.StatusReads >= reads + 8 ? null : $"{_scene.StatusReads - reads}"));
        Assert.That(await VersionsAsync(), Is.EqualTo(before));
        Assert.That(await _scene.Bridges.ConditionAsync("x", "Ready"), Is.EqualTo("True/InStep"));
    }

    [Test]
    public async Task Steady_traffic_costs_one_write_an_interval_at_most()
    {
        await _scene.StartBridgeAsync();
        var reads = _scene.StatusReads;
        await using var watch = await BridgeWatch.StartAsync(_scene.Bridges.Namespace);
        var (versions, documents, clock) = (watch.Versions.Count, 0, Stopwatch.StartNew());
        while (clock.Elapsed < 6 * OperatorUnderTest.StatusInterval)
        {
            await _scene.InMongo().InsertAsync($$"""{"_id":{{++documents}},"t":"traffic"}""");
            // Whatever brings further reconciles must not bring further writes.
            await _scene.Bridges.KubectlAsync("label", "--overwrite", "pod", "x-0", $"note={documents}");
        }
        var intervals = (int)(clock.Elapsed / OperatorUnderTest.StatusInterval) + 1;
        Assert.That(watch.Versions.Count - versions, Is.InRange(2, intervals));
        Assert.That(_scene.StatusReads - reads, Is.GreaterThan(intervals), "else there was nothing to hold back");
        await _scene.UntilAsync("the last figure is told all the same", async () => (await _scene.StatusAsync())["collections"]![0]!["documents"]?.GetValue<long>() == documents ? null : "not yet");
    }

    [Test]
    public async Task Dead_letters_are_counted_and_go_again()
    {
        await _scene.StartBridgeAsync();
        await _scene.InMongo().InsertAsync($$"""{"_id":"{{new string('x', 300)}}"}""", """{"_id":"fine"}""");
        await _scene.UntilAsync("one dead letter", LettersAreAsync(1));
        Assert.That(await _scene.Bridges.ConditionAsync("x", "Ready"), Is.EqualTo("True/InStep"), "all others go on");
        await _scene.InMongo().DeleteAsync($"\"{new string('x', 300)}\"");
        await _scene.UntilAsync("no dead letter", LettersAreAsync(0));

        Func<Task<string?>> LettersAreAsync(int expected) => async () =>
        {
            var status = await _scene.StatusAsync();
            var found = (status["deadLetters"]!.GetValue<long>(), status["collections"]![0]!["deadLetters"]!.GetValue<long>());
            return found == (expected, expected) ? null : $"{found}";
        };
    }

    private async Task<string> VersionsAsync()
    {
        var lines = new List<string>();
        foreach (var kind in (string[])["bpdb", "statefulset", "secret", "service", "serviceaccount"]) lines.Add($"{kind} {(await _scene.Bridges.GetAsync(kind, "x"))["metadata"]!["resourceVersion"]}");
        lines.AddRange((await _scene.Bridges.EventsAsync()).Order(StringComparer.Ordinal));
        return string.Join('\n', lines);
    }
}
