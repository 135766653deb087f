using System.Globalization;
using System.Text.Json;
using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;

namespace BridgeRuntime.MassDeletes;

/// <summary>
/// <c>GET /control/mass-deletes</c>, which lists blocks, with <c>collection</c> and <c>side</c> the documents that would be deleted; <c>POST /control/mass-deletes/release</c> with
/// <c>{"collection": …, "side": …, "id": …}</c>.
/// </summary>
/// <param name="token">What a call must present.</param>
/// <param name="desk">Null until the bridge runs.</param>
internal sealed class MassDeleteRoutes(Secret? token, Func<MassDeleteDesk?> desk) : ProtectedRoutes(Path, token)
{
    public const string Path = "/control/mass-deletes";

    private const int DefaultLimit = 100;

    private static readonly string[] ListMembers = ["collection", "side", "limit", "continue"];

    private static readonly string[] ReleaseMembers = ["collection", "side", "id"];

    protected override Task<HttpAnswer> AnswerAuthorizedAsync(HttpContext context)
    {
        if (desk() is not { } open) return Answer(StatusCodes.Status503ServiceUnavailable, "the bridge is starting; ask again in a moment");
        var method = context.Request.Method;
        return context.Request.Path.Value![Path.Length..].Trim('/') switch
        {
            "" => HttpMethods.IsGet(method) ? ListAsync(open, context) : Task.FromResult(NotAllowed(context, "GET")),
            "release" => HttpMethods.IsPost(method) ? ReleaseAsync(open, context) : Task.FromResult(NotAllowed(context, "POST")),
            _ => Answer(StatusCodes.Status404NotFound, $"there is {Path} and {Path}/release"),
        };
    }

    private static async Task<HttpAnswer> ListAsync(MassDeleteDesk desk, HttpContext context)
    {
        var values = context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (Problem(desk, values, ListMembers, out var side) is { } problem) return Error(StatusCodes.Status400BadRequest, problem);
        if (!values.TryGetValue("collection", out var collection))
        {
            return values.Count == 0
                ? Json(StatusCodes.Status200OK, JsonSerializer.Serialize(desk.Blocks, StatusJson.Readable.MassDeleteList))
                : Error(StatusCodes.Status400BadRequest, "'collection' is missing; without any parameter the blocks are listed");
        }
        if (side is not { } lacking) return Error(StatusCodes.Status400BadRequest, "'side' is missing: mongodb or bigPeer, where the documents are lacking");
        var limit = DefaultLimit;
        if (values.TryGetValue("limit", out var text) && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MassDeleteDesk.MostPerPage))
            return Error(StatusCodes.Status400BadRequest, $"'limit' must be between 1 and {MassDeleteDesk.MostPerPage}");
        DittoId? after = null;
        if (values.TryGetValue("continue", out var next))
        {
            if (!MassDeleteDesk.TryReadToken(next, out var id)) return Error(StatusCodes.Status400BadRequest, "'continue' must be what the answer before gave");
            after = id;
        }
        return Json(StatusCodes.Status200OK, JsonSerializer.Serialize(await desk.ListAsync(collection, lacking, after, limit, context.RequestAborted), StatusJson.Readable.MassDeletePage));
    }

    private static async Task<HttpAnswer> ReleaseAsync(MassDeleteDesk desk, HttpContext context)
    {
        Dictionary<string, string> values = [];
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (body.RootElement.ValueKind != JsonValueKind.Object) return NoBlock();
            foreach (var member in body.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.String) return Error(StatusCodes.Status400BadRequest, $"'{member.Name}' must be a text");
                values[member.Name] = member.Value.GetString()!;
            }
        }
        catch (JsonException)
        {
            return NoBlock();
        }
        if (Problem(desk, values, ReleaseMembers, out var side) is { } problem) return Error(StatusCodes.Status400BadRequest, problem);
        if (!values.TryGetValue("collection", out var collection)) return NoBlock();
        var (released, why) = await desk.ReleaseAsync(collection, side, values.GetValueOrDefault("id"), context.RequestAborted);
        return released is null ? Error(StatusCodes.Status409Conflict, why) : Json(StatusCodes.Status202Accepted, JsonSerializer.Serialize(released, StatusJson.Readable.MassDeleteReleased));
    }

    private static string? Problem(MassDeleteDesk desk, Dictionary<string, string> values, string[] known, out Side? side)
    {
        side = null;
        if (values.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown) return $"'{unknown}' is not known here; known are {string.Join(", ", known)}";
        if (values.TryGetValue("side", out var text))
        {
            if (text is not ("mongodb" or "bigPeer" or "bigpeer")) return "'side' must be mongodb or bigPeer: where the documents are lacking";
            side = text == "mongodb" ? Side.Mongo : Side.BigPeer;
        }
        return values.TryGetValue("collection", out var collection) && !desk.Serves(collection) ? $"'collection' names none that this bridge serves: '{collection}'" : null;
    }

    private static HttpAnswer NoBlock() => Error(StatusCodes.Status400BadRequest, """the body must be a JSON object with collection, and side or id where that is not enough""");

    private static Task<HttpAnswer> Answer(int status, string words) => Task.FromResult(Error(status, words));
}
