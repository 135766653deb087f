using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace BridgeCtl.Tests;

/// <summary>
/// A bridge in Kubernetes, through the real API server and its real pod proxy. No node runs the pod: the test starts the runtime itself and says in the pod's status where it is.
/// </summary>
[CancelAfter(240_000)]
internal sealed partial class KubernetesTests
{
    private const string Name = "shop";
    private const string Space = "ditto";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private KubernetesCluster _cluster = null!;
    private CtlScene _scene = null!;
    private BridgeProcess? _bridge;

    /// <summary>The API server's proxy does not go to loopback addresses.</summary>
    private static IPAddress? Host => NetworkInterface.GetAllNetworkInterfaces().Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork && !a.ToString().StartsWith("169.254.", StringComparison.Ordinal));

    [SetUp]
    public async Task SetUp()
    {
        if (KubernetesCluster.Missing() is { } reason) Assert.Ignore(reason);
        if (Host is null) Assert.Ignore("This machine has no address that an API server could reach; give it one.");
        _cluster = await KubernetesCluster.StartOwnAsync();
        _scene = new CtlScene();
    }

    [TearDown]
    public async Task TearDown()
    {
        if (_bridge is not null) await _bridge.DisposeAsync();
        if (_scene is not null) await _scene.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    [Test]
    public async Task The_commands_reach_a_bridge_by_way_of_the_API_server()
    {
        await KubectlAsync("create", "namespace", Space);
        Assert.That((await RunAsync("doctor", Name)).Output, Does.Contain("Cluster: CRD").And.Contain("Install the chart of the operator"));
        await KubectlAsync("apply", "--validate=false", "-f", Path.Combine(RepositoryFolder.Path, "crds"));
        await KubectlAsync("wait", "--for=condition=Established", "crd/bigpeerdatabridges.ditto.live");
        var unknown = await RunAsync("status", Name);
        Assert.That((unknown.Code, unknown.Errors), Is.EqualTo((2, $"There is no BigPeerDataBridge {Name} in namespace {Space}. `kubectl get bpdb -A` lists all.")));

        await ApplyAsync(Manifest());
        var bare = await RunAsync("doctor", Name);
        Assert.That(bare.Output, Does.Contain("The resource has no status: no operator has looked at it").And.Contain("It is not there. Create it in namespace ditto with the key connectionString").And.Contain("has no pod"));

        await _scene.Scene.Docs.Mongo.InsertAsync("""{"_id":"m","n":1}""");
        await SecretsAsync(Scene.Token);
        var plan = await RunAsync("plan", "-f", _scene.Write("manifest.yaml", Manifest()), "-o", "json");
        Assert.That(plan.Json.GetProperty("report").GetProperty("collections")[0].GetProperty("counts").GetProperty("createsInBigPeer").GetInt64(), Is.EqualTo(1), "with the Secrets of the cluster");

        // What the operator reads in AWS it keeps for the pod; a plan finds it there.
        await KubectlAsync("patch", "secret", Name, "-n", Space, "--type=merge", "-p", $$$"""{"stringData":{"connectionString":"{{{SharedServers.Mongo.ConnectionString}}}"}}""");
        var aws = _scene.Manifest(Name, Space, "awsSecretsManager: { secretId: shop/mongo, roleArn: 'arn:aws:iam::123456789012:role/shop', region: eu-central-1 }");
        Assert.That((await RunAsync("plan", "-f", aws, "-o", "json")).Json.GetProperty("report").GetProperty("state").GetString(), Is.EqualTo("done"));

        // Private authorities come from the cluster as well; what they are not is said before anything is asked.
        await KubectlAsync("create", "secret", "generic", "shop-ca", "-n", Space, "--from-literal=ca.crt=no certificate");
        var authorities = _scene.Manifest(Name, Space, more: "\n  bigPeer: { caSecret: { name: shop-ca } }");
        var none = await RunAsync("plan", "-f", authorities);
        Assert.That((none.Code, none.Errors), Is.EqualTo((2, "What the manifest refers to cannot be used: key ca.crt of Secret shop-ca holds no certificate; it must hold those of the trusted authorities, as PEM (-----BEGIN CERTIFICATE-----).")));

        await StartPodAsync();
        var status = await RunAsync("status", Name);
        Assert.That(status.Code, Is.Zero);
        Assert.That(status.Output, Does.Contain("in step").And.Contain(_scene.Collection));
        Assert.That((await RunAsync("verify", Name)).Output, Does.Contain("No difference."));
        Assert.That((await RunAsync("pause", Name)).Output, Does.StartWith($"bridge {Space}/{Name} is paused"));
        Assert.That((await RunAsync("status", Name)).Code, Is.EqualTo(1));
        Assert.That((await RunAsync("resume", Name)).Code, Is.Zero);
        Assert.That((await RunAsync("deadletters", "list", Name)).Output, Is.EqualTo("There are none."));
        var doctor = await RunAsync("doctor", Name);
        Assert.That(doctor.Output, Does.Contain("Bridge: Synchronizing").And.Contain("Cluster: pod").And.Contain($"{Name}-0 runs").And.Contain("Bridge: token"));

        await SecretsAsync("another-token-of-the-tests");
        var refused = await RunAsync("verify", Name);
        Assert.That(refused.Code, Is.EqualTo(4));
        Assert.That(refused.Errors, Does.Contain($"bridge {Space}/{Name} does not accept the token. The operator keeps it in Secret {Name}, key status-token"));
        Assert.That((await RunAsync("status", Name)).Code, Is.Zero, "which needs no token");
    }

    private string Manifest() => _scene.ManifestText(Name, Space);

    private Task SecretsAsync(string token) => ApplyAsync($$"""
        apiVersion: v1
        kind: Secret
        metadata: { name: shop-mongo, namespace: {{Space}} }
        stringData: { connectionString: "{{SharedServers.Mongo.ConnectionString}}" }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: shop-big-peer, namespace: {{Space}} }
        stringData: { endpoint: "{{SharedServers.BigPeer.Api.Endpoint}}", apiKey: "{{SharedServers.BigPeer.Api.ApiKey}}" }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: {{Name}}, namespace: {{Space}} }
        stringData: { status-token: "{{token}}" }
        """);

    private async Task StartPodAsync()
    {
        await _scene.Scene.CreateAsync(SharedServers.Client);
        _bridge = BridgeProcess.Start(_scene.Scene.Yaml(Name).Replace("status: { address: 127.0.0.1", "status: { address: 0.0.0.0", StringComparison.Ordinal), _scene.Scene.Secrets());
        await _bridge.ReadyAsync();
        var port = Port().Match(await _bridge.LogAsync("Status on port")).Groups["port"].Value;
        await Eventually.HoldsAsync("the namespace has its service account", async () => (await KubectlAsync("get", "serviceaccounts", "-n", Space, "-o", "name")).Contains("/default", StringComparison.Ordinal) ? null : "not yet", Limit, () => "");
        await ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata:
              name: {{Name}}-0
              namespace: {{Space}}
              labels: { app.kubernetes.io/name: bigpeer-databridge, app.kubernetes.io/instance: {{Name}} }
            spec:
              automountServiceAccountToken: false
              containers: [ { name: runtime, image: runtime, ports: [ { name: status, containerPort: {{port}} } ] } ]
            """);
        await KubectlAsync("patch", "pod", $"{Name}-0", "-n", Space, "--subresource=status", "--type=merge", "-p", $$$"""{"status":{"phase":"Running","podIP":"{{{Host}}}","podIPs":[{"ip":"{{{Host}}}"}]}}""");
    }

    private Task ApplyAsync(string manifest) => KubectlAsync("apply", "--validate=false", "-f", _scene.Write("applied.yaml", manifest));

    private Task<string> KubectlAsync(params IEnumerable<string> arguments) => TestKit.Commands.RunAsync("kubectl", ["--kubeconfig", _cluster.KubeConfig, .. arguments], Limit);

    /// <summary>No variable names a bridge or a token: what is needed is found in the cluster.</summary>
    private Task<CtlRun> RunAsync(params IEnumerable<string> arguments) => CtlRun.Async(new Dictionary<string, string> { ["BRIDGE_TOKEN"] = "" }, [.. arguments, "-n", Space, "--kubeconfig", _cluster.KubeConfig]);

    [GeneratedRegex(@"Status on port (?<port>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
