using System.Net.Http.Headers;

namespace BridgeCtl.Connections;

/// <summary>A status port that can be reached by its address.</summary>
internal sealed class LocalConnection : IRuntimeConnection
{
    /// <summary>A call may wait for room in a bridge's queue for ten seconds.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _url;

    public LocalConnection(Uri url, string? token)
    {
        _url = url;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false, UseProxy = false }) { Timeout = Limit };
        if (token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Words => _url.GetLeftPart(UriPartial.Authority);

    public string TokenRemedy => "Give the bridge's status.token in a file with --token-file, or in the environment variable BRIDGE_TOKEN.";

    public async Task<(int Code, byte[] Body)> CallAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(_url, path));
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
            return ((int)answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException e)
        {
            throw new CtlException(ExitCode.Unreachable, $"No bridge answers at {Words}: {e.GetBaseException().Message}. Name another with --url, a bridge in Kubernetes with -n NAMESPACE NAME, or a configuration with -f FILE.", e);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new CtlException(ExitCode.Unreachable, $"{Words} accepts connections and does not answer within {Limit.TotalSeconds:0} s. Look at the bridge's log.", e);
        }
    }

    public void Dispose() => _http.Dispose();
}
