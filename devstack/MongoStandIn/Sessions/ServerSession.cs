using MongoStandIn.Commands;

namespace MongoStandIn.Sessions;

/// <summary>What the server keeps of a session: its latest number, and what was done under it.</summary>
internal sealed class ServerSession
{
    public long TxnNumber { get; set; } = -1;

    public TransactionState State { get; set; }

    /// <summary>Set while one is in progress.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>The statements of a retryable write that were run, and what they did.</summary>
    public Dictionary<int, StatementOutcome> Statements { get; } = [];

    public DateTimeOffset LastUsed { get; set; }

    /// <summary>Held by the command that runs in a transaction: one at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1);

    /// <summary>Goes on to a higher number; what was in progress under the old one is aborted.</summary>
    public void Advance(long number)
    {
        Abort();
        TxnNumber = number;
        State = TransactionState.None;
        Statements.Clear();
    }

    public void Abort()
    {
        if (Transaction is null) return;
        Transaction.Abort();
        Transaction = null;
        State = TransactionState.Aborted;
    }
}
