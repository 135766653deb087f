using System.Globalization;
using System.Text.Json;
using TestKit;

namespace Cluster.Tests;

/// <summary>What a user sees who installs the operator and applies the sample.</summary>
[Order(1)]
public sealed class FirstBridgeTests
{
    private BridgeSpace? _space;

    private BridgeSpace Space => _space ?? throw new InvalidOperationException("The bridge was not started.");

    [OneTimeSetUp]
    public async Task Start()
    {
        _space = await BridgeSpace.CreateAsync("first");
        await _space.CreateCollectionAsync();
        await _space.SetMongoSecretAsync(SharedCluster.ConnectionString());
        await _space.SetBigPeerSecretAsync();
        await _space.ApplySampleAsync();
        await _space.UntilReadyAsync();
        await _space.Mongo.InsertAsync("""{"_id":"first","from":"MongoDB"}""");
        await _space.ArrivesAsync("first", "MongoDB");
        Measured.Say("helm install to the first document on the other side", SharedCluster.SinceInstall.Elapsed);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_space is not null) await _space.DisposeAsync();
    }

    [Test]
    public async Task Documents_go_both_ways() => await Space.GoesBothWaysAsync("both");

    [Test]
    public async Task The_pod_is_found_by_the_label_of_the_app_and_runs()
    {
        var lines = (await Space.KubectlAsync("get", "pods", "-l", "ditto.live/app=example-app", "--no-headers")).Split('\n');
        Assert.That(lines, Has.Length.EqualTo(1));
        Assert.That(lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(4), Is.EqualTo([$"{BridgeSpace.Bridge}-0", "1/1", "Running", "0"]));
    }

    [Test]
    public async Task One_look_tells_how_it_is()
    {
        var line = await Space.KubectlAsync("get", "bpdb", BridgeSpace.Bridge, "--no-headers");
        Assert.That(line, Does.StartWith(BridgeSpace.Bridge).And.Contains("True"));
        var told = await Space.KubectlAsync("describe", "bpdb", BridgeSpace.Bridge);
        Assert.That(told, Does.Contain("InStep").And.Contain("PodRunning").And.Contain("Resolved"));
    }

    [Test]
    public async Task The_log_is_one_object_a_line_and_tells_what_it_does_without_secrets()
    {
        var lines = (await Space.KubectlAsync("logs", "-l", "ditto.live/app=example-app", "--tail=-1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines, Is.Not.Empty);
        foreach (var line in lines)
        {
            using var entry = JsonDocument.Parse(line);
            Assert.That(entry.RootElement.ValueKind, Is.EqualTo(JsonValueKind.Object), line);
        }
        var all = string.Join('\n', lines);
        Assert.That(all, Does.Contain("The change stream is open").And.Contain(Space.Database));
        Assert.That(all, Does.Not.Contain("pa55-of-the-tests").And.Not.Contain(TestKit.BigPeerServer.Key));
    }

    [Test]
    public async Task The_operator_may_do_all_that_it_needs()
    {
        Assert.That(await Space.KubectlAsync("get", "networkpolicies,poddisruptionbudgets", "-o", "name"), Does.Contain($"networkpolicy.networking.k8s.io/{BridgeSpace.Bridge}").And.Contain($"poddisruptionbudget.policy/{BridgeSpace.Bridge}"));
        var lines = await Operators.LogAsync();
        // In a namespace that is on its way out nothing may be made, whatever the rights are.
        var refused = lines.Where(l => l.Contains("forbidden", StringComparison.OrdinalIgnoreCase) && !l.Contains("because it is being terminated", StringComparison.Ordinal));
        Assert.That(lines, Is.Not.Empty);
        Assert.That(refused, Is.Empty);
    }

    [Test]
    public async Task The_operators_pods_are_ready_and_one_of_them_leads()
    {
        await Operators.ReadyAsync();
        var leaders = 0;
        var pods = (await Kubectl.RunAsync("get", "pods", "-n", Operators.Namespace, "-l", $"app.kubernetes.io/name={Operators.Release}", "-o", "jsonpath={.items[*].metadata.name}")).Split(' ');
        Assert.That(pods, Has.Length.EqualTo(2));
        foreach (var pod in pods)
        {
            Assert.That(await AskAsync(pod, 8080, "readyz"), Does.EndWith("ok"));
            var metrics = (await AskAsync(pod, 9090, "metrics")).Split('\n');
            Assert.That(metrics, Has.Some.StartsWith("controller_reconciles_total{"));
            leaders += metrics.Count(m => m.StartsWith("controller_leads", StringComparison.Ordinal) && m.EndsWith(" 1", StringComparison.Ordinal));
        }
        Assert.That(leaders, Is.EqualTo(1));

        static Task<string> AskAsync(string pod, int port, string path) => Kubectl.RunAsync("get", "--raw", string.Create(CultureInfo.InvariantCulture, $"/api/v1/namespaces/{Operators.Namespace}/pods/{pod}:{port}/proxy/{path}"));
    }

    [Test]
    public async Task The_engineer_on_call_sees_and_does_all_by_way_of_the_API_server()
    {
        await Space.GoesBothWaysAsync("on-call");
        await Eventually.HoldsAsync("the bridge is in step", async () =>
            await Plugin.RunAsync(Space.Name, "status", BridgeSpace.Bridge) is var s && s.Code == 0 && s.Output.Contains("in step", StringComparison.Ordinal) && s.Output.Contains(Space.Collection, StringComparison.Ordinal) ? null : s.Output, BridgeSpace.Limit);
        var doctor = await Plugin.RunAsync(Space.Name, "doctor", BridgeSpace.Bridge);
        Assert.That(doctor.Output, Does.Contain("Cluster: CRD").And.Contain("Cluster: pod").And.Contain($"{BridgeSpace.Bridge}-0 runs").And.Contain("Bridge: Synchronizing").And.Contain("Bridge: token"));
        Assert.That(doctor.Code, Is.Zero);
        var verified = await Plugin.RunAsync(Space.Name, "verify", BridgeSpace.Bridge);
        Assert.That((verified.Code, verified.Output.Contains("No difference.", StringComparison.Ordinal)), Is.EqualTo((0, true)));

        Assert.That(await Plugin.RunAsync(Space.Name, "pause", BridgeSpace.Bridge), Has.Property(nameof(Plugin.Code)).Zero);
        try
        {
            await Space.UntilAsync("Synchronizing", "False/Paused");
            await Space.Mongo.InsertAsync("""{"_id":"while-paused","from":"MongoDB"}""");
            var paused = await Plugin.RunAsync(Space.Name, "status", BridgeSpace.Bridge);
            Assert.That((paused.Code, paused.Output.Contains("PausedByPerson", StringComparison.Ordinal)), Is.EqualTo((1, true)));
            Assert.That(await Space.BigPeer.FindAsync("\"while-paused\""), Is.Null);
        }
        finally
        {
            Assert.That(await Plugin.RunAsync(Space.Name, "resume", BridgeSpace.Bridge), Has.Property(nameof(Plugin.Code)).Zero);
        }
        await Space.ArrivesAsync("while-paused", "MongoDB");
        await Space.UntilReadyAsync();
    }

    [Test]
    public async Task Who_has_nothing_installed_finds_bridgectl_in_the_pod()
    {
        Assert.That(await Space.KubectlAsync("exec", $"{BridgeSpace.Bridge}-0", "--", "bridgectl", "status"), Does.Contain(Space.Collection));
        Assert.That(await Space.KubectlAsync("exec", $"{BridgeSpace.Bridge}-0", "--", "bridgectl", "verify"), Does.Contain("No difference."), "with the token of the pod");
    }

    [Test]
    public async Task The_process_has_no_root_no_capabilities_and_a_filter_of_system_calls()
    {
        var status = (await Space.KubectlAsync("exec", $"{BridgeSpace.Bridge}-0", "--", "cat", "/proc/1/status")).Split('\n')
            .Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries)).Where(l => l.Length == 2).ToDictionary(l => l[0], l => l[1]);
        Assert.That(status["Uid"].Split('\t'), Is.All.EqualTo("10001"));
        Assert.That(ulong.Parse(status["CapBnd"], NumberStyles.HexNumber, CultureInfo.InvariantCulture), Is.Zero);
        Assert.That((status["NoNewPrivs"], status["Seccomp"]), Is.EqualTo(("1", "2")));
        var mounts = await Space.KubectlAsync("exec", $"{BridgeSpace.Bridge}-0", "--", "cat", "/proc/1/mounts");
        Assert.That(mounts.Split('\n').Single(m => m.Split(' ')[1] == "/").Split(' ')[3], Does.StartWith("ro"));
        Assert.That(mounts, Does.Not.Contain("serviceaccount"));
    }
}
