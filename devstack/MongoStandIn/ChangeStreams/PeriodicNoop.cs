using MongoStandIn.Commands;

namespace MongoStandIn.ChangeStreams;

/// <summary>Puts an empty entry into an oplog to which nothing else came for a while (MongoDB: <c>periodicNoopIntervalSecs</c>).</summary>
internal static class PeriodicNoop
{
    public static ITimer Start(ServerState server)
    {
        var (oplog, seen) = (server.Store.Oplog, -1L);
        var interval = server.Options.NoopInterval;
        return server.Time.CreateTimer(Tick, null, interval, interval);

        void Tick(object? state)
        {
            lock (server.Store.Lock)
            {
                if (oplog.Tail.Sequence == seen) oplog.Append(new OplogEntry(OplogKind.Noop, default) { Message = "periodic noop" });
                seen = oplog.Tail.Sequence;
            }
        }
    }
}
