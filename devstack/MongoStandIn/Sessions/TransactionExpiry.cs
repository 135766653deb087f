using MongoStandIn.Commands;

namespace MongoStandIn.Sessions;

/// <summary>Looks every second for transactions whose time is over, so that nobody waits for one whose client is gone.</summary>
internal static class TransactionExpiry
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static ITimer Start(ServerState server) => server.Time.CreateTimer(
        _ =>
        {
            lock (server.Store.Lock) server.Sessions.AbortExpired();
        },
        null,
        Interval,
        Interval);
}
