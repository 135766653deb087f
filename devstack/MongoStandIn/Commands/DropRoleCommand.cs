using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class DropRoleCommand : Command
{
    public override IReadOnlyList<string> Names => ["dropRole"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnDatabase(context.Database, "dropRole")];

    protected override void Run(CommandContext context)
    {
        var name = new RoleName(context.Arguments.RequiredText("dropRole"), context.Database);
        context.Arguments.End();
        context.Server.Users.Remove(name);
    }
}
