using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>
/// Looks how far back MongoDB's oplog goes: what lies between its oldest entry and the bridge's position is the time that is left until the position is
/// lost. It needs <c>read</c> on <c>local</c>, and a replica set: a mongos has no oplog. Where it cannot be read the bridge works as well, and says once why not.
/// </summary>
internal sealed class OplogWatch(MongoClient client, IFeedObserver observer, TimeProvider time)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private static readonly byte[] Options = BsonDocuments.Make(o =>
    {
        o.Document("sort", s => s.Int32("$natural", 1));
        o.Document("projection", p => p.Int32("ts", 1));
        o.Int64("limit", 1);
        o.Int64("maxTimeMS", 5_000);
    });

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                var oldest = await OldestAsync(client, cancellation);
                observer.OplogRead(oldest, oldest is null ? "local.oplog.rs has no entry" : null);
            }
            catch (SideException e) when (e.Failure == SideFailure.Unauthorized)
            {
                observer.OplogRead(oldest: null, "The MongoDB user may not read local.oplog.rs. Grant read on the database local to see how long the position is kept.");
            }
            catch (SideException e)
            {
                // Whether MongoDB is there the loops that need it tell; this is a look that may be forbidden.
                observer.OplogRead(oldest: null, e.Message);
            }
            observer.Tick(LoopName.Oplog);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    /// <summary>When the oplog's oldest entry was written; null where it has none.</summary>
    internal static async Task<DateTimeOffset?> OldestAsync(MongoClient client, CancellationToken cancellation)
    {
        await using var pages = client.FindAsync("local", "oplog.rs", BsonDocuments.Empty, Options, cancellation).GetAsyncEnumerator(cancellation);
        if (!await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()) || pages.Current.Count == 0) return null;
        return BsonReader.TryFind(pages.Current[0].Span, "ts"u8, out var ts) && ts.Type == BsonType.Timestamp ? DateTimeOffset.FromUnixTimeSeconds(ts.AsTimestamp().Seconds) : null;
    }
}
