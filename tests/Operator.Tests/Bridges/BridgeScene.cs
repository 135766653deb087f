using System.Globalization;
using System.Text.Json.Nodes;
using Operator.Secrets;
using Operator.Workloads;

namespace Operator.Tests.Bridges;

/// <summary>A test's own namespace with the operator running for it. A user acts through kubectl.</summary>
internal sealed class BridgeScene : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Func<IAwsSecretSource> _aws;

    private BridgeScene(string space, Func<IAwsSecretSource> aws) => (Namespace, _aws, Operator) = (space, aws, new OperatorUnderTest(Log, aws(), null, [space]));

    public string Namespace { get; }

    /// <summary>What the operators of this scene have said.</summary>
    public CollectedLog Log { get; } = new();

    public OperatorUnderTest Operator { get; private set; }

    /// <param name="aws">Where each operator has its secrets of AWS from; null: it has none.</param>
    public static async Task<BridgeScene> StartAsync(Func<IAwsSecretSource>? aws = null)
    {
        var space = $"bridges-{Guid.NewGuid().ToString("N")[..8]}";
        await Kubectl.RunAsync("create", "namespace", space);
        return new BridgeScene(space, aws ?? (static () => new NoAws()));
    }

    public Task<string> KubectlAsync(params string[] arguments) => Kubectl.RunAsync([.. arguments, "-n", Namespace]);

    public Task ApplyAsync(string manifest) => Kubectl.ApplyAsync(manifest, "-n", Namespace, "--validate=false");

    /// <summary>The two Secrets that a bridge needs by default.</summary>
    public async Task CreateSecretsAsync(string connectionString = "mongodb://user:pa55w0rd@db.example:27017", string endpoint = "https://peer.example/app", string apiKey = "k3y-of-the-example")
    {
        await KubectlAsync("create", "secret", "generic", "mongo", $"--from-literal=connectionString={connectionString}");
        await KubectlAsync("create", "secret", "generic", "example-app-big-peer", $"--from-literal=endpoint={endpoint}", $"--from-literal=apiKey={apiKey}");
    }

    public static string Manifest(string name = "x", string collections = "tasks: {fields: [_id]}", string database = "test-db", string more = "") => $$"""
        apiVersion: ditto.live/v1alpha1
        kind: BigPeerDataBridge
        metadata:
          name: {{name}}
          labels: {ditto.live/app: example-app, team: retail}
        spec:
          bridge:
            mongoConnector:
              connectionSecret:
                kubernetesSecret: { name: mongo }
              database: {{database}}
              collections:
                {{collections}}
          {{more}}
        """;

    public async Task<JsonNode> GetAsync(string kind, string name) => JsonNode.Parse(await KubectlAsync("get", kind, name, "-o", "json"))!;

    public async Task<JsonNode?> FindAsync(string kind, string name)
    {
        var text = await KubectlAsync("get", kind, name, "-o", "json", "--ignore-not-found");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>The condition as <c>Status/Reason</c>; empty when there is none.</summary>
    public async Task<string> ConditionAsync(string bridge, string type)
    {
        var condition = await FindConditionAsync(bridge, type);
        return condition is null ? "" : $"{condition["status"]}/{condition["reason"]}";
    }

    public async Task<string> MessageAsync(string bridge, string type) => (await FindConditionAsync(bridge, type))?["message"]?.GetValue<string>() ?? "";

    /// <summary>Waits for a condition, given as <c>Status/Reason</c>.</summary>
    public Task UntilAsync(string bridge, string type, string expected) => UntilAsync($"{type} of {bridge} is {expected}", async () =>
    {
        var found = await ConditionAsync(bridge, type);
        return found == expected ? null : $"{found}: {await MessageAsync(bridge, type)}";
    });

    /// <summary>Waits until there is nothing to object to; an operator that has ended ends the wait.</summary>
    public Task UntilAsync(string what, Func<Task<string?>> objection) => Eventually.HoldsAsync(what, async () =>
    {
        if (Operator.Running.IsCompleted) await Operator.Running;
        return await objection();
    }, Limit);

    /// <summary>All events of the namespace, as <c>Type Reason Message</c>.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync()
    {
        var list = JsonNode.Parse(await KubectlAsync("get", "events", "-o", "json"))!["items"]!.AsArray();
        return [.. list.Where(e => e!["involvedObject"]!["kind"]!.GetValue<string>() == "BigPeerDataBridge").Select(e => $"{e!["type"]} {e["reason"]} {e["message"]}")];
    }

    /// <summary>Waits until what is created next is younger than the bridge: the server keeps ages in whole seconds, and of two of one second neither is older.</summary>
    public Task OlderThanTheNextAsync(string bridge) => UntilAsync("a second has passed", async () =>
    {
        var created = (await GetAsync("bpdb", bridge))["metadata"]!["creationTimestamp"]!.GetValue<string>();
        return DateTimeOffset.Parse(created, CultureInfo.InvariantCulture) < TimeProvider.System.GetUtcNow().AddSeconds(-1.5) ? null : "not yet";
    });

    /// <param name="workloads">Other options than before.</param>
    public async Task RestartOperatorAsync(WorkloadOptions? workloads = null)
    {
        await Operator.DisposeAsync();
        StartOperator(workloads);
    }

    /// <summary>After the operator was stopped.</summary>
    /// <param name="workloads">Other options than before.</param>
    /// <param name="further">Namespaces that it serves too.</param>
    public void StartOperator(WorkloadOptions? workloads = null, params string[] further)
    {
        Operator = new OperatorUnderTest(Log, _aws(), workloads, [Namespace, .. further]);
    }

    public async ValueTask DisposeAsync()
    {
        await Operator.DisposeAsync();
        await Kubectl.RunAsync("delete", "namespace", Namespace, "--wait=false", "--ignore-not-found");
    }

    private async Task<JsonNode?> FindConditionAsync(string bridge, string type) =>
        (await FindAsync("bpdb", bridge))?["status"]?["conditions"]?.AsArray().FirstOrDefault(c => c!["type"]!.GetValue<string>() == type);
}
