using MongoStandIn.FailPoints;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>Sets a fail point. Other than at MongoDB, no start option has to allow it.</summary>
internal sealed class ConfigureFailPointCommand : Command
{
    public override IReadOnlyList<string> Names => ["configureFailPoint"];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        var arguments = context.Arguments;
        var point = context.Server.FailPoints.Find(arguments.RequiredText("configureFailPoint"));
        var mode = arguments.Raw("mode");
        var data = arguments.Document("data");
        arguments.End();
        if (mode.IsMissing) throw arguments.Required("mode");
        if (point == context.Server.FailPoints.FailCommand && !data.IsMissing) CommandFailure.Check(data);
        context.Reply.Int64("count", point.Set(FailPointMode.Parse(mode), data.IsMissing ? RawValue.EmptyDocument : data.Detach()));
    }
}
