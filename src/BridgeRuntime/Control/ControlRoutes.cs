using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BridgeModel;
using BridgeRuntime.Status;
using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;

namespace BridgeRuntime.Control;

/// <summary>What the routes of <c>/control/…</c> have in common.</summary>
/// <param name="path">Their prefix.</param>
/// <param name="token">What a call must present.</param>
/// <param name="desks">Null until the bridge runs.</param>
internal abstract class ControlRoutes(string path, Secret? token, Func<BridgeDesks?> desks) : ProtectedRoutes(path, token)
{
    protected override async Task<HttpAnswer> AnswerAuthorizedAsync(HttpContext context)
    {
        if (desks() is not { } open) return Error(StatusCodes.Status503ServiceUnavailable, "the bridge is starting; ask again in a moment");
        var parts = context.Request.Path.Value![Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        return await AnswerAsync(open, context, parts);
    }

    /// <param name="desks">The running bridge.</param>
    /// <param name="context">The call.</param>
    /// <param name="parts">The path below the prefix.</param>
    protected abstract Task<HttpAnswer> AnswerAsync(BridgeDesks desks, HttpContext context, IReadOnlyList<string> parts);

    protected static HttpAnswer Answer<T>(int status, T body, JsonTypeInfo<T> json) => Json(status, JsonSerializer.Serialize(body, json));

    protected HttpAnswer Unknown() => Error(StatusCodes.Status404NotFound, $"there is {Prefix}");

    /// <summary>The body as JSON; no body counts as <c>{}</c>. Null, and the answer that says why, where it is none.</summary>
    protected static async Task<(T? Body, HttpAnswer Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> json)
        where T : class, new()
    {
        try
        {
            if (context.Request.ContentLength is 0 || (context.Request.ContentLength is null && !context.Request.Headers.ContainsKey("Transfer-Encoding"))) return (new T(), default!);
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, json, context.RequestAborted) is { } body) return (body, default!);
            return (null, Error(StatusCodes.Status400BadRequest, "the body must be a JSON object"));
        }
        catch (JsonException e)
        {
            return (null, Error(StatusCodes.Status400BadRequest, $"the body is not the JSON that it should be{(e.Path is { Length: > 1 } at ? $", at {at}" : "")}"));
        }
    }
}
