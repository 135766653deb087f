using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class ConnectionStatusCommand : Command
{
    public override IReadOnlyList<string> Names => ["connectionStatus"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        var privileges = context.Arguments.Boolean("showPrivileges");
        context.Arguments.End();
        var (reply, connection, users) = (context.Reply, context.Connection, context.Server.Users);
        var user = connection.User is { } name ? users.Find(name) : null;
        reply.StartDocument("authInfo");
        reply.StartArray("authenticatedUsers");
        if (user is not null)
        {
            reply.StartDocument("");
            reply.String("user", user.Name.Name);
            reply.String("db", user.Name.Database);
            reply.End();
        }
        reply.End();
        RoleName.WriteAll(reply, "authenticatedUserRoles", user?.Roles ?? []);
        if (privileges)
        {
            reply.StartArray("authenticatedUserPrivileges");
            if (user is not null)
                foreach (var privilege in users.PrivilegesOf(user.Name)) privilege.Write(reply);
            reply.End();
        }
        reply.End();
    }
}
