using System.Text.Json.Nodes;
using MongoC;
using MongoC.Bson;
using TestKit;

namespace Cluster.Tests;

/// <summary>A test's own namespace with the Secrets of samples/minimal.yaml, its own database and collection, and that sample applied by kubectl.</summary>
internal sealed class BridgeSpace : IAsyncDisposable
{
    /// <summary>A pod that is replaced takes 5 to 8 s on this kubelet, and now and then a minute more.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public const string Bridge = "minimal";
    private const string MongoSecret = "example-mongo-connector";
    private const string BigPeerSecret = "example-app-big-peer";

    private BridgeSpace(string name)
    {
        Name = name;
        Database = MongoServer.NewDatabaseName();
        Collection = $"tasks_{Database}";
        Mongo = new MongoCollection(SharedCluster.Client, Database, Collection);
        BigPeer = new BigPeerCollection(SharedCluster.BigPeer.Api, Collection, strict: true);
    }

    public string Name { get; }

    public string Database { get; }

    /// <summary>The engine is shared, so a collection needs a name of its own.</summary>
    public string Collection { get; }

    public MongoCollection Mongo { get; }

    public BigPeerCollection BigPeer { get; }

    /// <summary>A namespace with neither Secret, collection nor bridge.</summary>
    public static async Task<BridgeSpace> CreateAsync(string prefix)
    {
        var space = new BridgeSpace($"{prefix}-{Guid.NewGuid().ToString("N")[..6]}");
        await Kubectl.RunAsync("create", "namespace", space.Name);
        return space;
    }

    /// <summary>A namespace with a bridge in step.</summary>
    /// <param name="prefix">Of the namespace's name.</param>
    /// <param name="connectionString">As whom it connects; null: as the administrator.</param>
    /// <param name="more">Further lines of the spec.</param>
    public static async Task<BridgeSpace> StartAsync(string prefix, string? connectionString = null, string more = "")
    {
        var space = await CreateAsync(prefix);
        await space.CreateCollectionAsync();
        await space.SetMongoSecretAsync(connectionString ?? SharedCluster.ConnectionString());
        await space.SetBigPeerSecretAsync();
        await space.ApplySampleAsync(more);
        await space.UntilReadyAsync();
        return space;
    }

    public Task<string> KubectlAsync(params IEnumerable<string> arguments) => Kubectl.RunAsync(["-n", Name, .. arguments]);

    public Task CreateCollectionAsync() => CommandAsync(Database, $$"""{"create":"{{Collection}}"}""");

    /// <summary>Runs a command of MongoDB as its administrator.</summary>
    public static Task CommandAsync(string database, string command) => SharedCluster.Client.RunWriteCommandAsync(database, ExtendedJson.Parse(command));

    /// <summary>Creates or changes the Secret with the connection string.</summary>
    public Task SetMongoSecretAsync(string connectionString) => SetSecretAsync(MongoSecret, $"connectionString: {connectionString}");

    /// <summary>Creates or changes the Secret with endpoint and key.</summary>
    public Task SetBigPeerSecretAsync(string apiKey = BigPeerServer.Key) => SetSecretAsync(BigPeerSecret, $"endpoint: {SharedCluster.BigPeer.Api.Endpoint}", $"apiKey: {apiKey}");

    /// <summary>Applies the sample of the README, which differs in database and collection alone.</summary>
    /// <param name="more">Further lines of the spec.</param>
    public async Task ApplySampleAsync(string more = "")
    {
        var sample = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "samples", "minimal.yaml"));
        await Kubectl.ApplyAsync(Name, Replace(Replace(sample, "database: test-db", $"database: {Database}"), "        tasks:", $"        {Collection}:") + more);
    }

    /// <summary>Applies the sample of AWS Secrets Manager, under the name of the other one.</summary>
    /// <param name="secretId">The secret in AWS.</param>
    public async Task ApplyAwsSampleAsync(string secretId)
    {
        var sample = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "samples", "aws-secrets-manager.yaml"));
        (string, string)[] changes = [("  name: example-mongo-connector\n", $"  name: {Bridge}\n"), ("  namespace: ditto\n", ""), ("dittocluster/app-id/mongo-connector\n", $"{secretId}\n"), ("database: test-db", $"database: {Database}"), ("        tasks:", $"        {Collection}:")];
        await Kubectl.ApplyAsync(Name, changes.Aggregate(sample, (text, change) => Replace(text, change.Item1, change.Item2)));
    }

    /// <summary>What the bridge keeps for itself in MongoDB: the names of its collections.</summary>
    public async Task<IReadOnlyList<string>> StateAsync()
    {
        var reply = await SharedCluster.Client.RunCommandAsync(Database, ExtendedJson.Parse("""{"listCollections":1,"nameOnly":true}"""));
        var names = JsonNode.Parse(ExtendedJson.ToJson(reply, ExtendedJsonMode.Relaxed))!["cursor"]!["firstBatch"]!.AsArray().Select(c => c!["name"]!.GetValue<string>());
        return [.. names.Where(n => n.StartsWith("__ditto", StringComparison.Ordinal))];
    }

    /// <summary>Waits until another pod has taken over from this one.</summary>
    /// <param name="before">Its uid.</param>
    public Task UntilReplacedAsync(string before) => Eventually.HoldsAsync(
        "another pod has taken over", async () => Uid(await PodAsync()) is { Length: > 0 } uid && uid != before ? null : "the pod is as it was", Limit);

    /// <summary>Waits until the bridge is in step.</summary>
    public Task UntilReadyAsync() => UntilAsync("Ready", "True/InStep");

    /// <summary>Waits for a condition, given as <c>Status/Reason</c>.</summary>
    public Task UntilAsync(string type, string expected) => Eventually.HoldsAsync($"{type} of the bridge in {Name} is {expected}", async () =>
    {
        var condition = await ConditionAsync(type);
        return condition is not null && $"{condition["status"]}/{condition["reason"]}" == expected ? null : condition?.ToJsonString() ?? "it has no such condition";
    }, Limit);

    public async Task<JsonNode?> ConditionAsync(string type) =>
        (await Kubectl.FindAsync(Name, "bpdb", Bridge))?["status"]?["conditions"]?.AsArray().FirstOrDefault(c => c!["type"]!.GetValue<string>() == type);

    /// <summary>The bridge's pod; null when there is none.</summary>
    public Task<JsonNode?> PodAsync() => Kubectl.FindAsync(Name, "pod", $"{Bridge}-0");

    public static string Uid(JsonNode? node) => node?["metadata"]?["uid"]?.GetValue<string>() ?? "";

    /// <summary>A document goes over from each side.</summary>
    public async Task GoesBothWaysAsync(string id)
    {
        await Mongo.InsertAsync($$"""{"_id":"{{id}}-m","from":"MongoDB"}""");
        await BigPeer.InsertAsync($$"""{"_id":"{{id}}-d","from":"Ditto"}""");
        await ArrivesAsync($"{id}-m", "MongoDB");
        await ArrivesAsync($"{id}-d", "Ditto");
    }

    /// <summary>Waits until a document is on both sides.</summary>
    public Task ArrivesAsync(string id, string from) => Eventually.HoldsAsync($"{id} is on both sides", async () =>
    {
        var expected = $$"""{"_id":"{{id}}","from":"{{from}}"}""";
        var (mongo, bigPeer) = (Sorted(await Mongo.FindAsync($"\"{id}\"")), await BigPeer.FindAsync($"\"{id}\""));
        return mongo == expected && bigPeer == expected ? null : $"MongoDB has {mongo ?? "none"}, the Big Peer {bigPeer ?? "none"}";
    }, Limit);

    public async ValueTask DisposeAsync()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == NUnit.Framework.Interfaces.TestStatus.Failed)
        {
            await TestContext.Out.WriteLineAsync(await KubectlAsync("describe", "bpdb,pods"));
            await TestContext.Out.WriteLineAsync(await Kubectl.RunAsync("logs", "-n", Operators.Namespace, "-l", $"app.kubernetes.io/name={Operators.Release}", "--tail=40", "--prefix"));
        }
        await Kubectl.RunAsync("delete", "namespace", Name, "--wait=false");
    }

    private async Task SetSecretAsync(string name, params IEnumerable<string> data) =>
        await Kubectl.ApplyAsync(Name, $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {name}}}\nstringData:\n{string.Concat(data.Select(d => $"  {d}\n"))}");

    private static string? Sorted(string? document) => document is null ? null : JsonText.Canonical(document);

    private static string Replace(string text, string what, string by) =>
        text.Contains(what, StringComparison.Ordinal) ? text.Replace(what, by, StringComparison.Ordinal) : throw new InvalidOperationException($"The sample has no '{what}'.");
}
