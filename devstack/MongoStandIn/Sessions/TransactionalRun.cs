using MongoStandIn.Commands;

namespace MongoStandIn.Sessions;

/// <summary>Runs a command as part of its transaction: one at a time, and whatever fails aborts the transaction.</summary>
internal static class TransactionalRun
{
    public static async ValueTask RunAsync(CommandContext context, Command command, TransactionRequest request)
    {
        var (store, sessions) = (context.Store, context.Server.Sessions);
        SemaphoreSlim gate;
        lock (store.Lock) gate = sessions.Use(request.Key.Session).Gate;
        await gate.WaitAsync(context.Cancellation);
        try
        {
            if (context.EndsTransaction)
            {
                await command.RunAsync(context);
                return;
            }
            lock (store.Lock) context.Transaction = sessions.BeginOrContinue(request, store);
            var isDone = false;
            try
            {
                await command.RunAsync(context);
                isDone = !context.HasFailedStatement;
            }
            finally
            {
                if (!isDone)
                {
                    lock (store.Lock) sessions.AbortAfterError(request.Key);
                }
            }
        }
        finally
        {
            gate.Release();
        }
    }
}
