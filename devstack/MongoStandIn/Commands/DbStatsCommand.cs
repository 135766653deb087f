using MongoStandIn.Authorization;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

internal sealed class DbStatsCommand : Command
{
    public override IReadOnlyList<string> Names => ["dbStats", "dbstats"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.OnDatabase(context.Database, "dbStats")];

    protected override void Run(CommandContext context)
    {
        var (reply, arguments) = (context.Reply, context.Arguments);
        var scale = Math.Max(1, arguments.Integer("scale") ?? 1);
        arguments.Accept("freeStorage");
        arguments.End();
        lock (context.Store.Lock)
        {
            var collections = (IReadOnlyCollection<DocumentCollection>?)context.Store.Databases.GetValueOrDefault(context.Database)?.Collections.Values ?? [];
            var (objects, size) = (collections.Sum(c => (long)c.Documents.Count), collections.Sum(c => c.DataSize));
            reply.String("db", context.Database);
            reply.Int64("collections", collections.Count);
            reply.Int64("views", 0);
            reply.Int64("objects", objects);
            reply.Double("avgObjSize", objects == 0 ? 0 : (double)size / objects);
            reply.Double("dataSize", (double)size / scale);
            reply.Double("storageSize", (double)size / scale);
            reply.Int64("indexes", collections.Sum(c => (long)c.Indexes.Count));
            reply.Double("indexSize", (double)collections.Sum(c => c.IndexSize) / scale);
            reply.Int64("scaleFactor", scale);
        }
    }
}
