using MongoStandIn.FailPoints;

namespace MongoStandIn.Commands;

internal sealed class CommitTransactionCommand : Command
{
    public override IReadOnlyList<string> Names => ["commitTransaction"];

    public override TransactionUse Transactions => TransactionUse.Required;

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        context.Arguments.Accept("recoveryToken");
        context.Arguments.End();
        lock (context.Store.Lock)
        {
            var failure = TransactionalWriteFailure.Begin(context);
            context.Server.Sessions.Commit(context.TransactionRequest!.Value.Key);
            failure.End(context);
        }
    }
}
