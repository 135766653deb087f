using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>Sizes and counts of a collection; of what does not exist, zeros, as MongoDB answers.</summary>
internal sealed class CollStatsCommand : Command
{
    public override IReadOnlyList<string> Names => ["collStats", "collstats"];

    public override IEnumerable<Need> Needs(CommandContext context) => [Need.On(context.Target, "collStats")];

    protected override void Run(CommandContext context)
    {
        var (target, reply) = (context.Target, context.Reply);
        var scale = Math.Max(1, context.Arguments.Integer("scale") ?? 1);
        context.Arguments.End();
        reply.String("ns", target.ToString());
        if (OplogDocuments.IsOplog(target) && !context.Server.Options.IsStandalone)
        {
            var (_, entries, bytes) = context.Store.Oplog.Extent;
            WriteSizes(reply, bytes, entries, scale);
            reply.Boolean("capped", true);
            reply.Int64("maxSize", context.Store.Oplog.Limits.Bytes / scale);
            reply.Int32("nindexes", 0);
            reply.Int64("totalIndexSize", 0);
            return;
        }
        lock (context.Store.Lock)
        {
            var collection = context.Store.Find(target);
            WriteSizes(reply, collection?.DataSize ?? 0, collection?.Documents.Count ?? 0, scale);
            reply.Boolean("capped", collection?.Options.Cap is not null);
            if (collection?.Options.Cap is { } cap)
            {
                reply.Int64("max", cap.Documents);
                reply.Int64("maxSize", cap.Bytes / scale);
            }
            reply.Int32("nindexes", collection?.Indexes.Count ?? 0);
            reply.Int64("totalIndexSize", (collection?.IndexSize ?? 0) / scale);
            reply.StartDocument("indexSizes");
            foreach (var index in collection?.Indexes ?? []) reply.Int64(index.Spec.Name, index.Size / scale);
            reply.End();
        }
        reply.Int32("scaleFactor", (int)scale);
    }

    private static void WriteSizes(BsonWriter reply, long size, long count, long scale)
    {
        reply.Int64("size", size / scale);
        reply.Int64("count", count);
        if (count > 0) reply.Int64("avgObjSize", size / count);
        reply.Int64("storageSize", size / scale);
        reply.Int64("freeStorageSize", 0);
    }
}
