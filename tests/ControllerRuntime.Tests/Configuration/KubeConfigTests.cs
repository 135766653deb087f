using ControllerRuntime.Client;
using ControllerRuntime.Configuration;
using TestKit;

namespace ControllerRuntime.Tests.Configuration;

public sealed class KubeConfigTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory().FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task A_client_certificate_is_who_one_is()
    {
        await using var playground = await Playground.MakeAsync();
        Assert.That(Playground.Configuration().ClientCertificate!.Subject, Does.Contain("system:masters"));
        Assert.That(await playground.Client.FindAsync(ConfigMap.Type, playground.Key("none"), default), Is.Null, "it may look");
    }

    [Test]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task A_token_a_token_file_and_a_plugin_are_who_one_is_on_the_real_server()
    {
        await using var playground = await Playground.MakeAsync();
        var token = await Tokens.OfServiceAccountAsync(playground, "somebody");
        await File.WriteAllTextAsync(Path.Combine(_folder, "token"), token + "\n");
        var plugin = Path.Combine(_folder, "login");
        await File.WriteAllTextAsync(plugin, $$$"""
            #!/bin/sh
            echo run >> "{{{_folder}}}/runs"
            printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat "$TOKEN_FILE")"
            """);
        File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string[] users =
        [
            $"token: {token}",
            "tokenFile: token",
            $$"""exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, env: [{name: TOKEN_FILE, value: {{_folder}}/token}]}""",
        ];
        foreach (var user in users)
        {
            using var client = Playground.MakeClient(KubeConfig.Read([Write(user)], context: null, TimeProvider.System));
            for (var i = 0; i < 2; i++)
            {
                var refused = Assert.ThrowsAsync<KubeException>(() => client.FindAsync(ConfigMap.Type, playground.Key("x"), default));
                Assert.That(refused!.Message, Does.Contain($"system:serviceaccount:{playground.Namespace}:somebody"), user[..5]);
            }
        }
        Assert.That(await File.ReadAllLinesAsync(Path.Combine(_folder, "runs")), Has.Length.EqualTo(1), "a credential that does not expire is fetched once");
    }

    [Test]
    public void Of_two_files_the_first_counts_where_both_name_the_same()
    {
        var first = Write("token: a", "first");
        var second = Path.Combine(_folder, "second");
        File.WriteAllText(second, """
            current-context: other
            clusters: [{name: c, cluster: {server: "https://second:1"}}, {name: d, cluster: {server: "https://third:1"}}]
            contexts: [{name: other, context: {cluster: d, user: u, namespace: space}}]
            users: [{name: u, user: {token: b}}]
            """);
        Assert.Multiple(() =>
        {
            Assert.That(KubeConfig.Read([first, second], context: null, TimeProvider.System).Server, Is.EqualTo(Playground.Configuration().Server));
            var other = KubeConfig.Read([first, second], "other", TimeProvider.System);
            Assert.That((other.Server.Host, other.Namespace), Is.EqualTo(("third", "space")));
        });
    }

    [Test]
    public void The_files_are_those_of_the_environment_or_the_one_of_the_home_folder()
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".kube"));
        var usual = Path.Combine(_folder, ".kube", "config");
        File.WriteAllText(usual, "");
        var (a, b) = (Path.Combine(_folder, "a"), Path.Combine(_folder, "b"));
        File.WriteAllText(b, "");
        Assert.Multiple(() =>
        {
            Assert.That(KubeConfig.Files(n => n == "HOME" ? _folder : null), Is.EqualTo(new[] { usual }));
            Assert.That(KubeConfig.Files(n => n == "KUBECONFIG" ? $"{a}:{b}" : _folder), Is.EqualTo(new[] { b }));
        });
    }

    [TestCase("", "empty")]
    [TestCase("a: [", "no YAML: line 2")]
    [TestCase("a: [x\nb: ]", "no YAML")]
    [TestCase("a: \"\\ud800\"", "no YAML")]
    [TestCase("*<<: *<<:", "no YAML")]
    [TestCase("? &x [*x]\n: 1", "no YAML: line 1, column 3")]
    [TestCase("a: &x b\nc: {*x : 1}", "no YAML: line 2, column 5")]
    [TestCase("users: []", "no current-context")]
    [TestCase("current-context: x", "there is no x among the contexts")]
    [TestCase("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]", "there is no c among the clusters")]
    [TestCase("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {}}]", "server is missing")]
    [TestCase("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: nonsense}}]", "server in")]
    [TestCase("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://x', certificate-authority-data: '%%'}}]", "certificate-authority-data")]
    [TestCase("current-context: x\ncontexts: [{name: x, context: {cluster: c}}]\nclusters: [{name: c, cluster: {server: 'https://x', certificate-authority: missing}}]", "certificate-authority")]
    [TestCase("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'https://x'}}]\nusers: [{name: u, user: {client-key-data: c2VjcmV0}}]", "only one of")]
    [TestCase("current-context: x\ncontexts: [{name: x, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: 'https://x'}}]\nusers: [{name: u, user: {auth-provider: {name: gcp}}}]", "use exec")]
    public void What_is_wrong_is_named(string yaml, string says)
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllText(file, yaml);
        Assert.That(() => KubeConfig.Read([file], context: null, TimeProvider.System), Throws.TypeOf<KubeConfigurationException>().With.Message.Contains(says));
    }

    [Test]
    public void A_file_that_nests_without_end_is_refused()
    {
        var file = Path.Combine(_folder, "config");
        File.WriteAllText(file, $"a: {new string('[', 100_000)}{new string(']', 100_000)}");
        Assert.That(() => KubeConfig.Read([file], context: null, TimeProvider.System), Throws.TypeOf<KubeConfigurationException>().With.Message.EndsWith("no YAML: line 1, column 103"));
    }

    [TestCase("echo nonsense-with-token-in-it", "did not print an ExecCredential in JSON")]
    [TestCase("echo 'no access' >&2; exit 3", "ended with 3: no access")]
    [TestCase("""echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{}}'""", "neither a token nor a client certificate")]
    [TestCase("""echo '{"apiVersion":"client.authentication.k8s.io/v9","status":{"token":"t"}}'""", "v9")]
    public void A_plugin_that_fails_says_how_and_never_shows_what_it_printed(string script, string says)
    {
        var plugin = new ExecPlugin(new ExecPluginSpec("client.authentication.k8s.io/v1", "sh", ["-c", script], new Dictionary<string, string>(), InstallHint: null), TimeProvider.System);
        var failure = Assert.ThrowsAsync<KubeConfigurationException>(() => plugin.AuthorizationAsync(default).AsTask());
        Assert.That(failure!.Message, Does.Contain(says).And.Not.Contain("nonsense-with-token"));
    }

    [Test]
    public void A_plugin_that_is_not_installed_says_how_to_get_it()
    {
        var plugin = new ExecPlugin(new ExecPluginSpec("client.authentication.k8s.io/v1", "no-such-login", [], new Dictionary<string, string>(), "Install it from the cloud's page."), TimeProvider.System);
        Assert.That(() => plugin.AuthorizationAsync(default).AsTask(), Throws.TypeOf<KubeConfigurationException>().With.Message.Contains("Install it from the cloud's page."));
    }

    [Test]
    public async Task A_plugins_credential_is_renewed_before_it_expires_and_after_a_refusal()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var runs = Path.Combine(_folder, "runs");
        const string Script = """echo x >> "$RUNS"; echo '{"apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t'$(wc -l < "$RUNS")'","expirationTimestamp":"2026-01-01T01:00:00Z"}}'""";
        using var plugin = new ExecPlugin(new ExecPluginSpec("client.authentication.k8s.io/v1", "sh", ["-c", Script], new Dictionary<string, string> { ["RUNS"] = runs }, InstallHint: null), time);
        Assert.That((await plugin.AuthorizationAsync(default))!.Parameter, Is.EqualTo("t1"));
        Assert.That((await plugin.AuthorizationAsync(default))!.Parameter, Is.EqualTo("t1"));
        plugin.Refused();
        Assert.That((await plugin.AuthorizationAsync(default))!.Parameter, Is.EqualTo("t2"));
        time.Advance(TimeSpan.FromMinutes(59.9));
        Assert.That((await plugin.AuthorizationAsync(default))!.Parameter, Is.EqualTo("t3"));
    }

    private string Write(string user, string name = "config")
    {
        var ca = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Playground.Configuration().Authorities!.ExportCertificatePems()));
        var file = Path.Combine(_folder, name);
        File.WriteAllText(file, $$"""
            apiVersion: v1
            kind: Config
            current-context: x
            clusters:
            - name: c
              cluster:
                server: "{{Playground.Configuration().Server}}"
                certificate-authority-data: {{ca}}
            contexts:
            - name: x
              context: { cluster: c, user: u }
            users:
            - name: u
              user:
                {{user}}
            """);
        return file;
    }
}
