using System.Net;
using System.Text.Json;
using ControllerRuntime.Objects;

namespace ControllerRuntime.Client;

/// <summary>All judgement of the API server's refusals. Codes and reasons: <c>k8s.io/apimachinery/pkg/apis/meta/v1</c>.</summary>
internal static class KubeErrors
{
    private const int LongestBody = 64 * 1024;

    /// <summary>Makes the exception of an answer that is no success.</summary>
    public static async Task<KubeException> OfAsync(HttpResponseMessage answer, string what, CancellationToken cancellation)
    {
        var status = await ReadStatusAsync(answer, cancellation);
        var retryAfter = answer.Headers.RetryAfter?.Delta ?? (status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        return Of(status, answer.StatusCode, retryAfter, what);
    }

    /// <summary>Whether an answer is the API server's own <c>Status</c>. The content must be buffered.</summary>
    public static async Task<bool> IsOwnAsync(HttpResponseMessage answer, CancellationToken cancellation) => await ReadStatusAsync(answer, cancellation) is { Kind: "Status" };

    /// <summary>Makes the exception of an <c>ERROR</c> event of a watch.</summary>
    public static KubeException OfEvent(KubeStatus? status, string what) => Of(status, (HttpStatusCode)(status?.Code ?? 500), retryAfter: null, what);

    public static KubeErrorKind KindOf(HttpStatusCode code, string? reason) => (int)code switch
    {
        401 => KubeErrorKind.Unauthorized,
        403 => KubeErrorKind.Forbidden,
        404 => KubeErrorKind.NotFound,
        409 => reason == "AlreadyExists" ? KubeErrorKind.AlreadyExists : KubeErrorKind.Conflict,
        410 => KubeErrorKind.Expired,
        422 => KubeErrorKind.Invalid,
        429 => KubeErrorKind.TooManyRequests,
        504 => KubeErrorKind.TimedOut,
        >= 500 => KubeErrorKind.ServerError,
        _ => KubeErrorKind.BadRequest,
    };

    private static KubeException Of(KubeStatus? status, HttpStatusCode code, TimeSpan? retryAfter, string what)
    {
        var said = status?.Message ?? $"the API server answered {(int)code}";
        return new KubeException(KindOf(code, status?.Reason), $"{what}: {said}", status, retryAfter);
    }

    private static async Task<KubeStatus?> ReadStatusAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "application/json") return null;
        try
        {
            await answer.Content.LoadIntoBufferAsync(LongestBody, cancellation);
            return await JsonSerializer.DeserializeAsync(await answer.Content.ReadAsStreamAsync(cancellation), KubeJson.Default.KubeStatus, cancellation);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            // The code alone says enough; a proxy in between may answer anything.
            return null;
        }
    }
}
