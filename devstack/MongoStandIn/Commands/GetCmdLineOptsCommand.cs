using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class GetCmdLineOptsCommand : Command
{
    public override IReadOnlyList<string> Names => ["getCmdLineOpts"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("getCmdLineOpts")];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        context.Arguments.End();
        var reply = context.Reply;
        reply.StartArray("argv");
        reply.String("", "mongod");
        reply.End();
        reply.StartDocument("parsed");
        reply.StartDocument("net");
        reply.String("bindIp", context.Server.Options.Bind);
        reply.End();
        if (!context.Server.Options.IsStandalone)
        {
            reply.StartDocument("replication");
            reply.String("replSet", context.Server.Options.ReplicaSet);
            reply.End();
        }
        reply.StartDocument("security");
        reply.String("authorization", context.Server.RequiresAuthentication ? "enabled" : "disabled");
        reply.End();
        reply.End();
    }
}
