using MongoC.Bson;
using MongoStandIn.Query;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

internal sealed class ListDatabasesCommand : Command
{
    public override IReadOnlyList<string> Names => ["listDatabases"];

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        var arguments = context.Arguments;
        var nameOnly = arguments.Boolean("nameOnly");
        var evaluation = context.NewEvaluation();
        var filter = FilterParser.Parse(arguments.DocumentOrEmpty("filter"), evaluation);
        arguments.Accept("authorizedDatabases");
        arguments.End();
        var reply = context.Reply;
        var total = 0L;
        reply.StartArray("databases");
        lock (context.Store.Lock)
        {
            foreach (var database in context.Store.Databases.Values)
            {
                var size = database.Collections.Values.Sum(c => c.DataSize);
                var entry = RawDocument.Build(w =>
                {
                    w.String("name", database.Name);
                    if (nameOnly) return;
                    w.Int64("sizeOnDisk", size);
                    w.Boolean("empty", size == 0);
                });
                if (!filter.Matches(entry, evaluation)) continue;
                reply.Document("", entry);
                total += size;
            }
        }
        reply.End();
        if (nameOnly) return;
        reply.Int64("totalSize", total);
        reply.Int64("totalSizeMb", total >> 20);
    }
}
