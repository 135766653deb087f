using MongoStandIn.Authorization;
using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

internal sealed class ReplSetGetStatusCommand : Command
{
    public override IReadOnlyList<string> Names => ["replSetGetStatus"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("replSetGetStatus")];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        context.Arguments.Accept("initialSync");
        context.Arguments.End();
        var (server, reply) = (context.Server, context.Reply);
        if (server.Options.IsStandalone) throw new CommandException(ErrorCode.NoReplicationEnabled, "not running with --replSet");
        var (now, wall) = (server.Store.Clock.Now, server.Store.Clock.WallMilliseconds);
        reply.String("set", server.Options.ReplicaSet);
        reply.DateTime("date", wall);
        reply.Int32("myState", 1);
        reply.Int64("term", 1);
        reply.Int64("heartbeatIntervalMillis", 2000);
        reply.Int32("majorityVoteCount", 1);
        reply.Int32("writeMajorityCount", 1);
        reply.Int32("votingMembersCount", 1);
        reply.Int32("writableVotingMembersCount", 1);
        reply.StartDocument("optimes");
        WriteOpTime("lastCommittedOpTime");
        WriteOpTime("readConcernMajorityOpTime");
        WriteOpTime("appliedOpTime");
        WriteOpTime("durableOpTime");
        reply.End();
        reply.StartArray("members");
        reply.StartDocument("");
        reply.Int32("_id", 0);
        reply.String("name", server.Address);
        reply.Double("health", 1);
        reply.Int32("state", 1);
        reply.String("stateStr", "PRIMARY");
        reply.Int32("uptime", (int)(server.Time.GetUtcNow() - server.StartedAt).TotalSeconds);
        WriteOpTime("optime");
        reply.DateTime("optimeDate", now.Seconds * 1000L);
        reply.Boolean("self", true);
        reply.End();
        reply.End();

        void WriteOpTime(string name)
        {
            reply.StartDocument(name);
            reply.Timestamp("ts", now);
            reply.Int64("t", 1);
            reply.End();
        }
    }
}
