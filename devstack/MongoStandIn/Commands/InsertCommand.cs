using MongoStandIn.Authorization;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

internal sealed class InsertCommand : Command
{
    public override IReadOnlyList<string> Names => ["insert"];

    public override TransactionUse Transactions => TransactionUse.Allowed;

    public override IEnumerable<Need> Needs(CommandContext context) => WriteNeeds.Of(context, "insert");

    public override bool IsWrite => true;

    public override async ValueTask RunAsync(CommandContext context)
    {
        var target = context.Target;
        var documents = context.Arguments.Documents("documents");
        var batch = new WriteBatch(context, documents.Count);
        context.Arguments.Accept("isTimeseries");
        context.Arguments.End();
        Namespace.CheckCollection(target.Database, target.Collection);
        var writes = context.NewWrites(batch.BypassesValidation);
        var evaluation = context.NewEvaluation();
        var one = new StatementOutcome(1);
        var inserted = 0;
        await batch.RunAsync(
            documents.Count,
            i =>
            {
                writes.Insert(target, documents[i], evaluation);
                return one;
            },
            (_, outcome) => inserted += outcome.Matched);
        context.Reply.Int32("n", inserted);
        batch.WriteErrors();
    }
}
