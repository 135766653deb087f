using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ControllerRuntime.Configuration;
using TestKit;

namespace Benchmarks.Operators;

/// <summary>What a user does, by the API server itself: a thousand calls of kubectl would be the benchmark.</summary>
internal sealed class BenchmarkApi : IDisposable
{
    private const string Space = "bench";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http;

    public BenchmarkApi(string kubeConfig)
    {
        var configuration = KubeConfig.Read([kubeConfig], context: null, TimeProvider.System);
        _http = new HttpClient(configuration.MakeHandler()) { BaseAddress = configuration.Server };
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        FreePort = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int FreePort { get; }

    public async Task PrepareAsync(string kubeConfig)
    {
        foreach (var arguments in (string[][])[
            ["apply", "--validate=false", "-f", Path.Combine(RepositoryFolder.Path, "crds")],
            ["wait", "--for=condition=Established", "--timeout=30s", "crd/bigpeerdatabridges.ditto.live"],
            ["create", "namespace", Space]])
        {
            await using var kubectl = ChildProcess.Start("kubectl", ["--kubeconfig", kubeConfig, .. arguments]);
            if (await kubectl.ExitAsync(Limit) != 0) throw new InvalidOperationException(kubectl.LastLines());
        }
    }

    /// <summary>Creates the bridges of these numbers, each with two Secrets and a database of its own.</summary>
    public Task CreateAsync(int from, int to) => Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, cancellation) =>
    {
        await PostAsync($"/api/v1/namespaces/{Space}/secrets", Secret($"mongo-{i}", ("connectionString", $"mongodb://user:secret@db-{i}.example:27017")), cancellation);
        await PostAsync($"/api/v1/namespaces/{Space}/secrets", Secret($"app-{i}-big-peer", ("endpoint", "https://peer.example/app"), ("apiKey", "secret")), cancellation);
        await PostAsync($"/apis/ditto.live/v1alpha1/namespaces/{Space}/bigpeerdatabridges", Bridge(i), cancellation);
    });

    public async Task<int> StatefulSetsAsync()
    {
        var page = await _http.GetFromJsonAsync<JsonNode>($"/apis/apps/v1/namespaces/{Space}/statefulsets?limit=1");
        return page!["items"] is JsonArray { Count: > 0 } ? 1 + (page["metadata"]!["remainingItemCount"]?.GetValue<int>() ?? 0) : 0;
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string path, JsonObject body, CancellationToken cancellation)
    {
        using var answer = await _http.PostAsJsonAsync(path, body, cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private static JsonObject Secret(string name, params (string Key, string Value)[] values) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["stringData"] = new JsonObject(values.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, v.Value))),
    };

    private static JsonObject Bridge(int i) => new()
    {
        ["apiVersion"] = "ditto.live/v1alpha1",
        ["kind"] = "BigPeerDataBridge",
        ["metadata"] = new JsonObject { ["name"] = $"bridge-{i}", ["labels"] = new JsonObject { ["ditto.live/app"] = $"app-{i}" } },
        ["spec"] = new JsonObject
        {
            ["bridge"] = new JsonObject
            {
                ["mongoConnector"] = new JsonObject
                {
                    ["connectionSecret"] = new JsonObject { ["kubernetesSecret"] = new JsonObject { ["name"] = $"mongo-{i}" } },
                    ["database"] = $"database-{i}",
                    ["collections"] = new JsonObject { ["tasks"] = new JsonObject { ["fields"] = new JsonArray("_id") } },
                },
            },
        },
    };
}
