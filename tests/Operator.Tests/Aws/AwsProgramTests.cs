using System.Text.RegularExpressions;
using TestKit;

namespace Operator.Tests.Aws;

/// <summary>The real program with the sample as it stands in the repository.</summary>
public sealed class AwsProgramTests
{
    private const string Bridge = "example-mongo-connector";
    private const string SecretId = "dittocluster/app-id/mongo-connector";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private AwsRelay _relay = null!;
    private string _space = "";

    [SetUp]
    public async Task SetUp()
    {
        _space = $"aws-{Guid.NewGuid().ToString("N")[..8]}";
        _relay = await AwsRelay.StartAsync(SharedAws.Account.Endpoint);
        await Kubectl.RunAsync("create", "namespace", _space);
    }

    [TearDown]
    public async Task TearDown()
    {
        await _relay.DisposeAsync();
        await Kubectl.RunAsync("delete", "namespace", _space, "--wait=false");
    }

    [Test]
    public async Task The_sample_is_deployed_and_no_value_or_credential_is_seen_anywhere_on_its_way()
    {
        await using var program = Start(new() { ["AWS_ACCESS_KEY_ID"] = SharedAws.Account.OperatorKey, ["AWS_SECRET_ACCESS_KEY"] = SharedAws.Account.OperatorSecret });
        await ApplySampleAsync(Sample);
        await UntilAsync("SecretsResolved", "False/AwsSecretNotFound");

        await SharedAws.Account.CreateSecretAsync(SecretId, """{"connectionString":"mongodb://user:pa55w0rd@db.example:27017"}""");
        await UntilAsync("SecretsResolved", "True/Resolved");
        await Eventually.HoldsAsync("the pod is made", async () => (await GetAsync("pod", "--ignore-not-found", $"{Bridge}-0")).Length > 0 ? null : "not yet", Limit);
        await Kubectl.RunAsync("patch", "pod", $"{Bridge}-0", "-n", _space, "--subresource=status", "--type=merge", "-p", """{"status":{"phase":"Running"}}""");
        await UntilAsync("RuntimeDeployed", "True/PodRunning");

        _relay.IsDown = true;
        await UntilAsync("SecretsResolved", "True/ResolvedEarlier");
        _relay.IsDown = false;
        await UntilAsync("SecretsResolved", "True/Resolved");
        await SharedAws.Account.RotateAsync(SecretId, """{"connectionString":"mongodb://user:n3w-pa55w0rd@db.example:27017"}""");
        await program.LineAsync("that the value is new", l => l.Contains("has a new value", StringComparison.Ordinal), Limit);
        await UntilAsync("RuntimeDeployed", "False/PodPending", "False/RollingOut");

        var seen = string.Join('\n', [.. program.Output, .. program.Errors, await GetAsync("bpdb"), await GetAsync("events"), await GetAsync("statefulset"), await GetAsync("pods")]);
        var issued = _relay.PassedBack.SelectMany(b => Regex.Matches(b, "<(?:SecretAccessKey|SessionToken|AccessKeyId)>(?<value>[^<]+)<", RegexOptions.ExplicitCapture, Limit)).Select(m => m.Groups["value"].Value).ToList();
        Assert.That(issued, Has.Count.GreaterThanOrEqualTo(3), "a session was begun");
        Assert.Multiple(() =>
        {
            Assert.That(seen, Does.Contain("AwsUnreachable").And.Contain("AwsSecretNotFound"), "what failed was logged");
            foreach (var secret in issued.Append("pa55w0rd").Append(SharedAws.Account.OperatorSecret).Append(SharedAws.Account.OperatorKey).Append("AWS4-HMAC-SHA256")) Assert.That(seen.Contains(secret, StringComparison.Ordinal), Is.False, "it shows what it must not");
        });
        program.Signal(UnixSignal.Terminate);
        Assert.That(await program.ExitAsync(Limit), Is.Zero, program.LastLines());
    }

    [Test]
    public async Task A_pod_with_a_web_identity_needs_no_keys()
    {
        var token = Path.GetTempFileName();
        var name = AwsScene.NewName();
        await SharedAws.Account.CreateSecretAsync(name, "mongodb://user:pa55w0rd@db.example:27017");
        await SharedAws.Account.CheckEverythingAsync(false);
        try
        {
            await File.WriteAllTextAsync(token, "a.web.token");
            await using var program = Start(new() { ["AWS_WEB_IDENTITY_TOKEN_FILE"] = token, ["AWS_ROLE_ARN"] = "arn:aws:iam::123456789012:role/databridge-operator" });
            await ApplySampleAsync(Sample.Replace(SecretId, name, StringComparison.Ordinal));
            await UntilAsync("RuntimeDeployed", "False/PodPending");
            Assert.That(_relay.Calls.Take(3).Select(c => c.Name), Is.EqualTo(new[] { "AssumeRoleWithWebIdentity", "AssumeRole", "GetSecretValue" }));
            Assert.That(string.Join('\n', program.Output), Does.Not.Contain("a.web.token").And.Not.Contain("pa55w0rd"));
            program.Signal(UnixSignal.Terminate);
            Assert.That(await program.ExitAsync(Limit), Is.Zero, program.LastLines());
        }
        finally
        {
            File.Delete(token);
            await SharedAws.Account.CheckEverythingAsync(true);
        }
    }

    private static string Sample => File.ReadAllText(Path.Combine(RepositoryFolder.Path, "samples", "aws-secrets-manager.yaml"));

    private async Task ApplySampleAsync(string sample)
    {
        await Kubectl.RunAsync("create", "secret", "generic", "example-app-big-peer", "-n", _space, "--from-literal=endpoint=https://peer.example/app", "--from-literal=apiKey=k3y");
        await Kubectl.ApplyAsync(sample.Replace("  namespace: ditto\n", "", StringComparison.Ordinal), "-n", _space, "--validate=false");
    }

    /// <summary>The program with an environment in which only what is given says who it is.</summary>
    private ChildProcess Start(Dictionary<string, string> identity)
    {
        var environment = new Dictionary<string, string> { ["AWS_ENDPOINT_URL"] = _relay.Endpoint, ["AWS_CONFIG_FILE"] = "/dev/null", ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null", ["AWS_EC2_METADATA_DISABLED"] = "true" };
        foreach (var name in (string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"]) environment[name] = identity.GetValueOrDefault(name, "");
        return ChildProcess.Start(
            Path.Combine(AppContext.BaseDirectory, "Operator"),
            ["--runtime-image", "localhost/bridge-runtime:test", "--kubeconfig", SharedCluster.Cluster.KubeConfig, "--namespace", _space, "--lease-namespace", _space, "--aws-refresh", "1", "--status-port", "0", "--metrics-port", "0", "--log-level", "Trace"],
            environment);
    }

    private Task<string> GetAsync(string kind, params string[] more) => Kubectl.RunAsync(["get", kind, "-n", _space, "-o", "json", .. more]);

    private Task UntilAsync(string condition, params string[] oneOf) => Eventually.HoldsAsync($"{condition} is {string.Join(" or ", oneOf)}", async () =>
    {
        var path = $"{{.status.conditions[?(@.type==\"{condition}\")].status}}/{{.status.conditions[?(@.type==\"{condition}\")].reason}}";
        var found = await Kubectl.RunAsync("get", "bpdb", Bridge, "-n", _space, "-o", $"jsonpath={path}");
        return oneOf.Contains(found) ? null : found;
    }, Limit);
}
