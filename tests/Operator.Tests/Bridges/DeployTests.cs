using System.Text;
using System.Text.Json.Nodes;

namespace Operator.Tests.Bridges;

[Parallelizable(ParallelScope.Self)]
public sealed class DeployTests
{
    private BridgeScene _scene = null!;

    [SetUp]
    public async Task SetUp() => _scene = await BridgeScene.StartAsync();

    [TearDown]
    public async Task TearDown() => await _scene.DisposeAsync();

    [Test]
    public async Task A_bridge_becomes_an_account_a_secret_a_service_and_a_restricted_pod_of_one()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest(more: "conflictPolicy: bigPeer"));
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        await _scene.UntilAsync("the pod is made", async () => await _scene.FindAsync("pod", "x-0") is null ? "not yet" : null);

        var (bridge, set, secret, account, service) = (await _scene.GetAsync("bpdb", "x"), await _scene.GetAsync("statefulset", "x"), await _scene.GetAsync("secret", "x"), await _scene.GetAsync("serviceaccount", "x"), await _scene.GetAsync("service", "x"));
        var pod = set["spec"]!["template"]!["spec"]!;
        var container = pod["containers"]![0]!;
        Assert.Multiple(() =>
        {
            foreach (var child in (JsonNode[])[set, secret, account, service])
            {
                Assert.That(child["metadata"]!["ownerReferences"]![0]!["uid"]!.GetValue<string>(), Is.EqualTo(bridge["metadata"]!["uid"]!.GetValue<string>()), child["kind"]!.GetValue<string>());
                Assert.That(child["metadata"]!["labels"]!["ditto.live/app"]!.GetValue<string>(), Is.EqualTo("example-app"));
                Assert.That(child["metadata"]!["labels"]!["team"]!.GetValue<string>(), Is.EqualTo("retail"));
            }
            Assert.That(set["spec"]!["template"]!["metadata"]!["labels"]!["ditto.live/app"]!.GetValue<string>(), Is.EqualTo("example-app"));
            Assert.That(set["spec"]!["replicas"]!.GetValue<int>(), Is.EqualTo(1));
            Assert.That(account["automountServiceAccountToken"]!.GetValue<bool>(), Is.False);
            Assert.That(pod["automountServiceAccountToken"]!.GetValue<bool>(), Is.False);
            Assert.That(pod["securityContext"]!["runAsNonRoot"]!.GetValue<bool>(), Is.True);
            Assert.That(pod["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>(), Is.EqualTo("RuntimeDefault"));
            Assert.That(container["securityContext"]!["readOnlyRootFilesystem"]!.GetValue<bool>(), Is.True);
            Assert.That(container["securityContext"]!["allowPrivilegeEscalation"]!.GetValue<bool>(), Is.False);
            Assert.That(container["securityContext"]!["capabilities"]!["drop"]![0]!.GetValue<string>(), Is.EqualTo("ALL"));
            Assert.That(container["livenessProbe"]!["httpGet"]!["path"]!.GetValue<string>(), Is.EqualTo("/livez"));
            Assert.That(container["readinessProbe"]!["httpGet"]!["path"]!.GetValue<string>(), Is.EqualTo("/readyz"));
            Assert.That(set.ToJsonString(), Does.Not.Contain("pa55w0rd").And.Not.Contain("k3y"));
            Assert.That(bridge.ToJsonString(), Does.Not.Contain("pa55w0rd").And.Not.Contain("k3y"));
        });
        var configuration = JsonNode.Parse(Decoded(secret, "bridge.yaml"))!;
        Assert.Multiple(() =>
        {
            Assert.That(configuration["name"]!.GetValue<string>(), Is.EqualTo("x"));
            Assert.That(configuration["conflictPolicy"]!.GetValue<string>(), Is.EqualTo("bigPeer"));
            Assert.That(configuration["bigPeer"]!["endpoint"]!.GetValue<string>(), Is.EqualTo("https://peer.example/app"));
            Assert.That(Decoded(secret, "connectionString"), Is.EqualTo("mongodb://user:pa55w0rd@db.example:27017"));
            Assert.That(Decoded(secret, "apiKey"), Is.EqualTo("k3y-of-the-example"));
        });
    }

    [Test]
    public async Task The_token_of_the_control_calls_is_made_once_and_stands_in_the_bridges_secret_alone()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        var token = Decoded(await _scene.GetAsync("secret", "x"), "status-token");
        Assert.That(token, Does.Match("^[A-Za-z0-9_-]{43}$"));
        Assert.That(JsonNode.Parse(Decoded(await _scene.GetAsync("secret", "x"), "bridge.yaml"))!["status"]!["token"]!.GetValue<string>(), Is.EqualTo("file:/etc/bridge/status-token"));

        await _scene.RestartOperatorAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest(more: "massDeleteGuard: {share: 0.5, window: 90m}\n  deadLetters: {maximum: 7, keepDocuments: true}"));
        await _scene.UntilAsync("the new configuration is there", async () => Decoded(await _scene.GetAsync("secret", "x"), "bridge.yaml").Contains("5400000ms", StringComparison.Ordinal) ? null : "not yet");
        var after = await _scene.GetAsync("secret", "x");
        var configuration = JsonNode.Parse(Decoded(after, "bridge.yaml"))!;
        var everything = await _scene.KubectlAsync("get", "bpdb,statefulset,pod,service,serviceaccount,networkpolicy,pdb,events,configmap", "-o", "yaml");
        Assert.Multiple(() =>
        {
            Assert.That(Decoded(after, "status-token"), Is.EqualTo(token), "it outlives a restart of the operator and a change of the spec");
            Assert.That(configuration["massDeleteGuard"]!.ToJsonString(), Is.EqualTo("""{"share":0.5,"minimum":100,"window":"5400000ms"}"""));
            Assert.That(configuration["deadLetters"]!.ToJsonString(), Is.EqualTo("""{"maximum":7,"retryInterval":"3600000ms","keepDocuments":true}"""));
            Assert.That(everything, Does.Not.Contain(token).And.Not.Contain(Convert.ToBase64String(Encoding.UTF8.GetBytes(token))));
            Assert.That(string.Join('\n', _scene.Log.Lines), Does.Not.Contain(token));
        });
    }

    [Test]
    public async Task A_token_that_is_taken_out_or_made_up_is_replaced()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        var token = Decoded(await _scene.GetAsync("secret", "x"), "status-token");
        var seen = new HashSet<string> { token };
        foreach (var patch in (string[])["""{"data":{"status-token":null}}""", """{"stringData":{"status-token":"0123456789abcdef"}}"""])
        {
            await _scene.KubectlAsync("patch", "secret", "x", "--type=merge", "-p", patch);
            await _scene.UntilAsync("there is a new one", async () => (await _scene.GetAsync("secret", "x"))["data"]!["status-token"] is { } now && Encoding.UTF8.GetString(Convert.FromBase64String(now.GetValue<string>())) is { Length: 43 } text && seen.Add(text) ? null : "not yet");
        }
    }

    [Test]
    public async Task A_missing_secret_is_named_with_its_remedy_and_mends_itself_when_it_appears()
    {
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "SecretsResolved", "False/SecretNotFound");
        Assert.That(await _scene.MessageAsync("x", "SecretsResolved"), Is.EqualTo($"Secret mongo is not there. Create it in namespace {_scene.Namespace} with the key connectionString, which holds the MongoDB connection string."));
        Assert.That(await _scene.ConditionAsync("x", "Ready"), Is.EqualTo("False/SecretNotFound"));
        Assert.That(await _scene.FindAsync("statefulset", "x"), Is.Null);
        await _scene.CreateSecretsAsync();
        await _scene.UntilAsync("x", "SecretsResolved", "True/Resolved");
    }

    [TestCase("connectionString", "nonsense", "InvalidConnectionString")]
    [TestCase("wrongKey", "mongodb://h", "SecretKeyMissing")]
    public async Task A_wrong_connection_secret_is_explained_without_its_value(string key, string value, string reason)
    {
        await _scene.CreateSecretsAsync();
        await _scene.KubectlAsync("delete", "secret", "mongo");
        await _scene.KubectlAsync("create", "secret", "generic", "mongo", $"--from-literal={key}={value}");
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "SecretsResolved", $"False/{reason}");
        Assert.That((await _scene.GetAsync("bpdb", "x")).ToJsonString(), Does.Not.Contain(value));
    }

    [Test]
    public async Task Private_authorities_reach_the_pod_and_what_is_none_is_refused()
    {
        using var certificates = new TestCertificates();
        await _scene.CreateSecretsAsync();
        await _scene.KubectlAsync("create", "secret", "generic", "authorities", "--from-literal=ca.crt=nonsense");
        await _scene.ApplyAsync(BridgeScene.Manifest(more: "bigPeer: {caSecret: {name: authorities, key: big-peer.pem}}").Replace("      database:", "      caSecret: {name: authorities}\n      database:", StringComparison.Ordinal));
        await _scene.UntilAsync("x", "SecretsResolved", "False/InvalidAuthorities");
        Assert.That(await _scene.MessageAsync("x", "SecretsResolved"), Is.EqualTo("Key ca.crt of Secret authorities holds no certificate; it must hold those of the trusted authorities, as PEM (-----BEGIN CERTIFICATE-----)."));
        await ReplaceAsync($"--from-literal=ca.crt={certificates.Pem}");
        await _scene.UntilAsync("x", "SecretsResolved", "False/SecretKeyMissing");
        Assert.That(await _scene.MessageAsync("x", "SecretsResolved"), Does.Contain("big-peer.pem").And.Contain("the authorities that sign that of the Big Peer"));
        await ReplaceAsync($"--from-literal=ca.crt={certificates.Pem}", $"--from-literal=big-peer.pem={certificates.Pem}");
        await _scene.UntilAsync("x", "SecretsResolved", "True/Resolved");
        var data = (await _scene.GetAsync("secret", "x"))["data"]!;
        Assert.Multiple(() =>
        {
            Assert.That(Text(data, "mongodb-ca.crt"), Is.EqualTo(certificates.Pem));
            Assert.That(Text(data, "big-peer-ca.crt"), Is.EqualTo(certificates.Pem));
            Assert.That(Text(data, "bridge.yaml"), Does.Contain("\"caFile\":\"/etc/bridge/mongodb-ca.crt\"").And.Contain("\"caFile\":\"/etc/bridge/big-peer-ca.crt\""));
        });

        async Task ReplaceAsync(params string[] content)
        {
            await _scene.KubectlAsync("delete", "secret", "authorities");
            await _scene.UntilAsync("x", "SecretsResolved", "False/SecretNotFound");
            await _scene.KubectlAsync(["create", "secret", "generic", "authorities", .. content]);
        }

        static string Text(System.Text.Json.Nodes.JsonNode data, string file) => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data[file]!.GetValue<string>()));
    }

    [Test]
    public async Task A_changed_secret_changes_the_pods_hash_once_and_nothing_else_does()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        var before = await _scene.GetAsync("statefulset", "x");
        await _scene.KubectlAsync("annotate", "bpdb", "x", "note=unimportant");
        await _scene.ApplyAsync("""
            apiVersion: v1
            kind: Secret
            metadata: { name: mongo }
            stringData: { connectionString: "mongodb://user:n3w@db.example:27017" }
            """);
        await _scene.UntilAsync("the hash changes", async () => Hash(await _scene.GetAsync("statefulset", "x")) != Hash(before) ? null : "not yet");
        var after = await _scene.GetAsync("statefulset", "x");
        Assert.That(after["metadata"]!["generation"]!.GetValue<int>(), Is.EqualTo(before["metadata"]!["generation"]!.GetValue<int>() + 1));
    }

    [TestCase("statefulset", "/spec/template/spec/containers/0/image", "\"evil:1\"")]
    [TestCase("service", "/spec/selector", null)]
    [TestCase("networkpolicy", "/spec/ingress/0/ports/1", null)]
    [TestCase("pdb", "/spec/maxUnavailable", "1")]
    public async Task A_manual_change_of_a_child_is_put_back(string kind, string path, string? value)
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        var before = (await _scene.GetAsync(kind, "x"))["spec"]!.ToJsonString();
        await _scene.KubectlAsync("patch", kind, "x", "--type=json", "-p", value is null ? $$"""[{"op":"remove","path":"{{path}}"}]""" : $$"""[{"op":"replace","path":"{{path}}","value":{{value}}}]""");
        await _scene.UntilAsync("it is put back", async () => (await _scene.GetAsync(kind, "x"))["spec"]!.ToJsonString() == before ? null : "not yet");
    }

    [Test]
    public async Task A_deleted_child_is_made_again()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        foreach (var kind in (string[])["secret", "service", "serviceaccount", "networkpolicy", "pdb", "statefulset"])
        {
            var uid = (await _scene.GetAsync(kind, "x"))["metadata"]!["uid"]!.GetValue<string>();
            await _scene.KubectlAsync("delete", kind, "x", "--wait=false");
            await _scene.UntilAsync($"the {kind} is made again", async () => (await _scene.FindAsync(kind, "x"))?["metadata"]!["uid"]!.GetValue<string>() is { } now && now != uid ? null : "not yet");
        }
    }

    [Test]
    public async Task Suspending_takes_the_pod_away_and_going_on_brings_it_back()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        await _scene.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", """{"spec":{"suspend":true}}""");
        await _scene.UntilAsync("x", "Ready", "False/Suspended");
        await _scene.UntilAsync("the pod is gone", async () => await _scene.FindAsync("pod", "x-0") is null ? null : "still there");
        await _scene.KubectlAsync("patch", "bpdb", "x", "--type=merge", "-p", """{"spec":{"suspend":false}}""");
        await _scene.UntilAsync("the pod is back", async () => await _scene.FindAsync("pod", "x-0") is null ? "not yet" : null);
    }

    [Test]
    public async Task Deleting_a_bridge_returns_at_once_and_its_children_follow()
    {
        await _scene.CreateSecretsAsync();
        await _scene.ApplyAsync(BridgeScene.Manifest());
        await _scene.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        await _scene.KubectlAsync("delete", "bpdb", "x", "--timeout=30s");
        foreach (var kind in (string[])["statefulset", "secret", "service", "serviceaccount"])
            await _scene.UntilAsync($"the {kind} is gone", async () => await _scene.FindAsync(kind, "x") is null ? null : "still there");
        Assert.That(await _scene.FindAsync("secret", "mongo"), Is.Not.Null, "the user's own stay");
    }

    private static string Decoded(JsonNode secret, string key) => Encoding.UTF8.GetString(Convert.FromBase64String(secret["data"]![key]!.GetValue<string>()));

    private static string Hash(JsonNode set) => set["spec"]!["template"]!["metadata"]!["annotations"]!["ditto.live/configuration-hash"]!.GetValue<string>();
}
