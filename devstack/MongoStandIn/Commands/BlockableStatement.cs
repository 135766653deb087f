using MongoStandIn.Errors;
using MongoStandIn.Sessions;

namespace MongoStandIn.Commands;

/// <summary>Runs what changes the store under its lock; what a transaction stands in the way of is run again when that has ended.</summary>
internal static class BlockableStatement
{
    /// <exception cref="CommandException">The command's time is over first: error 50.</exception>
    public static async ValueTask<T> RunAsync<T>(CommandContext context, Func<T> run)
    {
        var start = context.Server.Time.GetTimestamp();
        while (true)
        {
            Transaction blocker;
            try
            {
                lock (context.Store.Lock) return run();
            }
            catch (BlockedByTransactionException e)
            {
                blocker = e.Transaction;
            }
            await WaitAsync(context, blocker, start);
        }
    }

    /// <summary>Runs a change of a collection's definition, for which no transaction may be using the collection.</summary>
    public static async ValueTask DefineAsync(CommandContext context, Func<Transaction, bool> concerns, Action run) => await RunAsync(context, () =>
    {
        if (context.Store.Transactions.FirstOrDefault(t => t != context.Transaction && concerns(t)) is { } blocker) throw new BlockedByTransactionException(blocker);
        run();
        return true;
    });

    private static async ValueTask WaitAsync(CommandContext context, Transaction blocker, long start)
    {
        // A transaction ends at its lifetime's end at the latest.
        if (context.TimeLimit is not { } limit)
        {
            await blocker.WhenEnded.WaitAsync(context.Cancellation);
            return;
        }
        var rest = limit - context.Server.Time.GetElapsedTime(start);
        try
        {
            await blocker.WhenEnded.WaitAsync(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, context.Server.Time, context.Cancellation);
        }
        catch (TimeoutException)
        {
            throw new CommandException(ErrorCode.MaxTimeMSExpired, "operation exceeded time limit");
        }
    }
}
