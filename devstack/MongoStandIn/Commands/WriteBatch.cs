using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.FailPoints;
using MongoStandIn.Values;

namespace MongoStandIn.Commands;

/// <summary>
/// Runs the statements of one write command: each atomically under the store's lock, a retried one from memory, an error of one ending
/// the batch only when it is ordered.
/// </summary>
internal sealed class WriteBatch
{
    public const int MaxStatements = 100_000;

    private readonly CommandContext _context;
    private readonly bool _isOrdered;
    private readonly int _firstStatement;
    private readonly RawValue _statements;
    private readonly List<(int Index, CommandException Error)> _errors = [];
    private readonly List<int> _retried = [];

    public WriteBatch(CommandContext context, int count)
    {
        _context = context;
        var arguments = context.Arguments;
        _isOrdered = arguments.Boolean("ordered", fallback: true);
        _firstStatement = (int)(arguments.Integer("stmtId") ?? 0);
        _statements = arguments.Array("stmtIds");
        arguments.Accept("bypassDocumentValidation");
        if (count is 0 or > MaxStatements) throw new CommandException(ErrorCode.InvalidLength, $"Write batch sizes must be between 1 and {MaxStatements}. Got {count} operations.");
    }

    /// <param name="count">How many statements there are.</param>
    /// <param name="run">Runs the statement with an index, under the store's lock.</param>
    /// <param name="done">Takes the outcome of a statement, freshly run or remembered.</param>
    public void Run(int count, Func<int, StatementOutcome> run, Action<int, StatementOutcome> done)
    {
        for (var i = 0; i < count; i++)
        {
            try
            {
                lock (_context.Store.Lock) done(i, Once(i, run));
            }
            catch (CommandException e) when (e.Code is not (ErrorCode.MaxTimeMSExpired or ErrorCode.TransactionTooOld))
            {
                _errors.Add((i, e));
                if (_isOrdered) return;
            }
            catch (BsonFormatException e)
            {
                _errors.Add((i, new CommandException(ErrorCode.InvalidBSON, e.Message)));
                if (_isOrdered) return;
            }
        }
    }

    /// <summary>Writes the errors and what was answered from memory.</summary>
    public void WriteErrors()
    {
        var reply = _context.Reply;
        if (_errors.Count > 0)
        {
            reply.StartArray("writeErrors");
            foreach (var (index, error) in _errors)
            {
                reply.StartDocument("");
                reply.Int32("index", index);
                reply.Int32("code", (int)error.Code);
                error.Details?.Invoke(reply);
                reply.String("errmsg", error.Message);
                reply.End();
            }
            reply.End();
        }
        if (_retried.Count == 0) return;
        reply.StartArray("retriedStmtIds");
        foreach (var statement in _retried) reply.Int32("", statement);
        reply.End();
    }

    private StatementOutcome Once(int index, Func<int, StatementOutcome> run)
    {
        if (_context.Retry is not { } key) return run(index);
        var statement = StatementId(index);
        var sessions = _context.Server.Sessions;
        if (sessions.Find(key, statement) is { } remembered)
        {
            _retried.Add(statement);
            return remembered;
        }
        var failure = TransactionalWriteFailure.Begin(_context);
        var outcome = run(index);
        sessions.Record(key, statement, outcome);
        failure.End(_context);
        return outcome;
    }

    private int StatementId(int index)
    {
        if (_statements.IsMissing) return _firstStatement + index;
        var ids = RawDocument.Values(_statements.Bytes);
        return index < ids.Count && ids[index].TryGetInteger(out var id) ? (int)id : throw new CommandException(ErrorCode.InvalidOptions, "Number of statement ids must match the number of batch entries.");
    }
}
