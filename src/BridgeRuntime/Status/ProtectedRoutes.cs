using System.Security.Cryptography;
using System.Text;
using BridgeModel;
using BridgeRuntime.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ProgramEndpoints.Http;

namespace BridgeRuntime.Status;

/// <summary>
/// Paths below one prefix that answer only who presents the configured token: they name documents, and some of them change what the bridge does. Without a configured token
/// they answer nobody.
/// </summary>
internal abstract class ProtectedRoutes(string prefix, Secret? token) : IRoutes
{
    /// <summary>More than any filter needs.</summary>
    private const int MaxBodyBytes = 32 * 1024;

    /// <summary>The same token for callers whose Authorization header does not arrive: the API server's proxy to pods takes it away.</summary>
    public const string TokenHeader = "X-Bridge-Token";

    private readonly byte[]? _token = token is null ? null : Digest(token.Reveal());

    public string Prefix => prefix;

    public bool Owns(PathString path) => path.StartsWithSegments(prefix, StringComparison.Ordinal);

    public async Task<HttpAnswer> AnswerAsync(HttpContext context)
    {
        // Before anything is answered: a body that may not be read would cost the caller its connection.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBodyBytes;
        if (_token is null) return Error(StatusCodes.Status403Forbidden, "these calls are refused because no token is configured: set status.token, such as file:/run/secrets/bridge-token, and restart");
        if (!IsAuthorized(context.Request.Headers))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Error(StatusCodes.Status401Unauthorized, $"send the token of status.token as 'Authorization: Bearer <token>' or '{TokenHeader}: <token>'");
        }
        try
        {
            return await AnswerAuthorizedAsync(context);
        }
        catch (SideException e)
        {
            return Error(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
        catch (BadHttpRequestException e)
        {
            return Error(e.StatusCode, FormattableString.Invariant($"the body must be at most {MaxBodyBytes} bytes and arrive whole"));
        }
    }

    /// <summary>Answers who has shown the token.</summary>
    protected abstract Task<HttpAnswer> AnswerAuthorizedAsync(HttpContext context);

    protected static HttpAnswer Error(int status, string words) => Json(status, $$"""{"error":{{StatusJson.Quote(words)}}}""");

    protected static HttpAnswer Json(int status, string body) => new(status, "application/json; charset=utf-8", body);

    protected static HttpAnswer NotAllowed(HttpContext context, string allow)
    {
        context.Response.Headers.Allow = allow;
        return Error(StatusCodes.Status405MethodNotAllowed, $"only {allow}");
    }

    /// <summary>Digests are compared, so that neither the token's length nor where it differs shows in the time.</summary>
    private bool IsAuthorized(IHeaderDictionary headers)
    {
        var bearer = headers.Authorization.ToString();
        // The one may be another's, of a proxy on the way.
        var isBearer = bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && IsToken(bearer["Bearer ".Length..].Trim());
        return IsToken(headers[TokenHeader].ToString().Trim()) || isBearer;
    }

    private bool IsToken(string text) => CryptographicOperations.FixedTimeEquals(Digest(text), _token!);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
