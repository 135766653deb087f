using BridgeModel;
using BridgeRuntime.Status;
using Microsoft.AspNetCore.Http;
using ProgramEndpoints.Http;

namespace BridgeRuntime.Control;

/// <summary><c>POST /control/pause</c> or <c>POST /control/resume</c>; <c>GET</c> tells how it is.</summary>
internal sealed class PauseRoutes(string path, Secret? token, Func<BridgeDesks?> desks, Func<PauseDesk, CancellationToken, Task<PauseReport>> post) : ControlRoutes(path, token, desks)
{
    public static PauseRoutes Pause(Secret? token, Func<BridgeDesks?> desks) => new("/control/pause", token, desks, static (d, c) => d.PauseAsync(c));

    public static PauseRoutes Resume(Secret? token, Func<BridgeDesks?> desks) => new("/control/resume", token, desks, static (d, c) => d.ResumeAsync(c));

    protected override async Task<HttpAnswer> AnswerAsync(BridgeDesks desks, HttpContext context, IReadOnlyList<string> parts)
    {
        if (parts.Count > 0) return Unknown();
        if (HttpMethods.IsGet(context.Request.Method)) return Answer(StatusCodes.Status200OK, desks.Pause.Current(), StatusJson.Readable.PauseReport);
        if (!HttpMethods.IsPost(context.Request.Method)) return NotAllowed(context, "GET, POST");
        return Answer(StatusCodes.Status200OK, await post(desks.Pause, context.RequestAborted), StatusJson.Readable.PauseReport);
    }
}
