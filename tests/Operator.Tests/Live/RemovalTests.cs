using System.Diagnostics;
using System.Text.Json.Nodes;
using MongoC.Bson;
using Operator.Tests.Kubelet;
using TestKit;

namespace Operator.Tests.Live;

/// <summary><c>deletionPolicy: Delete</c>, with the real runtime as bridge and as Job.</summary>
[Parallelizable(ParallelScope.Self)]
internal sealed class RemovalTests
{
    private const string Delete = "deletionPolicy: Delete";
    private const string Finalizer = "ditto.live/drop-state";

    private LiveScene _scene = null!;

    [SetUp]
    public async Task SetUp() => _scene = await LiveScene.StartAsync();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task The_state_is_dropped_and_the_documents_of_both_sides_stay()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.FlowsAsync("before");
        Assert.That(await FinalizersAsync(), Is.EqualTo(new[] { Finalizer }));
        Assert.That(await StateAsync(), Has.Count.EqualTo(2));

        await DeleteAsync();
        Assert.That(await StateAsync(), Is.Empty);
        Assert.That((await _scene.InMongo().CountAsync(), await _scene.InBigPeer().CountAsync()), Is.EqualTo((2, 2)));
        await EventAsync("Normal StateDropped The bridge's own state in MongoDB database");
        await NothingLeftAsync();
        var (runtime, job) = (_scene.Kubelet.Runs.Single(r => r.Pod == "x-0"), _scene.Kubelet.Runs.Single(r => r.Pod != "x-0"));
        Assert.That((runtime.ExitCode, job.ExitCode), Is.EqualTo((0, 0)));
        Assert.That(runtime.Ended, Is.LessThan(job.Started), "the runtime had ended before its state was dropped");
        await _scene.AssertNoSecretsAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_pod_whose_object_outlives_its_process_is_not_waited_for(bool endIsForgotten)
    {
        await _scene.StartBridgeAsync(Delete);
        _scene.Kubelet.RemovalDelay = TimeSpan.FromSeconds(60);
        _scene.Kubelet.ForgetsEnds = endIsForgotten;
        Assert.That(await DeleteAsync(), Is.LessThan(TimeSpan.FromSeconds(20)));
        await EventAsync("Normal StateDropped");
        Assert.That(await StateAsync(), Is.Empty);
        Assert.That(await _scene.Bridges.FindAsync("pod", "x-0"), Is.Not.Null, "the object is still there");
        Assert.That(_scene.Bridges.Operator.Reads.Sum("operator_removals_total", "outcome", "dropped"), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_it_deleting_returns_at_once_and_the_state_stays()
    {
        await _scene.StartBridgeAsync();
        Assert.That(await FinalizersAsync(), Is.Empty);
        Assert.That(await DeleteAsync(), Is.LessThan(TimeSpan.FromSeconds(5)));
        await _scene.UntilAsync("the pod is gone", async () => await _scene.Bridges.FindAsync("pod", "x-0") is null ? null : "still there");
        Assert.That(await StateAsync(), Is.Not.Empty);
        Assert.That(await _scene.Bridges.EventsAsync(), Has.None.Contains("State"));
    }

    [Test]
    public async Task The_finalizer_comes_and_goes_with_the_policy_and_another_one_stays()
    {
        await _scene.StartBridgeAsync();
        await PatchAsync("""{"metadata":{"finalizers":["example.com/another"]},"spec":{"deletionPolicy":"Delete"}}""");
        await FinalizersAreAsync("example.com/another", Finalizer);
        await PatchAsync("""{"spec":{"deletionPolicy":"Retain"}}""");
        await FinalizersAreAsync("example.com/another");
        await PatchAsync("""{"metadata":{"finalizers":[]}}""");
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(1), "the policy is nothing that the runtime must know");
    }

    [Test]
    public async Task A_suspended_bridge_is_dropped_without_a_runtime_and_its_neighbour_keeps_its_state()
    {
        var other = $"other_{_scene.Database}";
        await _scene.CreateAsync(other);
        await _scene.StartBridgeAsync(Delete);
        await _scene.Bridges.ApplyAsync(_scene.Manifest("x2", collection: other));
        await _scene.ReadyAsync("x2");
        await _scene.InMongo(other).InsertAsync("""{"_id":"kept"}""");
        await _scene.UntilAsync("it is at the Big Peer", async () => await _scene.InBigPeer(other).FindAsync("\"kept\"") is null ? "not yet" : null);
        await PatchAsync("""{"spec":{"suspend":true}}""");
        await _scene.UntilAsync("the pod is gone", async () => await _scene.Bridges.FindAsync("pod", "x-0") is null ? null : "still there");

        await DeleteAsync();
        await EventAsync("Normal StateDropped");
        foreach (var collection in await StateAsync())
        {
            var documents = await new MongoCollection(_scene.Client, _scene.Database, collection).FindAsync("{}", limit: 0);
            Assert.That(documents, Has.All.Contain("\"x2\""), collection);
        }
        await _scene.InBigPeer(other).DeleteAsync("\"kept\"");
        await _scene.UntilAsync("the neighbour still has its ledger, so that a delete is one", async () => await _scene.InMongo(other).CountAsync() == 0 ? null : "not yet");
        Assert.That(_scene.Kubelet.Runs.Count(r => r.Pod == "x2-0"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_runtime_that_died_without_a_word_is_challenged_in_time()
    {
        await _scene.StartBridgeAsync(Delete);
        _scene.Kubelet.FirstRestartDelay = TimeSpan.FromMinutes(5);
        // The second death waits for its restart.
        for (var kill = 1; kill <= 2; kill++)
        {
            await _scene.UntilAsync("it serves", async () => _scene.Kubelet.Runs.Count == kill && await _scene.Bridges.ConditionAsync("x", "Ready") == "True/InStep" ? null : "not yet");
            _scene.Kubelet.ProcessOf("x-0")!.Signal(UnixSignal.Kill);
            await _scene.UntilAsync("it is dead", () => Task.FromResult(_scene.Kubelet.Runs[kill - 1].Ended is not null ? null : "not yet"));
        }
        await DeleteAsync();
        await EventAsync("Normal StateDropped");
        Assert.That(await StateAsync(), Is.Empty);
    }

    [Test]
    public async Task A_MongoDB_that_is_gone_holds_nobody_up_and_what_was_left_is_told_with_the_way_out()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.StopMongoAsync();
        await DeleteAsync();
        Assert.That(_scene.Bridges.Operator.Reads.Sum("operator_removals_total", "outcome", "left"), Is.EqualTo(1));
        await LeftAsync("The state was not gone within", "connection refused", "BridgeRuntime drop-state", "deleteMany({\"_id.b\": \"x\"})");
    }

    [Test]
    public async Task A_password_that_is_wrong_by_now_ends_it_at_once()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.Client.RunWriteCommandAsync("admin", ExtendedJson.Parse($$"""{"updateUser":"{{LiveScene.User}}","pwd":"another-passw0rd"}"""));
        Assert.That(await DeleteAsync(), Is.LessThan(TimeSpan.FromSeconds(20)));
        await LeftAsync("AuthenticationFailed: MongoDB refuses the credentials");
        await _scene.AssertNoSecretsAsync("another-passw0rd");
    }

    [Test]
    public async Task A_secret_that_is_gone_does_not_matter_as_the_runtime_has_a_copy()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.Bridges.KubectlAsync("delete", "secret", "mongo", "example-app-big-peer");
        await _scene.UntilAsync("x", "SecretsResolved", "False/SecretNotFound");
        var collections = new JsonObject { [_scene.Collection] = new JsonObject { ["mode"] = "ejson", ["dqlStrictMode"] = true } };
        await PatchAsync(new JsonObject { ["spec"] = new JsonObject { ["bridge"] = new JsonObject { ["mongoConnector"] = new JsonObject { ["collections"] = collections } } } }.ToJsonString(), isValid: false);
        await DeleteAsync();
        await EventAsync("Normal StateDropped");
    }

    [Test]
    public async Task Where_both_secrets_are_gone_it_is_told_at_once()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.Bridges.Operator.DisposeAsync();
        await _scene.Bridges.KubectlAsync("delete", "secret", "mongo", "x");
        await _scene.Bridges.KubectlAsync("delete", "bpdb", "x", "--wait=false");
        _scene.Bridges.StartOperator();
        await GoneAsync();
        await LeftAsync("the runtime's Secret x is gone and cannot be made again (SecretNotFound)");
    }

    [Test]
    public async Task Children_that_are_deleted_first_do_not_keep_the_state_from_being_dropped()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.FlowsAsync("before");
        await DeleteAsync("--cascade=foreground");
        await EventAsync("Normal StateDropped");
        Assert.That(await StateAsync(), Is.Empty);
        await NothingLeftAsync();
    }

    [TestCase(true, "No node takes the pod: 0/1 nodes are available")]
    [TestCase(false, "The image cannot be had (ErrImagePull)")]
    public async Task A_job_that_cannot_start_is_given_up(bool isCordoned, string why)
    {
        await _scene.StartBridgeAsync(Delete);
        (_scene.Kubelet.IsCordoned, _scene.Kubelet.HasImage) = (isCordoned, isCordoned);
        await DeleteAsync();
        await LeftAsync(why);
        await NothingLeftAsync();
        Assert.That(await StateAsync(), Is.Not.Empty);
    }

    [Test]
    public async Task A_bridge_that_was_never_accepted_drops_nothing_of_the_one_that_serves()
    {
        await _scene.StartBridgeAsync();
        await _scene.FlowsAsync("before");
        await _scene.Bridges.OlderThanTheNextAsync("x");
        await _scene.Bridges.ApplyAsync(_scene.Manifest("younger", more: Delete));
        await _scene.UntilAsync("younger", "Accepted", "False/DatabaseInUse");
        var state = await StateAsync();
        Assert.That(await DeleteAsync(bridge: "younger"), Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(await StateAsync(), Is.EqualTo(state));
        await _scene.FlowsAsync("after");
        Assert.That(_scene.Kubelet.Runs, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_bridge_without_secrets_never_had_state_and_returns_at_once()
    {
        await _scene.Bridges.ApplyAsync(_scene.Manifest(more: Delete));
        await _scene.UntilAsync("x", "SecretsResolved", "False/SecretNotFound");
        Assert.That(await DeleteAsync(), Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(_scene.Kubelet.Runs, Is.Empty);
    }

    [Test]
    public async Task A_deletion_waits_for_the_operator_and_the_next_one_goes_on_where_it_ended()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.Bridges.Operator.DisposeAsync();
        await _scene.Bridges.KubectlAsync("delete", "bpdb", "x", "--wait=false");
        Assert.That(await FinalizersAsync(), Is.EqualTo(new[] { Finalizer }), "nobody else takes it");
        // The Job cannot end before the operator does.
        _scene.Kubelet.IsCordoned = true;
        _scene.Bridges.StartOperator();
        await _scene.UntilAsync("the Job is there", async () => await _scene.Bridges.FindAsync("job", "x-drop-state") is null ? "not yet" : null);
        Assert.That(await _scene.Bridges.ConditionAsync("x", "RuntimeDeployed"), Is.EqualTo("False/DroppingState"));
        var job = (await _scene.Bridges.GetAsync("job", "x-drop-state"))["metadata"]!["uid"]!.GetValue<string>();
        await _scene.Bridges.Operator.DisposeAsync();
        _scene.Kubelet.IsCordoned = false;
        await _scene.UntilAsync("the Job is done", async () => (await _scene.Bridges.GetAsync("job", "x-drop-state"))["status"]?["succeeded"]?.GetValue<int>() == 1 ? null : "not yet");
        _scene.Bridges.StartOperator();
        await GoneAsync();
        await EventAsync("Normal StateDropped");
        Assert.That(_scene.Kubelet.Runs.Count(r => r.Pod != "x-0"), Is.EqualTo(1), $"no second Job after {job}");
        Assert.That(await StateAsync(), Is.Empty);
    }

    [Test]
    public async Task The_Job_is_as_restricted_as_the_runtime()
    {
        await _scene.StartBridgeAsync(Delete);
        _scene.Kubelet.IsCordoned = true;
        await _scene.Bridges.KubectlAsync("delete", "bpdb", "x", "--wait=false");
        await _scene.UntilAsync("the Job is there", async () => await _scene.Bridges.FindAsync("job", "x-drop-state") is null ? "not yet" : null);
        var job = await _scene.Bridges.GetAsync("job", "x-drop-state");
        var (pod, container) = (job["spec"]!["template"]!["spec"]!, job["spec"]!["template"]!["spec"]!["containers"]![0]!);
        Assert.Multiple(() =>
        {
            Assert.That(job["spec"]!["backoffLimit"]!.GetValue<int>(), Is.Zero);
            Assert.That(job["spec"]!["activeDeadlineSeconds"]!.GetValue<int>(), Is.InRange(20, 30));
            Assert.That(pod["restartPolicy"]!.GetValue<string>(), Is.EqualTo("Never"));
            Assert.That(pod["automountServiceAccountToken"]!.GetValue<bool>(), Is.False);
            Assert.That(pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>(), Is.True);
            Assert.That(pod["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>(), Is.EqualTo("RuntimeDefault"));
            Assert.That(container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>(), Is.True);
            Assert.That(container["securityContext"]!["capabilities"]!["drop"]![0]!.GetValue<string>(), Is.EqualTo("ALL"));
            Assert.That(container["image"]!.GetValue<string>(), Is.EqualTo(PlayedKubelet.Image));
            Assert.That(job.ToJsonString(), Does.Not.Contain(LiveScene.Password).And.Not.Contain(BigPeerServer.Key));
        });
        _scene.Kubelet.IsCordoned = false;
        await GoneAsync();
    }

    [Test]
    public async Task A_namespace_that_is_deleted_is_not_held_up()
    {
        await _scene.StartBridgeAsync(Delete);
        await _scene.Bridges.KubectlAsync("delete", "namespace", _scene.Bridges.Namespace, "--wait=false");
        await GoneAsync();
        await _scene.UntilAsync("the namespace is gone", async () => (await Kubectl.RunAsync("get", "namespace", _scene.Bridges.Namespace, "--ignore-not-found")).Length == 0 ? null : "still there");
    }

    /// <summary>As a user does.</summary>
    private async Task<TimeSpan> DeleteAsync(string? option = null, string bridge = "x")
    {
        var clock = Stopwatch.StartNew();
        await _scene.Bridges.KubectlAsync(["delete", "bpdb", bridge, "--timeout=60s", .. option is null ? Array.Empty<string>() : [option]]);
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
        Assert.That(await _scene.Bridges.FindAsync("bpdb", bridge), Is.Null);
        return clock.Elapsed;
    }

    private Task GoneAsync() => _scene.UntilAsync("the bridge is gone", async () => await _scene.Bridges.FindAsync("bpdb", "x") is null ? null : "still there");

    private async Task NothingLeftAsync()
    {
        foreach (var kind in (string[])["job", "pod", "secret/x", "secret/x-drop-state", "statefulset"])
        {
            await _scene.UntilAsync($"no {kind} is left", async () =>
            {
                var found = await _scene.Bridges.KubectlAsync("get", kind, "-o", "name", "--ignore-not-found");
                return found.Length == 0 ? null : found;
            });
        }
    }

    private Task EventAsync(string beginning) => _scene.UntilAsync($"an event: {beginning}", async () =>
    {
        var events = await _scene.Bridges.EventsAsync();
        return events.Any(e => e.StartsWith(beginning, StringComparison.Ordinal)) ? null : string.Join('\n', events);
    });

    private async Task LeftAsync(params string[] words)
    {
        await EventAsync($"Warning StateLeft The bridge's own state was left in MongoDB database {_scene.Database}: ");
        var told = (await _scene.Bridges.EventsAsync()).Single(e => e.Contains(" StateLeft ", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            foreach (var word in words) Assert.That(told, Does.Contain(word));
        });
    }

    private async Task<IReadOnlyList<string>> FinalizersAsync() => [.. ((await _scene.Bridges.GetAsync("bpdb", "x"))["metadata"]!["finalizers"] as JsonArray ?? []).Select(f => f!.GetValue<string>())];

    private Task FinalizersAreAsync(params string[] expected) => _scene.UntilAsync($"finalizers {string.Join(", ", expected)}", async () =>
    {
        var found = await FinalizersAsync();
        return found.SequenceEqual(expected) ? null : string.Join(", ", found);
    });

    private async Task PatchAsync(string patch, bool isValid = true)
    {
        await _scene.Bridges.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", patch);
        if (!isValid) await _scene.UntilAsync("x", "Accepted", "False/InvalidSpec");
    }

    private async Task<IReadOnlyList<string>> StateAsync()
    {
        var reply = await _scene.Client.RunCommandAsync(_scene.Database, ExtendedJson.Parse("""{"listCollections":1,"nameOnly":true}"""));
        var names = JsonNode.Parse(ExtendedJson.ToJson(reply, ExtendedJsonMode.Relaxed))!["cursor"]!["firstBatch"]!.AsArray().Select(c => c!["name"]!.GetValue<string>());
        return [.. names.Where(n => n.StartsWith("__ditto", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}
