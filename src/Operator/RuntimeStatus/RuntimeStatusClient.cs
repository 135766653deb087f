using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BridgeModel;
using ControllerRuntime.Client;
using ControllerRuntime.Objects;
using Operator.Bridges;
using Operator.Observability;
using Operator.Workloads;

namespace Operator.RuntimeStatus;

/// <summary>
/// Reads <c>/status</c> of a runtime's pod, and has it do something: straight from the pod's address within the cluster, or through the API server's proxy from outside of it.
/// </summary>
internal sealed class RuntimeStatusClient(HttpClient pods, KubeClient api, bool throughApiServer, OperatorMetrics metrics) : IRuntimeStatusSource, IRuntimeControl
{
    /// <summary>A report of a thousand collections is below one.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    private const string ReleasePath = "/control/mass-deletes/release";

    /// <summary>The API server's proxy takes an Authorization header away.</summary>
    private const string TokenHeader = "X-Bridge-Token";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task<RuntimeAnswer> ReadAsync(Pod pod, CancellationToken cancellation)
    {
        var answer = await TryAsync(pod, cancellation);
        metrics.StatusRead(answer.Report is not null);
        return answer;
    }

    public async Task<string?> ReleaseAsync(Pod pod, Secret token, string collection, string side, string id, CancellationToken cancellation)
    {
        if (!throughApiServer && string.IsNullOrEmpty(pod.Status.PodIP)) return "its pod has no address";
        var body = Encoding.UTF8.GetBytes(new JsonObject { ["collection"] = collection, ["side"] = side, ["id"] = id }.ToJsonString());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            var code = throughApiServer
                ? (await api.ProxyAsync(HttpMethod.Post, $"{Pod.Type.PathOf(ObjectKey.Of(pod))}:{RuntimePorts.Status}/proxy{ReleasePath}", new Dictionary<string, string> { [TokenHeader] = token.Reveal() }, body, MostBytes, limit.Token)).Code
                : await PostPodAsync(new UriBuilder(Uri.UriSchemeHttp, pod.Status.PodIP, RuntimePorts.Status, ReleasePath).Uri, body, token, limit.Token);
            return code is >= 200 and < 300 ? null : $"its runtime answers {code}";
        }
        catch (Exception e) when (e is HttpRequestException or KubeException)
        {
            return e.GetBaseException().Message;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"no answer within {Limit.TotalSeconds} s";
        }
    }

    private async Task<RuntimeAnswer> TryAsync(Pod pod, CancellationToken cancellation)
    {
        if (!throughApiServer && string.IsNullOrEmpty(pod.Status.PodIP)) return new RuntimeAnswer(null, "its pod has no address yet");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            var body = throughApiServer
                ? await api.GetRawAsync($"{Pod.Type.PathOf(ObjectKey.Of(pod))}:{RuntimePorts.Status}/proxy/status", MostBytes, limit.Token)
                : await ReadPodAsync(new UriBuilder(Uri.UriSchemeHttp, pod.Status.PodIP, RuntimePorts.Status, "status").Uri, limit.Token);
            return JsonSerializer.Deserialize(body, OperatorJson.Default.RuntimeReport) is { } report ? new RuntimeAnswer(report, "") : new RuntimeAnswer(null, "its answer is empty");
        }
        catch (JsonException)
        {
            return new RuntimeAnswer(null, "its answer is not the JSON that it should be");
        }
        catch (Exception e) when (e is HttpRequestException or KubeException)
        {
            return new RuntimeAnswer(null, e.GetBaseException().Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new RuntimeAnswer(null, $"no answer within {Limit.TotalSeconds} s");
        }
    }

    private async Task<int> PostPodAsync(Uri address, byte[] body, Secret token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Add(TokenHeader, token.Reveal());
        using var answer = await pods.SendAsync(request, cancellation);
        return (int)answer.StatusCode;
    }

    private async Task<byte[]> ReadPodAsync(Uri address, CancellationToken cancellation)
    {
        using var answer = await pods.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        await answer.Content.LoadIntoBufferAsync(MostBytes, cancellation);
        return await answer.Content.ReadAsByteArrayAsync(cancellation);
    }
}
