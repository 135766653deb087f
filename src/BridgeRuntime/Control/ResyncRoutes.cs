using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;

namespace BridgeRuntime.Control;

/// <summary>
/// <c>POST /control/resync</c> has documents looked at again: those of <c>keys</c> at once, else the whole of a collection or of all, of which <c>GET</c> tells how far it is and which
/// <c>DELETE</c> ends.
/// </summary>
internal sealed class ResyncRoutes(Secret? token, Func<BridgeDesks?> desks) : ControlRoutes("/control/resync", token, desks)
{
    protected override async Task<HttpAnswer> AnswerAsync(BridgeDesks desks, HttpContext context, IReadOnlyList<string> parts)
    {
        if (parts.Count > 0) return Unknown();
        var method = context.Request.Method;
        if (HttpMethods.IsPost(method)) return await StartAsync(desks.Resync, context);
        if (HttpMethods.IsDelete(method)) desks.Resync.Cancel();
        else if (!HttpMethods.IsGet(method)) return NotAllowed(context, "GET, POST, DELETE");
        return desks.Resync.Current is { } report
            ? Answer(StatusCodes.Status200OK, report, StatusJson.Readable.ResyncReport)
            : Error(StatusCodes.Status404NotFound, "there was no resync since the start; begin one with POST");
    }

    private static async Task<HttpAnswer> StartAsync(ResyncDesk desk, HttpContext context)
    {
        var (request, unreadable) = await ReadAsync(context, StatusJson.Readable.ResyncRequest);
        if (request is null) return unreadable;
        if (request.Problem(desk.Collections) is { } problem) return Error(StatusCodes.Status400BadRequest, problem);
        if (request.Keys is { } named)
        {
            var keys = new List<DocumentKey>();
            foreach (var key in named)
            {
                if (!Verification.Difference.TryKey(key, out var read)) return Error(StatusCodes.Status400BadRequest, $"an id of {key.Collection} is no Ditto id: {key.Id.ValueKind}");
                keys.Add(read);
            }
            var given = await desk.HintAsync(keys, context.RequestAborted);
            return Json(StatusCodes.Status202Accepted, FormattableString.Invariant($$"""{"accepted":{{given}}}"""));
        }
        return desk.TryStart(request)
            ? Answer(StatusCodes.Status202Accepted, desk.Current!, StatusJson.Readable.ResyncReport)
            : Error(StatusCodes.Status409Conflict, "a resync runs already; wait for it, or end it with DELETE");
    }
}
