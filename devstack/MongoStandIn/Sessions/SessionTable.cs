using MongoStandIn.Commands;
using MongoStandIn.Errors;
using MongoStandIn.Storage;

namespace MongoStandIn.Sessions;

/// <summary>
/// The sessions: which statements they have run under their latest number, so that a retried one is answered and not run again, and the
/// transactions they are in. Used under the store's lock, which makes "not yet run" and "run" one step.
/// </summary>
internal sealed class SessionTable(TimeProvider time)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    private readonly Dictionary<Guid, ServerSession> _sessions = [];
    private DateTimeOffset _nextSweep = time.GetUtcNow() + Timeout;

    /// <summary>How long a transaction may take before the server aborts it (<c>transactionLifetimeLimitSeconds</c>).</summary>
    public TimeSpan TransactionLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The session, which is made when it is not there, as used now.</summary>
    public ServerSession Use(Guid id)
    {
        Sweep();
        if (!_sessions.TryGetValue(id, out var session)) _sessions.Add(id, session = new ServerSession());
        session.LastUsed = time.GetUtcNow();
        return session;
    }

    /// <summary>The remembered outcome of a statement; null when it has not run.</summary>
    /// <exception cref="CommandException">The session has gone on to a higher number: error 225.</exception>
    public StatementOutcome? Find(RetryKey key, int statement) => OpenForRetry(key).Statements.GetValueOrDefault(statement);

    public void Record(RetryKey key, int statement, StatementOutcome outcome) => OpenForRetry(key).Statements[statement] = outcome;

    /// <summary>Begins the transaction, or gives the one in progress.</summary>
    public Transaction BeginOrContinue(TransactionRequest request, Store store)
    {
        var ((id, number), starts) = request;
        var session = Use(id);
        if (number < session.TxnNumber)
            throw new CommandException(ErrorCode.TransactionTooOld, $"Cannot start transaction with {{ txnNumber: {number} }} on session {id} because a newer transaction with txnNumber {{ txnNumber: {session.TxnNumber} }} has already started on this session.");
        if (!starts) return Current(session, number);
        if (number == session.TxnNumber) throw CommandException.Location(50911, $"Cannot start a transaction at given transaction number {number} a transaction with the same number is in state {session.State}");
        session.Advance(number);
        session.State = TransactionState.InProgress;
        session.Transaction = new Transaction(store, request.Key, time.GetUtcNow() + TransactionLifetime);
        store.Transactions.Add(session.Transaction);
        return session.Transaction;
    }

    /// <summary>Commits; again when it is committed already, which changes nothing.</summary>
    /// <exception cref="CommandException">There is none, or it was aborted: error 251.</exception>
    public void Commit(RetryKey key)
    {
        var session = Use(key.Session);
        if (key.TxnNumber == session.TxnNumber && session.State == TransactionState.Committed) return;
        Current(session, key.TxnNumber).Commit();
        session.Transaction = null;
        session.State = TransactionState.Committed;
    }

    /// <exception cref="CommandException">There is none in progress: error 251, or 256 when it is committed.</exception>
    public void Abort(RetryKey key)
    {
        var session = Use(key.Session);
        _ = Current(session, key.TxnNumber);
        session.Abort();
    }

    /// <summary>Ends the transaction that a failed command was part of, if it is still in progress.</summary>
    public void AbortAfterError(RetryKey key)
    {
        if (_sessions.TryGetValue(key.Session, out var session) && session.TxnNumber == key.TxnNumber) session.Abort();
    }

    public void End(Guid id)
    {
        if (_sessions.Remove(id, out var session)) session.Abort();
    }

    /// <summary>Ends all sessions.</summary>
    public void EndAll()
    {
        foreach (var id in _sessions.Keys.ToList()) End(id);
    }

    /// <summary>Aborts the transactions whose time is over.</summary>
    public void AbortExpired()
    {
        var now = time.GetUtcNow();
        foreach (var session in _sessions.Values)
            if (session.Transaction is { } transaction && transaction.Expires <= now) session.Abort();
    }

    private static Transaction Current(ServerSession session, long number)
    {
        if (number != session.TxnNumber || session.State == TransactionState.None)
            throw new CommandException(ErrorCode.NoSuchTransaction, $"Given transaction number {number} does not match any in-progress transactions. The active transaction number is {session.TxnNumber}");
        if (session.State == TransactionState.Committed) throw new CommandException(ErrorCode.TransactionCommitted, $"Transaction with {{ txnNumber: {number} }} has been committed.");
        return session.Transaction ?? throw new CommandException(ErrorCode.NoSuchTransaction, $"Transaction with {{ txnNumber: {number} }} has been aborted.");
    }

    private ServerSession OpenForRetry(RetryKey key)
    {
        var session = Use(key.Session);
        if (key.TxnNumber < session.TxnNumber)
            throw new CommandException(ErrorCode.TransactionTooOld, $"Retryable write with txnNumber {key.TxnNumber} is prohibited on session {key.Session} because a newer retryable write with txnNumber {session.TxnNumber} has already started on this session.");
        if (key.TxnNumber > session.TxnNumber) session.Advance(key.TxnNumber);
        else if (session.State != TransactionState.None) throw new CommandException(ErrorCode.InvalidOptions, "Must specify autocommit=false on all operations of a multi-statement transaction.");
        return session;
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep) return;
        _nextSweep = now + Timeout / 10;
        foreach (var (id, session) in _sessions)
            if (now - session.LastUsed > Timeout) End(id);
    }
}
