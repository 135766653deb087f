using MongoStandIn.Authorization;

namespace MongoStandIn.Commands;

internal sealed class ServerStatusCommand : Command
{
    public override IReadOnlyList<string> Names => ["serverStatus"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnCluster("serverStatus")];

    protected override void Run(CommandContext context)
    {
        // Sections are switched on and off by name; the stand-in has only the basic one.
        context.Arguments.Accept("repl", "metrics", "locks", "opcounters", "wiredTiger", "tcmalloc", "mirroredReads", "latchAnalysis");
        context.Arguments.End();
        var (server, reply) = (context.Server, context.Reply);
        var uptime = server.Time.GetUtcNow() - server.StartedAt;
        reply.String("host", server.Address);
        reply.String("version", BuildInfoCommand.Version);
        reply.String("process", "mongod");
        reply.Int64("pid", Environment.ProcessId);
        reply.Double("uptime", Math.Floor(uptime.TotalSeconds));
        reply.Int64("uptimeMillis", (long)uptime.TotalMilliseconds);
        reply.DateTime("localTime", server.Store.Clock.WallMilliseconds);
        if (!server.Options.IsStandalone)
        {
            reply.StartDocument("repl");
            reply.Boolean("isWritablePrimary", true);
            ReplicaSetFacts.Write(server, reply);
            reply.End();
            var (_, count, bytes) = server.Store.Oplog.Extent;
            reply.StartDocument("oplog");
            reply.Int64("count", count);
            reply.Int64("size", bytes);
            reply.Int64("maxSize", server.Store.Oplog.Limits.Bytes);
            reply.End();
        }
        reply.StartDocument("storageEngine");
        reply.String("name", "inMemory");
        reply.Boolean("supportsCommittedReads", true);
        reply.Boolean("persistent", false);
        reply.End();
    }
}
