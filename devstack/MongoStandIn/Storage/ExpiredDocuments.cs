using MongoStandIn.Aggregation;
using MongoStandIn.Commands;
using MongoStandIn.Query;
using MongoStandIn.Sessions;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>Removes every minute what TTL indexes say is too old (MongoDB manual, "TTL Indexes"). A field without a date keeps its document; of several dates the earliest counts.</summary>
internal static class ExpiredDocuments
{
    public static ITimer Start(ServerState server) => server.Time.CreateTimer(_ => Remove(server), null, server.Options.TtlInterval, server.Options.TtlInterval);

    private static void Remove(ServerState server)
    {
        var store = server.Store;
        lock (store.Lock)
        {
            foreach (var collection in store.Databases.Values.SelectMany(d => d.Collections.Values).ToList())
                foreach (var spec in collection.Indexes.Select(i => i.Spec).Where(s => s.ExpireAfterSeconds is not null).ToList()) Remove(server, collection, spec);
        }
    }

    private static void Remove(ServerState server, DocumentCollection collection, IndexSpec spec)
    {
        var wall = server.Store.Clock.WallMilliseconds;
        var evaluation = new EvaluationContext(RawValue.OfDate(wall), RawValue.Of(server.Store.Clock.Now));
        MatchNode filter = new PathNode(spec.Paths[0], new CompareTest(Comparison.LessOrEqual, RawValue.OfDate(wall - spec.ExpireAfterSeconds!.Value * 1000)));
        if (spec.Partial is { } partial) filter = new AndNode([filter, FilterParser.Parse(partial.Document, evaluation)]);
        try
        {
            new CollectionWrites(server.Store, server.ObjectIds).Delete(collection.Namespace, new QueryShape(filter), isMulti: true, evaluation, Deadline.None);
        }
        catch (BlockedByTransactionException)
        {
            // A transaction that is not committed has one of them: the next round takes them all.
        }
    }
}
