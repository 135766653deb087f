using System.Text.Json;
using BridgeModel;
using BridgeRuntime.Status;
using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;

namespace BridgeRuntime.DeadLetters;

/// <summary>
/// <c>GET /deadletters</c>, <c>GET</c> and <c>DELETE /deadletters/{id}</c>, <c>POST /deadletters/{id}/replay</c>, <c>…/{id}/discard</c> and <c>POST /deadletters/replay</c>.
/// docs/deadletters.schema.json describes the answers.
/// </summary>
/// <param name="token">What a call must present.</param>
/// <param name="desk">Null until the bridge runs.</param>
internal sealed class DeadLetterRoutes(Secret? token, Func<DeadLetterDesk?> desk) : ProtectedRoutes(Path, token)
{
    public const string Path = "/deadletters";
    private const int DefaultLimit = 100;

    protected override Task<HttpAnswer> AnswerAuthorizedAsync(HttpContext context)
    {
        if (desk() is not { } open) return Answer(Error(StatusCodes.Status503ServiceUnavailable, "the bridge is starting; ask again in a moment"));
        var method = context.Request.Method;
        return context.Request.Path.Value![Path.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => HttpMethods.IsGet(method) ? ListAsync(open, context) : Answer(NotAllowed(context, "GET")),
            ["replay"] => HttpMethods.IsPost(method) ? ReplayAsync(open, context) : Answer(NotAllowed(context, "POST")),
            [var id] when HttpMethods.IsGet(method) => FindAsync(open, id, context.RequestAborted),
            [var id] when HttpMethods.IsDelete(method) => DiscardAsync(open, id, context.RequestAborted),
            [_] => Answer(NotAllowed(context, "GET, DELETE")),
            [var id, "replay"] => HttpMethods.IsPost(method) ? ReplayAsync(open, id, context.RequestAborted) : Answer(NotAllowed(context, "POST")),
            [var id, "discard"] => HttpMethods.IsPost(method) ? DiscardAsync(open, id, context.RequestAborted) : Answer(NotAllowed(context, "POST")),
            _ => Answer(Error(StatusCodes.Status404NotFound, $"there is {Path}, {Path}/{{id}}, {Path}/{{id}}/replay, {Path}/{{id}}/discard and {Path}/replay")),
        };
    }

    private static async Task<HttpAnswer> ListAsync(DeadLetterDesk desk, HttpContext context)
    {
        var values = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (LetterQuery.Read(values, out var query, "limit", "discarded") is { } problem) return Error(StatusCodes.Status400BadRequest, problem);
        var page = await desk.ListAsync(query.Filter, query.After, query.Limit ?? DefaultLimit, context.RequestAborted);
        return Json(StatusCodes.Status200OK, JsonSerializer.Serialize(page, StatusJson.Readable.DeadLetterPage));
    }

    private static async Task<HttpAnswer> FindAsync(DeadLetterDesk desk, string id, CancellationToken cancellation) =>
        await desk.FindAsync(id, cancellation) is { } letter ? Json(StatusCodes.Status200OK, JsonSerializer.Serialize(letter, StatusJson.Readable.DeadLetterView)) : Unknown();

    private static async Task<HttpAnswer> ReplayAsync(DeadLetterDesk desk, string id, CancellationToken cancellation) =>
        await desk.ReplayAsync(id, cancellation) is { } replayed ? Replayed(replayed) : Unknown();

    /// <summary>The body is a filter as JSON; <c>{}</c> means all, and no body means nothing, lest all be tried by mistake.</summary>
    private static async Task<HttpAnswer> ReplayAsync(DeadLetterDesk desk, HttpContext context)
    {
        Dictionary<string, string> values = [];
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (body.RootElement.ValueKind != JsonValueKind.Object) return NoFilter();
            foreach (var member in body.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.String) return Error(StatusCodes.Status400BadRequest, $"'{member.Name}' must be a text");
                values[member.Name] = member.Value.GetString()!;
            }
        }
        catch (JsonException)
        {
            return NoFilter();
        }
        return LetterQuery.Read(values, out var query) is { } problem
            ? Error(StatusCodes.Status400BadRequest, problem)
            : Replayed(await desk.ReplayAsync(query.Filter, query.After, context.RequestAborted));
    }

    private static async Task<HttpAnswer> DiscardAsync(DeadLetterDesk desk, string id, CancellationToken cancellation) =>
        await desk.DiscardAsync(id, cancellation) ? Json(StatusCodes.Status200OK, """{"discarded":1}""") : Unknown();

    private static HttpAnswer Replayed(DeadLetterReplayed replayed) => Json(StatusCodes.Status202Accepted, JsonSerializer.Serialize(replayed, StatusJson.Readable.DeadLetterReplayed));

    private static HttpAnswer NoFilter() => Error(StatusCodes.Status400BadRequest, """the body must be a JSON object with any of collection, reason, side and continue; {} means all letters""");

    private static HttpAnswer Unknown() => Error(StatusCodes.Status404NotFound, "there is no such letter: its document has gone over, or is gone");

    private static Task<HttpAnswer> Answer(HttpAnswer answer) => Task.FromResult(answer);
}
