using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class CreateUserCommand() : UserCommand("createUser", "createUser")
{
    protected override void Run(CommandContext context)
    {
        var arguments = context.Arguments;
        var name = Name(context);
        var password = Password(context) ?? throw arguments.Required("pwd");
        var roles = arguments.Array("roles");
        AcceptOthers(arguments);
        arguments.End();
        if (roles.IsMissing) throw arguments.Required("roles");
        context.Server.Users.Add(name, password, RoleName.ParseAll(roles, context.Database));
    }
}
