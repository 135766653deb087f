using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class ReplSetGetConfigCommand : Command
{
    public override IReadOnlyList<string> Names => ["replSetGetConfig"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("replSetGetConfig")];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        context.Arguments.Accept("commitmentStatus");
        context.Arguments.End();
        if (context.Server.Options.IsStandalone) throw new CommandException(ErrorCode.NoReplicationEnabled, "not running with --replSet");
        var reply = context.Reply;
        reply.StartDocument("config");
        reply.String("_id", context.Server.Options.ReplicaSet);
        reply.Int32("version", 1);
        reply.Int64("term", 1);
        reply.StartArray("members");
        reply.StartDocument("");
        reply.Int32("_id", 0);
        reply.String("host", context.Server.Address);
        reply.Boolean("arbiterOnly", false);
        reply.Boolean("buildIndexes", true);
        reply.Boolean("hidden", false);
        reply.Double("priority", 1);
        reply.Int64("secondaryDelaySecs", 0);
        reply.Int32("votes", 1);
        reply.End();
        reply.End();
        reply.Int64("protocolVersion", 1);
        reply.Boolean("writeConcernMajorityJournalDefault", false);
        reply.End();
    }
}
