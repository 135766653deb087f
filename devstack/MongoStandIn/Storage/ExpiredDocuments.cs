using MongoC.Bson;
using MongoStandIn.Commands;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Storage;

/// <summary>Removes every minute what TTL indexes say is too old (MongoDB manual, "TTL Indexes"). A field without a date keeps its document.</summary>
internal static class ExpiredDocuments
{
    // MongoDB's ttlMonitorSleepSecs.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    public static ITimer Start(ServerState server) => server.Time.CreateTimer(_ => Remove(server), null, Interval, Interval);

    private static void Remove(ServerState server)
    {
        var store = server.Store;
        lock (store.Lock)
        {
            var writes = new CollectionWrites(store, server.ObjectIds);
            var evaluation = new Aggregation.EvaluationContext(RawValue.OfDate(store.Clock.WallMilliseconds), RawValue.Of(store.Clock.Now));
            foreach (var collection in store.Databases.Values.SelectMany(d => d.Collections.Values).ToList())
                foreach (var spec in collection.Indexes.Select(i => i.Spec).Where(s => s.ExpireAfterSeconds is not null).ToList())
                {
                    var limit = RawValue.OfDate(store.Clock.WallMilliseconds - spec.ExpireAfterSeconds!.Value * 1000);
                    MatchNode filter = new PathNode(spec.Paths[0], new CompareTest(Comparison.LessOrEqual, limit));
                    if (spec.Partial is { } partial) filter = new AndNode([filter, FilterParser.Parse(partial.Document, evaluation)]);
                    writes.Delete(collection.Namespace, new QueryShape(filter), isMulti: true, evaluation, Deadline.None);
                }
        }
    }
}
