namespace MongoStandIn.Commands;

internal sealed class ConnectionStatusCommand : Command
{
    public override IReadOnlyList<string> Names => ["connectionStatus"];

    public override bool NeedsNoAuthentication => true;

    protected override void Run(CommandContext context)
    {
        var privileges = context.Arguments.Boolean("showPrivileges");
        context.Arguments.End();
        var reply = context.Reply;
        reply.StartDocument("authInfo");
        reply.StartArray("authenticatedUsers");
        if (context.Connection.User is { } user)
        {
            reply.StartDocument("");
            reply.String("user", user);
            reply.String("db", "admin");
            reply.End();
        }
        reply.End();
        reply.StartArray("authenticatedUserRoles");
        if (context.Connection.User is not null)
        {
            reply.StartDocument("");
            reply.String("role", "root");
            reply.String("db", "admin");
            reply.End();
        }
        reply.End();
        if (privileges)
        {
            // The one user may do everything, on every resource.
            reply.StartArray("authenticatedUserPrivileges");
            if (context.Connection.User is not null)
            {
                reply.StartDocument("");
                reply.StartDocument("resource");
                reply.Boolean("anyResource", true);
                reply.End();
                reply.StartArray("actions");
                reply.String("", "anyAction");
                reply.End();
                reply.End();
            }
            reply.End();
        }
        reply.End();
    }
}
