using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

/// <summary>Waits until a fail point has struck <c>timesEntered</c> times, at most <c>maxTimeMS</c>.</summary>
internal sealed class WaitForFailPointCommand : Command
{
    public override IReadOnlyList<string> Names => ["waitForFailPoint"];

    public override async ValueTask RunAsync(CommandContext context)
    {
        context.RequireAdmin();
        var arguments = context.Arguments;
        var point = context.Server.FailPoints.Find(arguments.RequiredText("waitForFailPoint"));
        var times = arguments.Integer("timesEntered") ?? throw arguments.Required("timesEntered");
        arguments.End();
        if (context.TimeLimit is not { } limit) throw arguments.Required("maxTimeMS");
        try
        {
            await point.WhenEntered(times, context.Cancellation).WaitAsync(limit, context.Server.Time, context.Cancellation);
        }
        catch (TimeoutException)
        {
            throw new CommandException(ErrorCode.MaxTimeMSExpired, "operation exceeded time limit");
        }
    }
}
