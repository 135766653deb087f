using System.Globalization;
using BridgeModel;
using BridgeRuntime.Status;
using BridgeRuntime.Verification;
using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;

namespace BridgeRuntime.Control;

/// <summary>
/// <c>POST /control/verification</c> begins a run, <c>GET</c> tells how far it is and what it found, <c>DELETE</c> ends it, and <c>GET /control/verification/differences</c> lists the
/// differences, a thousand at a time.
/// </summary>
internal sealed class VerificationRoutes(Secret? token, Func<BridgeDesks?> desks) : ControlRoutes("/control/verification", token, desks)
{
    private const int PageSize = 1000;

    protected override async Task<HttpAnswer> AnswerAsync(BridgeDesks desks, HttpContext context, IReadOnlyList<string> parts)
    {
        var method = context.Request.Method;
        switch (parts)
        {
            case [] when HttpMethods.IsPost(method):
                return await StartAsync(desks.Verification, context);
            case [] when HttpMethods.IsDelete(method):
                desks.Verification.Cancel();
                return Report(desks.Verification);
            case []:
                return HttpMethods.IsGet(method) ? Report(desks.Verification) : NotAllowed(context, "GET, POST, DELETE");
            case ["differences"]:
                return HttpMethods.IsGet(method) ? Differences(desks.Verification, context) : NotAllowed(context, "GET");
            default:
                return Error(StatusCodes.Status404NotFound, $"there is {Prefix} and {Prefix}/differences");
        }
    }

    private static async Task<HttpAnswer> StartAsync(VerificationDesk desk, HttpContext context)
    {
        var (request, unreadable) = await ReadAsync(context, StatusJson.Readable.VerificationRequest);
        if (request is null) return unreadable;
        if (request.Problem(desk.Collections) is { } problem) return Error(StatusCodes.Status400BadRequest, problem);
        return desk.TryStart(request)
            ? Answer(StatusCodes.Status202Accepted, desk.Current!.Report(), StatusJson.Readable.VerificationReport)
            : Error(StatusCodes.Status409Conflict, "a verification runs already; wait for it, or end it with DELETE");
    }

    private static HttpAnswer Report(VerificationDesk desk) =>
        desk.Current is { } progress ? Answer(StatusCodes.Status200OK, progress.Report(), StatusJson.Readable.VerificationReport) : None();

    private static HttpAnswer Differences(VerificationDesk desk, HttpContext context)
    {
        if (desk.Current is not { } progress) return None();
        var text = context.Request.Query["from"].ToString();
        var from = 0;
        if (text.Length > 0 && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out from)) return Error(StatusCodes.Status400BadRequest, "'from' must be what the answer before gave as next");
        return Answer(StatusCodes.Status200OK, progress.Differences(from, PageSize), StatusJson.Readable.DifferencePage);
    }

    private static HttpAnswer None() => Error(StatusCodes.Status404NotFound, "there was no verification since the start; begin one with POST");
}
