namespace MongoStandIn.Commands;

internal sealed class AbortTransactionCommand : Command
{
    public override IReadOnlyList<string> Names => ["abortTransaction"];

    public override TransactionUse Transactions => TransactionUse.Required;

    protected override void Run(CommandContext context)
    {
        context.RequireAdmin();
        context.Arguments.Accept("recoveryToken");
        context.Arguments.End();
        lock (context.Store.Lock) context.Server.Sessions.Abort(context.TransactionRequest!.Value.Key);
    }
}
