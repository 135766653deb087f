using System.Text;
using Operator.Secrets.Aws;
using Operator.Tests.Bridges;

namespace Operator.Tests.Aws;

/// <summary>What becomes of a bridge whose connection string is in AWS, against a real API server.</summary>
public sealed class AwsBridgeTests
{
    private const string First = "mongodb://user:pa55w0rd@db.example:27017";
    private const string Second = "mongodb://user:n3w-pa55w0rd@db.example:27017";
    private AwsScene _aws = null!;
    private BridgeScene? _bridges;
    private string _name = "";
    private AwsSecretOptions _options = new() { Refresh = TimeSpan.FromSeconds(1) };

    private BridgeScene Bridges => _bridges!;

    [SetUp]
    public async Task SetUp()
    {
        _options = new AwsSecretOptions { Refresh = TimeSpan.FromSeconds(1) };
        _name = AwsScene.NewName();
        _aws = await AwsScene.StartAsync();
        _bridges = await BridgeScene.StartAsync(() => _aws.Source(_options));
        await Bridges.CreateSecretsAsync();
    }

    [TearDown]
    public async Task TearDown()
    {
        if (_bridges is not null) await _bridges.DisposeAsync();
        await _aws.DisposeAsync();
    }

    [Test]
    public async Task A_rotation_rolls_the_pod_exactly_once_and_an_unchanged_value_changes_nothing()
    {
        await SharedAws.Account.CreateSecretAsync(_name, First);
        await DeployAsync();
        Assert.That(await ConnectionStringAsync(), Is.EqualTo(First));
        var before = await VersionsAsync();
        var generation = await GenerationAsync();
        await ReadsAsync(3);
        Assert.That(await VersionsAsync(), Is.EqualTo(before), "read again and again, and nothing was written");

        await SharedAws.Account.RotateAsync(_name, Second);
        await Bridges.UntilAsync("the new value is deployed", async () => await ConnectionStringAsync() == Second ? null : "not yet");
        await Bridges.UntilAsync("the pod is rolled", async () => await GenerationAsync() > generation ? null : "not yet");
        await ReadsAsync(3);
        Assert.That(await GenerationAsync(), Is.EqualTo(generation + 1));
    }

    [Test]
    public async Task A_running_bridge_costs_the_api_server_nothing_while_its_value_stays()
    {
        await SharedAws.Account.CreateSecretAsync(_name, First);
        await DeployAsync();
        await RunPodAsync("240.0.0.1");
        await Bridges.UntilAsync("x", "Synchronizing", "Unknown/RuntimeUnreachable");
        await ReadsAsync(2);
        var before = (Bridges.Operator.Reads.Sum("operator_secret_reads_total", "source", "kubernetes"), Bridges.Operator.Calls.Sum("kube_api_calls_total", "verb", "apply"));
        await ReadsAsync(3);
        Assert.That((Bridges.Operator.Reads.Sum("operator_secret_reads_total", "source", "kubernetes"), Bridges.Operator.Calls.Sum("kube_api_calls_total", "verb", "apply")), Is.EqualTo(before));
    }

    [Test]
    public async Task A_bridge_goes_on_with_what_it_has_while_aws_does_not_answer_and_says_so()
    {
        await SharedAws.Account.CreateSecretAsync(_name, First);
        await DeployAsync();
        var (children, generation) = (await ChildrenAsync(), await GenerationAsync());
        _aws.Relay.IsDown = true;
        await Bridges.UntilAsync("x", "SecretsResolved", "True/ResolvedEarlier");
        Assert.That(await Bridges.MessageAsync("x", "SecretsResolved"), Does.Match(
            @"^The connection string is as AWS gave it at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ; the bridge goes on with it\. Secrets Manager in region us-east-1 cannot be reached: the connection ends before the answer\."));
        Assert.That(await Bridges.ConditionAsync("x", "RuntimeDeployed"), Is.EqualTo("False/PodPending"), "the steps behind it go on");
        var version = await VersionAsync("bpdb");
        await ReadsAsync(3);
        Assert.That(await VersionAsync("bpdb"), Is.EqualTo(version), "no write for each try");

        _aws.Relay.IsDown = false;
        await Bridges.UntilAsync("x", "SecretsResolved", "True/Resolved");
        Assert.That((await ChildrenAsync(), await GenerationAsync()), Is.EqualTo((children, generation)));
        Assert.That(await Bridges.EventsAsync(), Has.Some.StartsWith("Warning ResolvedEarlier SecretsResolved: The connection string is as AWS gave it"));
    }

    [Test]
    public async Task An_operator_that_starts_while_aws_throttles_leaves_the_pod_alone()
    {
        await SharedAws.Account.CreateSecretAsync(_name, First);
        await DeployAsync();
        var children = await ChildrenAsync();
        _aws.Relay.Answer("GetSecretValue", 400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""");
        await Bridges.RestartOperatorAsync();
        await Bridges.UntilAsync("x", "SecretsResolved", "False/AwsThrottled");
        await ReadsAsync(2);
        Assert.That(await ChildrenAsync(), Is.EqualTo(children));
        _aws.Relay.PassOn("GetSecretValue");
        await Bridges.UntilAsync("x", "SecretsResolved", "True/Resolved");
        Assert.That(await ChildrenAsync(), Is.EqualTo(children));
    }

    [Test]
    public async Task A_bridge_goes_on_by_itself_once_its_secret_is_created()
    {
        await Bridges.ApplyAsync(Manifest());
        await Bridges.UntilAsync("x", "SecretsResolved", "False/AwsSecretNotFound");
        Assert.That(await Bridges.ConditionAsync("x", "Ready"), Is.EqualTo("False/AwsSecretNotFound"));
        Assert.That(await Bridges.FindAsync("statefulset", "x"), Is.Null);
        await SharedAws.Account.CreateSecretAsync(_name, "nonsense");
        await Bridges.UntilAsync("x", "SecretsResolved", "False/InvalidConnectionString");
        await SharedAws.Account.RotateAsync(_name, First);
        await Bridges.UntilAsync("x", "SecretsResolved", "True/Resolved");
        Assert.That((await Bridges.GetAsync("bpdb", "x")).ToJsonString(), Does.Not.Contain("pa55w0rd"));
        Assert.That(await Bridges.EventsAsync(), Has.None.Contains("pa55w0rd").And.None.Contains("nonsense"));
    }

    [Test]
    public async Task Two_bridges_of_one_secret_share_its_reads()
    {
        _options = new AwsSecretOptions { Refresh = TimeSpan.FromHours(1) };
        await Bridges.RestartOperatorAsync();
        await SharedAws.Account.CreateSecretAsync(_name, First);
        foreach (var bridge in (string[])["a", "b"]) await Bridges.ApplyAsync(Manifest(bridge, database: bridge));
        foreach (var bridge in (string[])["a", "b"]) await Bridges.UntilAsync(bridge, "SecretsResolved", "True/Resolved");
        Assert.That(_aws.Relay.Calls.Select(c => c.Name), Is.EqualTo(new[] { "AssumeRole", "GetSecretValue" }));
    }

    [Test]
    public async Task A_runtime_that_mongodb_refuses_brings_a_rotation_at_once_without_hammering()
    {
        _options = new AwsSecretOptions { Refresh = TimeSpan.FromHours(1), DoubtInterval = TimeSpan.FromSeconds(2) };
        await Bridges.RestartOperatorAsync();
        await SharedAws.Account.CreateSecretAsync(_name, First);
        await DeployAsync();
        var generation = await GenerationAsync();
        await using var runtime = await RuntimeOfTest.StartAsync("""{"type":"Synchronizing","status":"False","reason":"AuthenticationFailed","message":"MongoDB refuses the credentials"}""");
        await RunPodAsync(runtime.Address);
        await Bridges.UntilAsync("x", "Synchronizing", "False/AuthenticationFailed");
        await SharedAws.Account.RotateAsync(_name, Second);
        await Bridges.UntilAsync("the new value is deployed, an hour before the refresh", async () => await ConnectionStringAsync() == Second ? null : "not yet");
        await Bridges.UntilAsync("the pod is rolled", async () => await GenerationAsync() == generation + 1 ? null : "not yet");
        // Once a second the runtime is looked at; the secret is read after 2 s, 4 s, … at most.
        Assert.That(_aws.Relay.Count("GetSecretValue"), Is.LessThan(runtime.Looks + 2).And.LessThan(8));
        Assert.That(_aws.Relay.Count("AssumeRole"), Is.EqualTo(1));
    }

    private async Task DeployAsync()
    {
        await Bridges.ApplyAsync(Manifest());
        await Bridges.UntilAsync("x", "RuntimeDeployed", "False/PodPending");
        await Bridges.UntilAsync("the pod is made", async () => await Bridges.FindAsync("pod", "x-0") is null ? "not yet" : null);
    }

    /// <summary>No node runs it; what a kubelet would report is said in its stead.</summary>
    private Task RunPodAsync(string address) =>
        Bridges.KubectlAsync("patch", "pod", "x-0", "--subresource=status", "--type=merge", "-p", $$$"""{"status":{"phase":"Running","podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}]}}""");

    /// <summary>Waits until AWS has been asked for the value as many times more.</summary>
    private async Task ReadsAsync(int times)
    {
        var wanted = _aws.Relay.Count("GetSecretValue") + times;
        await Bridges.UntilAsync("AWS is asked again", () => Task.FromResult(_aws.Relay.Count("GetSecretValue") >= wanted ? null : "not yet"));
    }

    private async Task<string> ConnectionStringAsync() => Encoding.UTF8.GetString(Convert.FromBase64String((await Bridges.GetAsync("secret", "x"))["data"]!["connectionString"]!.GetValue<string>()));

    private async Task<int> GenerationAsync() => (await Bridges.GetAsync("statefulset", "x"))["metadata"]!["generation"]!.GetValue<int>();

    private async Task<string> VersionAsync(string kind) => (await Bridges.GetAsync(kind, "x"))["metadata"]!["resourceVersion"]!.GetValue<string>();

    /// <summary>All that the operator writes.</summary>
    private async Task<string> VersionsAsync() => $"{await VersionAsync("bpdb")} {await ChildrenAsync()}";

    private async Task<string> ChildrenAsync() =>
        $"{await VersionAsync("secret")} {await VersionAsync("service")} {await VersionAsync("serviceaccount")} {await GenerationAsync()} {(await Bridges.GetAsync("pod", "x-0"))["metadata"]!["uid"]}";

    private string Manifest(string name = "x", string database = "test-db") => $$"""
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata:
          name: {{name}}
          labels: {ditto.live/app: example-app}
        spec:
          bridge:
            mongoConnector:
              connectionSecret:
                awsSecretsManager:
                  secretId: {{_name}}
                  roleArn: {{AwsAccount.Role}}
                  region: {{AwsAccount.Region}}
              database: {{database}}
              collections:
                tasks: {fields: [_id]}
        """;
}
