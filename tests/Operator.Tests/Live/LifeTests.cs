using System.Text.Json.Nodes;
using TestKit;

namespace Operator.Tests.Live;

/// <summary>What becomes of a bridge whose runtime crashes, hangs, is rolled or suspended.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class LifeTests
{
    private LiveScene _scene = null!;

    [SetUp]
    public async Task SetUp()
    {
        _scene = await LiveScene.StartAsync();
        await _scene.StartBridgeAsync();
    }

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task A_runtime_that_is_killed_again_and_again_is_told_with_its_exit_code_in_few_events_and_mends_itself()
    {
        _scene.Kubelet.FirstRestartDelay = TimeSpan.FromSeconds(2);
        for (var kill = 0; kill < 3; kill++)
        {
            await _scene.UntilAsync("it runs", () => Task.FromResult(_scene.Kubelet.Runs.Count == kill + 1 && _scene.Kubelet.ProcessOf("x-0") is not null ? null : "not yet"));
            _scene.Kubelet.ProcessOf("x-0")!.Signal(UnixSignal.Kill);
        }
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/RuntimeCrashing");
        await _scene.UntilAsync("the number of restarts is told", async () => (await _scene.Bridges.MessageAsync("x", "Ready")) is var m && m.Contains("The runtime ended with 137 and has been started again 2 times", StringComparison.Ordinal) ? null : m);
        await _scene.ReadyAsync();
        await _scene.FlowsAsync("after");
        var crashing = (await EventsAsync()).Where(e => e["reason"]!.GetValue<string>() == "RuntimeCrashing").ToList();
        Assert.That(crashing, Has.Count.InRange(1, 2), "as Ready or as RuntimeDeployed, whatever the numbers in it");
        Assert.That(crashing.Select(e => e["type"]!.GetValue<string>()), Is.All.EqualTo("Warning"));
    }

    [Test]
    public async Task A_runtime_that_hangs_is_told_in_bounded_time_and_that_it_is_back()
    {
        var process = _scene.Kubelet.ProcessOf("x-0")!;
        process.Signal(UnixSignal.Stop);
        await _scene.UntilAsync("x", "Synchronizing", "Unknown/RuntimeUnreachable");
        Assert.That(await _scene.Bridges.MessageAsync("x", "Ready"), Does.Contain("no answer within 5 s"));
        Assert.That(await _scene.Bridges.ConditionAsync("x", "Ready"), Is.EqualTo("False/RuntimeUnreachable"));
        process.Signal(UnixSignal.Continue);
        await _scene.ReadyAsync();
        await _scene.FlowsAsync("after");
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(1));
        await _scene.UntilAsync("one event says that it was gone", async () => (await _scene.Bridges.EventsAsync()).Count(e => e.StartsWith("Warning RuntimeUnreachable Ready: ", StringComparison.Ordinal)) == 1 ? null : "not yet");
    }

    [Test]
    public async Task A_bridge_that_flaps_tells_few_events_which_count()
    {
        const int Times = 4;
        for (var time = 0; time < Times; time++)
        {
            var process = _scene.Kubelet.ProcessOf("x-0")!;
            process.Signal(UnixSignal.Stop);
            await _scene.UntilAsync("x", "Ready", "False/RuntimeUnreachable");
            process.Signal(UnixSignal.Continue);
            await _scene.ReadyAsync();
        }
        await _scene.UntilAsync("every turn is counted", async () =>
        {
            var counts = (await EventsAsync()).Where(e => e["message"]!.GetValue<string>().StartsWith("Ready: ", StringComparison.Ordinal)).ToDictionary(e => e["reason"]!.GetValue<string>(), e => e["count"]!.GetValue<int>());
            return counts.Count == 2 && counts.GetValueOrDefault("InStep") == Times + 1 && counts.GetValueOrDefault("RuntimeUnreachable") == Times ? null : string.Join(", ", counts);
        });
    }

    [Test]
    public async Task A_changed_spec_rolls_the_pod_once_and_two_never_overlap()
    {
        await _scene.FlowsAsync("before");
        await _scene.Bridges.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", """{"spec":{"runtime":{"workers":2},"conflictPolicy":"bigPeer"}}""");
        await _scene.UntilAsync("the second pod runs", () => Task.FromResult(_scene.Kubelet.Runs.Count == 2 ? null : "not yet"));
        await _scene.ReadyAsync();
        await _scene.FlowsAsync("after");
        Assert.That((await _scene.StatusAsync())["observedGeneration"]!.GetValue<long>(), Is.EqualTo(2));
        var (first, second) = (_scene.Kubelet.Runs[0], _scene.Kubelet.Runs[1]);
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(2));
        Assert.That((first.ExitCode, second.ExitCode, first.PodUid == second.PodUid), Is.EqualTo((0, (int?)null, false)));
        Assert.That(_scene.Kubelet.Overlaps("x-0"), Is.Empty);
        // The lease has one holder, of the second start: the first let go of it.
        var lease = JsonNode.Parse((await State("""{"_id.k":"lease"}""")).Single())!;
        Assert.That((lease["bridge"]!.GetValue<string>(), Number(lease["epoch"]!)), Is.EqualTo(("x", 2)));
        var events = await _scene.Bridges.EventsAsync();
        Assert.That(events, Has.None.StartsWith("Warning"), "a roll that was asked for is no warning");
    }

    [Test]
    public async Task Suspending_ends_the_runtime_with_its_checkpoint_saved_and_going_on_repeats_nothing()
    {
        await _scene.InMongo().InsertAsync(Enumerable.Range(0, 300).Select(i => $$"""{"_id":{{i}}}"""));
        await _scene.FlowsAsync("before");
        await _scene.Bridges.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await _scene.UntilAsync("x", "Ready", "False/Suspended");
        await _scene.UntilAsync("the process has ended", () => Task.FromResult(_scene.Kubelet.Runs.Single().Ended is not null ? null : "it runs"));
        Assert.That(_scene.Kubelet.Runs.Single().ExitCode, Is.Zero);
        var checkpoint = JsonNode.Parse((await State("""{"_id.k":"checkpoint"}""")).Single())!;
        Assert.That(checkpoint["collections"]![0]!["snapshotDone"]!.GetValue<bool>(), Is.True);
        Assert.That(await State("""{"_id.k":"lease"}"""), Is.Empty, "it let go of its lease");
        await _scene.InMongo().InsertAsync("""{"_id":"while-suspended"}""");

        await _scene.Bridges.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await _scene.ReadyAsync();
        await _scene.UntilAsync("what happened meanwhile goes over", async () => await _scene.InBigPeer().FindAsync("\"while-suspended\"") is null ? "not yet" : null);
        var second = _scene.Kubelet.ProcessOf("x-0")!.Output;
        Assert.That(second, Has.Some.Contains("The change stream goes on from"));
        Assert.That(second, Has.None.Contains("Initial sync of"));
        Assert.That((await _scene.Bridges.EventsAsync()).Where(e => e.Contains("Suspended", StringComparison.Ordinal)), Has.One.StartsWith("Normal Suspended Ready: "));
    }

    [Test]
    public async Task A_stop_under_load_fits_the_grace_period_with_room_and_loses_nothing()
    {
        const int Documents = 8000;
        var loading = Task.WhenAll(
            InBatchesAsync(i => _scene.InMongo().InsertAsync(i.Select(n => $$"""{"_id":"m{{n}}","t":"{{new string('x', 500)}}"}"""))),
            InBatchesAsync(i => _scene.InBigPeer().InsertAsync(i.Select(n => $$"""{"_id":"d{{n}}","t":"{{new string('y', 500)}}"}"""))));
        await _scene.UntilAsync("work began", async () => await _scene.InBigPeer().FindAsync("\"m0\"") is null ? "not yet" : null);
        await _scene.Bridges.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await _scene.UntilAsync("the process has ended", () => Task.FromResult(_scene.Kubelet.Runs.Single().Ended is not null ? null : "it runs"));
        var run = _scene.Kubelet.Runs.Single();
        var grace = (await _scene.Bridges.GetAsync("statefulset", "x"))["spec"]!["template"]!["spec"]!["terminationGracePeriodSeconds"]!.GetValue<int>();
        TestContext.Out.WriteLine($"stopped after {run.StopTook}");
        Assert.That((run.ExitCode, grace), Is.EqualTo((0, 30)));
        Assert.That(run.StopTook, Is.LessThan(TimeSpan.FromSeconds(grace - 8)));
        Assert.That(await State("""{"_id.k":"lease"}"""), Is.Empty, "what comes last was done");
        await loading;
        await _scene.Bridges.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await _scene.UntilAsync("everything is on both sides", async () =>
        {
            var (mongo, bigPeer) = (await _scene.InMongo().CountAsync(), await _scene.InBigPeer().CountAsync());
            return mongo == 2 * Documents && bigPeer == 2 * Documents ? null : $"{mongo} in MongoDB, {bigPeer} at the Big Peer";
        });

        static async Task InBatchesAsync(Func<IEnumerable<int>, Task> insert)
        {
            foreach (var batch in Enumerable.Range(0, Documents).Chunk(500)) await insert(batch);
        }
    }

    [Test]
    public async Task An_operator_that_starts_anew_finds_the_bridge_as_it_is_and_touches_nothing()
    {
        await _scene.FlowsAsync("before");
        await _scene.UntilAsync("two documents are counted", async () => (await _scene.StatusAsync())["collections"]![0]!["documents"]?.GetValue<long>() == 2 ? null : "not yet");
        var version = (await _scene.Bridges.GetAsync("bpdb", "x"))["metadata"]!["resourceVersion"]!.GetValue<string>();
        await _scene.Bridges.RestartOperatorAsync();
        await _scene.UntilAsync("the new operator has asked the runtime", () => Task.FromResult(_scene.StatusReads >= 3 ? null : "not yet"));
        Assert.That((await _scene.Bridges.GetAsync("bpdb", "x"))["metadata"]!["resourceVersion"]!.GetValue<string>(), Is.EqualTo(version));
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(1));
    }

    private Task<IReadOnlyList<string>> State(string filter) => new MongoCollection(_scene.Client, _scene.Database, "__ditto_connector_state").FindAsync(filter, limit: 0);

    private static long Number(JsonNode node) => long.Parse((node["$numberLong"] ?? node["$numberInt"])!.GetValue<string>());

    private async Task<IReadOnlyList<JsonNode>> EventsAsync() =>
        [.. JsonNode.Parse(await _scene.Bridges.KubectlAsync("get", "events", "-o", "json"))!["items"]!.AsArray().Where(e => e!["involvedObject"]!["kind"]!.GetValue<string>() == "BigPeerDataBridge")!];
}
