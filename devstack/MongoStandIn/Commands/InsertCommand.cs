using MongoStandIn.Authorization;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

internal sealed class InsertCommand : Command
{
    public override IReadOnlyList<string> Names => ["insert"];

    public override IEnumerable<Need> Needs(CommandContext context) => WriteNeeds.Of(context, "insert");

    public override bool IsWrite => true;

    protected override void Run(CommandContext context)
    {
        var target = context.Target;
        var documents = context.Arguments.Documents("documents");
        var batch = new WriteBatch(context, documents.Count);
        context.Arguments.Accept("isTimeseries");
        context.Arguments.End();
        Namespace.CheckCollection(target.Database, target.Collection);
        var writes = new CollectionWrites(context.Store, context.Server.ObjectIds);
        var one = new StatementOutcome(1);
        var inserted = 0;
        batch.Run(
            documents.Count,
            i =>
            {
                writes.Insert(target, documents[i]);
                return one;
            },
            (_, outcome) => inserted += outcome.Matched);
        context.Reply.Int32("n", inserted);
        batch.WriteErrors();
    }
}
