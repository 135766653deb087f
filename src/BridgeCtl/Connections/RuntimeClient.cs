using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace BridgeCtl.Connections;

/// <summary>The calls of a bridge, with what their answers mean.</summary>
internal sealed class RuntimeClient(IRuntimeConnection connection) : IDisposable
{
    public string Words => connection.Words;

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => CallAsync(HttpMethod.Get, path, body: null, cancellation);

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) => (await GetAsync(path, cancellation)).Deserialize(type) ?? throw new JsonException();

    public Task<JsonElement> PostAsync(string path, byte[]? body, CancellationToken cancellation) => CallAsync(HttpMethod.Post, path, body, cancellation);

    /// <summary>Null where the bridge says that there is none.</summary>
    public async Task<JsonElement?> FindAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        var (code, body) = await connection.CallAsync(method, path, body: null, cancellation);
        return code == 404 ? null : Judge(code, body);
    }

    /// <exception cref="CtlException">The bridge refuses, or is not ready to answer.</exception>
    public async Task<JsonElement> CallAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellation)
    {
        var (code, answer) = await connection.CallAsync(method, path, body, cancellation);
        return Judge(code, answer);
    }

    public void Dispose() => connection.Dispose();

    private JsonElement Judge(int code, byte[] body)
    {
        if (code is >= 200 and < 300) return Parse(body);
        var said = Said(body);
        throw code switch
        {
            401 => new CtlException(ExitCode.Refused, $"{Words} does not accept the token. {connection.TokenRemedy}"),
            403 => new CtlException(ExitCode.Refused, $"{Words}: {said}"),
            404 => new CtlException(ExitCode.Usage, $"{Words}: {said}"),
            409 => new CtlException(ExitCode.Busy, $"{Words}: {said}"),
            400 or 405 or 413 => new CtlException(ExitCode.Usage, $"{Words}: {said}"),
            _ => new CtlException(ExitCode.Unreachable, $"{Words} answers {code}: {said}"),
        };
    }

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }

    private static string Said(byte[] body)
    {
        try
        {
            return Parse(body) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out var error) && error.GetString() is { } words ? words : "it does not say why";
        }
        catch (JsonException)
        {
            // The plain text of the port's own answers, such as one for an unknown path of an older version.
            var text = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300))).Trim();
            return text.Length == 0 || text[0] == '<' ? "it does not say why" : text;
        }
    }
}
