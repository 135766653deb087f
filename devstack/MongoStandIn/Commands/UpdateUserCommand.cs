using MongoStandIn.Authorization;
using MongoStandIn.Handshake;

namespace MongoStandIn.Commands;

internal sealed class UpdateUserCommand() : UserCommand("updateUser", "changePassword")
{
    protected override void Run(CommandContext context)
    {
        var arguments = context.Arguments;
        var (name, password, roles) = (Name(context), Password(context), arguments.Array("roles"));
        AcceptOthers(arguments);
        arguments.End();
        context.Server.Users.Change(name, user => user with
        {
            Credentials = password is null ? user.Credentials : new Credentials(name.Name, password),
            Roles = roles.IsMissing ? user.Roles : RoleName.ParseAll(roles, context.Database),
        });
    }
}
