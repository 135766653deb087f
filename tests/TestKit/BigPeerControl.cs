using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TestKit;

/// <summary>The control port of devstack/big-peer: makes it misbehave.</summary>
public sealed class BigPeerControl(int port) : IDisposable
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

    /// <summary>From now on, until the rule is disposed of.</summary>
    /// <exception cref="InvalidOperationException">The server does not take the rule; says why.</exception>
    public async Task<BigPeerRule> AddAsync(BigPeerFault fault)
    {
        using var answer = await _http.PostAsJsonAsync("/rules", fault, Options);
        var text = await answer.Content.ReadAsStringAsync();
        if (answer.StatusCode != HttpStatusCode.Created) throw new InvalidOperationException($"The Big Peer does not take the fault: {text}");
        using var made = JsonDocument.Parse(text);
        return new BigPeerRule(this, made.RootElement.GetProperty("id").GetInt32(), made.RootElement.TryGetProperty("transactionId", out var transaction) ? transaction.GetInt64() : null);
    }

    /// <summary>How often each rule in force has fired.</summary>
    public async Task<IReadOnlyDictionary<int, int>> HitsAsync()
    {
        using var rules = JsonDocument.Parse(await _http.GetStringAsync(new Uri("/rules", UriKind.Relative)));
        return rules.RootElement.GetProperty("rules").EnumerateArray().ToDictionary(r => r.GetProperty("id").GetInt32(), r => r.GetProperty("hits").GetInt32());
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Ends a rule and releases what it holds; one that is gone is fine.</summary>
    internal async Task ClearAsync(int id)
    {
        using var answer = await _http.DeleteAsync(new Uri($"/rules/{id}", UriKind.Relative));
        if (answer.StatusCode != HttpStatusCode.NotFound) answer.EnsureSuccessStatusCode();
    }
}
