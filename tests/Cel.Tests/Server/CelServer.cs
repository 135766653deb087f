using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using ControllerRuntime.Configuration;
using TestKit;

namespace Cel.Tests.Server;

/// <summary>The API server with CEL rules and the resource installed on it, called over REST: it has no resources of the core, so kubectl cannot be used.</summary>
internal sealed class CelServer : IAsyncDisposable
{
    private const string Resources = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Bridges = "/apis/ditto.live/v1alpha1/namespaces/default/bigpeerdatabridges";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly KubernetesCluster _cluster;
    private readonly HttpClient _http;

    private CelServer(KubernetesCluster cluster)
    {
        _cluster = cluster;
        var configuration = KubeConfig.Read([cluster.KubeConfig], context: null, TimeProvider.System);
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.ClientCertificateContext = System.Net.Security.SslStreamCertificateContext.Create(configuration.ClientCertificate!, additionalCertificates: null, offline: true);
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(configuration.Authorities!);
        _http = new HttpClient(handler) { BaseAddress = configuration.Server, Timeout = Limit };
    }

    public static async Task<CelServer> StartAsync()
    {
        var server = new CelServer(await KubernetesCluster.StartCelAsync());
        try
        {
            await server.InstallAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the server says of a manifest, which it does not keep.</summary>
    /// <param name="manifest">As JSON.</param>
    /// <param name="validation">What becomes of unknown fields: <c>Strict</c>, <c>Warn</c> or <c>Ignore</c>.</param>
    public Task<ServerAnswer> JudgeAsync(JsonNode manifest, string validation = "Strict") =>
        SendAsync(HttpMethod.Post, $"{Bridges}?dryRun=All&fieldValidation={validation}", manifest.ToJsonString(), "application/json");

    /// <summary>As the other, for a manifest as a user has it.</summary>
    public Task<ServerAnswer> JudgeYamlAsync(string manifest, string validation = "Strict") =>
        SendAsync(HttpMethod.Post, $"{Bridges}?dryRun=All&fieldValidation={validation}", manifest, "application/yaml");

    public Task<ServerAnswer> CreateAsync(JsonNode manifest) => SendAsync(HttpMethod.Post, Bridges, manifest.ToJsonString(), "application/json");

    /// <summary>What the server says of a merge patch of a bridge's status.</summary>
    public Task<ServerAnswer> JudgeStatusAsync(string bridge, JsonNode status) => SendAsync(
        HttpMethod.Patch, $"{Bridges}/{bridge}/status?dryRun=All&fieldValidation=Strict", new JsonObject { ["status"] = status.DeepClone() }.ToJsonString(), "application/merge-patch+json");

    /// <summary>The resource's definition as the server keeps it.</summary>
    public async Task<JsonNode> DefinitionAsync() => (await SendAsync(HttpMethod.Get, $"{Resources}/bigpeerdatabridges.ditto.live", content: null, "")).Body;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _cluster.DisposeAsync();
    }

    private async Task InstallAsync()
    {
        var file = Directory.GetFiles(Path.Combine(RepositoryFolder.Path, "crds"), "*.yaml").Single();
        var answer = await SendAsync(HttpMethod.Post, Resources, await File.ReadAllTextAsync(file), "application/yaml");
        if (answer.Code != 201) throw new InvalidOperationException($"The server refuses {file}: {answer.Message}");
        await Eventually.HoldsAsync("the resource is served", async () =>
        {
            var found = await SendAsync(HttpMethod.Get, Bridges, content: null, "");
            return found.Code == 200 ? null : found.Message;
        }, Limit);
    }

    private async Task<ServerAnswer> SendAsync(HttpMethod method, string path, string? content, string type)
    {
        using var request = new HttpRequestMessage(method, path);
        if (content is not null) request.Content = new StringContent(content, Encoding.UTF8, new MediaTypeHeaderValue(type));
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new ServerAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text)! : new JsonObject { ["message"] = text });
    }
}
