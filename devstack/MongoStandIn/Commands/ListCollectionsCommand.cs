using MongoC.Bson;
using MongoStandIn.Authorization;
using MongoStandIn.ChangeStreams;
using MongoStandIn.Query;
using MongoStandIn.Storage;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class ListCollectionsCommand : Command
{
    public override IReadOnlyList<string> Names => ["listCollections"];

    public override IEnumerable<Need> Needs(CommandContext context) =>
        // Whoever asks only for the names of what they may read needs nothing.
        context.Arguments.Boolean("nameOnly") && context.Arguments.Boolean("authorizedCollections") ? [] : [Need.OnDatabase(context.Database, "listCollections")];

    protected override void Run(CommandContext context)
    {
        var arguments = context.Arguments;
        var nameOnly = arguments.Boolean("nameOnly");
        var evaluation = context.NewEvaluation();
        var filter = FilterParser.Parse(arguments.DocumentOrEmpty("filter"), evaluation);
        var batchSize = CursorReply.BatchSize(arguments.Document("cursor"), "listCollections.cursor");
        var onlyOwn = arguments.Boolean("authorizedCollections");
        arguments.End();
        var entries = new List<ReadOnlyMemory<byte>>();
        lock (context.Store.Lock)
        {
            foreach (var collection in context.Store.Databases.GetValueOrDefault(context.Database)?.Collections.Values ?? Enumerable.Empty<DocumentCollection>())
            {
                if (onlyOwn && !Access.Has(context, Need.On(collection.Namespace, "find"))) continue;
                var entry = Describe(collection, nameOnly);
                if (filter.Matches(entry, evaluation)) entries.Add(entry);
            }
        }
        if (context.Database == "local" && !context.Server.Options.IsStandalone)
        {
            var oplog = DescribeOplog(context.Store.Oplog, nameOnly);
            if (filter.Matches(oplog, evaluation)) entries.Add(oplog);
        }
        CursorReply.Open(context, new Namespace(context.Database, "$cmd.listCollections"), entries, batchSize, null);
    }

    private static byte[] DescribeOplog(Oplog oplog, bool nameOnly) => RawDocument.Build(w =>
    {
        w.String("name", OplogDocuments.Collection);
        w.String("type", "collection");
        if (nameOnly) return;
        w.StartDocument("options");
        w.Boolean("capped", true);
        w.Int64("size", oplog.Limits.Bytes);
        w.End();
        w.StartDocument("info");
        w.Boolean("readOnly", false);
        w.End();
    });

    private static byte[] Describe(DocumentCollection collection, bool nameOnly) => RawDocument.Build(w =>
    {
        w.String("name", collection.Namespace.Collection);
        w.String("type", "collection");
        if (nameOnly) return;
        w.StartDocument("options");
        collection.Options.Write(w);
        w.End();
        w.StartDocument("info");
        w.Boolean("readOnly", false);
        w.Binary("uuid", collection.Uuid.ToByteArray(bigEndian: true), subtype: 4);
        w.End();
        w.StartDocument("idIndex");
        collection.Indexes[0].Spec.Write(w);
        w.End();
    });
}
