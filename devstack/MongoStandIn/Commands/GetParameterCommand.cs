using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class GetParameterCommand : Command
{
    public override IReadOnlyList<string> Names => ["getParameter"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("getParameter")];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        var wanted = context.Arguments.Boolean("featureCompatibilityVersion");
        context.Arguments.End();
        if (!wanted) throw new CommandException(ErrorCode.InvalidOptions, "no option found to get: the stand-in knows featureCompatibilityVersion");
        context.Reply.StartDocument("featureCompatibilityVersion");
        context.Reply.String("version", "7.0");
        context.Reply.End();
    }
}
