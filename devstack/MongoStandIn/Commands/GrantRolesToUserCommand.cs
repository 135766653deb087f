using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class GrantRolesToUserCommand() : UserCommand("grantRolesToUser", "grantRole")
{
    protected override void Run(CommandContext context)
    {
        var (name, roles) = (Name(context), RoleName.ParseAll(context.Arguments.Array("roles"), context.Database));
        context.Arguments.End();
        context.Server.Users.Change(name, user => user with { Roles = [.. user.Roles.Union(roles)] });
    }
}
