using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TestKit;

/// <summary>The HTTP API of a Big Peer as a user has it, apart from the bridge's own client.</summary>
public sealed class BigPeerApi(string endpoint, string apiKey) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };

    public string Endpoint => endpoint;

    public string ApiKey => apiKey;

    /// <param name="statement">DQL.</param>
    /// <param name="arguments">A JSON object as text, so that numbers arrive as they are written.</param>
    /// <param name="strict">Strict mode.</param>
    /// <exception cref="InvalidOperationException">The statement was refused; says why.</exception>
    public async Task<BigPeerAnswer> ExecuteAsync(string statement, string arguments = "{}", bool strict = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{endpoint}/api/{(strict ? "v4" : "v5")}/store/execute");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        request.Content = new StringContent($$"""{"statement":{{JsonSerializer.Serialize(statement)}},"args":{{arguments}}}""", Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)response.StatusCode} to {statement}: {text}");
        using var body = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 400 });
        var root = body.RootElement;
        if (root.GetProperty("error").TryGetProperty("description", out var description)) throw new InvalidOperationException($"{statement}: {description}");
        return new BigPeerAnswer(root.GetProperty("transactionId").GetInt64(), Elements(root, "items"), Elements(root, "mutatedDocumentIds"));
    }

    public void Dispose() => _http.Dispose();

    private static List<JsonElement> Elements(JsonElement root, string name) => [.. root.GetProperty(name).EnumerateArray().Select(e => e.Clone())];
}
