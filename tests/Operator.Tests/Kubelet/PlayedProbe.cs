using System.Text.Json.Nodes;

namespace Operator.Tests.Kubelet;

/// <summary>An httpGet probe of a container, as the pod's spec has it.</summary>
internal sealed class PlayedProbe
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly Uri _address;
    private readonly TimeSpan _limit;

    private PlayedProbe(JsonNode spec, JsonNode container, string address)
    {
        var get = spec["httpGet"]!;
        var port = get["port"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number
            ? get["port"]!.GetValue<int>()
            : container["ports"]!.AsArray().First(p => p!["name"]!.GetValue<string>() == get["port"]!.GetValue<string>())!["containerPort"]!.GetValue<int>();
        _address = new Uri($"http://{address}:{port}{get["path"]}");
        (_limit, Period, Threshold) = (Seconds("timeoutSeconds", 1), Seconds("periodSeconds", 10), spec["failureThreshold"]?.GetValue<int>() ?? 3);

        TimeSpan Seconds(string name, int otherwise) => TimeSpan.FromSeconds(spec[name]?.GetValue<int>() ?? otherwise);
    }

    public TimeSpan Period { get; }

    /// <summary>So many failures in a row count.</summary>
    public int Threshold { get; }

    public static PlayedProbe? Of(string name, JsonNode container, string address) => container[name] is { } spec ? new PlayedProbe(spec, container, address) : null;

    /// <returns>Whether the container answers as a kubelet wants it: 200 to 399, in time.</returns>
    public async Task<bool> AskAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_limit);
        try
        {
            using var answer = await Http.GetAsync(_address, limit.Token);
            return (int)answer.StatusCode is >= 200 and < 400;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
