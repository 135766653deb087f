using MongoStandIn.Errors;

namespace MongoStandIn.Commands;

/// <summary>
/// The statements that sessions have run under their latest transaction number, so that a retried one is answered and not run again.
/// Used under the store's lock, which makes "not yet run" and "run" one step.
/// </summary>
internal sealed class SessionTable(TimeProvider time)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    private readonly Dictionary<Guid, Session> _sessions = [];
    private DateTimeOffset _nextSweep = time.GetUtcNow() + Timeout;

    private sealed class Session
    {
        public long TxnNumber { get; set; } = -1;
        public Dictionary<int, StatementOutcome> Statements { get; } = [];
        public DateTimeOffset LastUsed { get; set; }
    }

    /// <summary>The remembered outcome of a statement; null when it has not run.</summary>
    /// <exception cref="CommandException">The session has gone on to a higher number: error 225.</exception>
    public StatementOutcome? Find(RetryKey key, int statement)
    {
        var session = Open(key);
        return session.Statements.GetValueOrDefault(statement);
    }

    public void Record(RetryKey key, int statement, StatementOutcome outcome) => Open(key).Statements[statement] = outcome;

    public void End(Guid session) => _sessions.Remove(session);

    private Session Open(RetryKey key)
    {
        Sweep();
        if (!_sessions.TryGetValue(key.Session, out var session)) _sessions.Add(key.Session, session = new Session());
        session.LastUsed = time.GetUtcNow();
        if (key.TxnNumber < session.TxnNumber)
            throw new CommandException(ErrorCode.TransactionTooOld, $"Retryable write with txnNumber {key.TxnNumber} is prohibited on session {key.Session} because a newer retryable write with txnNumber {session.TxnNumber} has already started on this session.");
        if (key.TxnNumber > session.TxnNumber)
        {
            session.TxnNumber = key.TxnNumber;
            session.Statements.Clear();
        }
        return session;
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep) return;
        _nextSweep = now + Timeout / 10;
        foreach (var (id, session) in _sessions)
            if (now - session.LastUsed > Timeout) _sessions.Remove(id);
    }
}
