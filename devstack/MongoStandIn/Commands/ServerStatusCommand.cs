namespace MongoStandIn.Commands;

internal sealed class ServerStatusCommand : Command
{
    public override IReadOnlyList<string> Names => ["serverStatus"];

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
        reply.StartDocument("repl");
        reply.String("setName", server.Options.ReplicaSet);
        reply.Boolean("isWritablePrimary", true);
        reply.Boolean("secondary", false);
        reply.End();
        reply.StartDocument("storageEngine");
        reply.String("name", "inMemory");
        reply.Boolean("supportsCommittedReads", true);
        reply.Boolean("persistent", false);
        reply.End();
    }
}
