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

    // MongoDB shortens the messages of the errors beyond this, and then leaves them out: an answer must fit into a message.
    private const int MaxErrorBytes = 1 << 20;

    private readonly CommandContext _context;
    private readonly bool _isOrdered;
    private readonly int _firstStatement;
    private readonly RawValue _statements;
    private readonly List<(int Index, CommandException Error)> _errors = [];
    private readonly List<int> _retried = [];

    /// <summary>Whether the command asked that documents be written whatever the collection's validator says.</summary>
    public bool BypassesValidation { get; }

    public WriteBatch(CommandContext context, int count)
    {
        _context = context;
        var arguments = context.Arguments;
        _isOrdered = arguments.Boolean("ordered", fallback: true);
        _firstStatement = (int)(arguments.Integer("stmtId") ?? 0);
        _statements = arguments.Array("stmtIds");
        BypassesValidation = arguments.Boolean("bypassDocumentValidation");
        if (count is 0 or > MaxStatements) throw new CommandException(ErrorCode.InvalidLength, $"Write batch sizes must be between 1 and {MaxStatements}. Got {count} operations.");
    }

    /// <param name="count">How many statements there are.</param>
    /// <param name="run">Runs the statement with an index, under the store's lock; again when a transaction was in its way.</param>
    /// <param name="done">Takes the outcome of a statement, freshly run or remembered.</param>
    public async ValueTask RunAsync(int count, Func<int, StatementOutcome> run, Action<int, StatementOutcome> done)
    {
        for (var i = 0; i < count; i++)
        {
            var index = i;
            try
            {
                done(index, await BlockableStatement.RunAsync(_context, () => Once(index, run)));
                if (_context.ClosesConnection) return;
            }
            catch (CommandException e) when (!EndsCommand(e.Code))
            {
                _errors.Add((index, e));
                if (_isOrdered || _context.IsTransactional) break;
            }
            catch (BsonFormatException e)
            {
                _errors.Add((index, new CommandException(ErrorCode.InvalidBSON, e.Message)));
                if (_isOrdered || _context.IsTransactional) break;
            }
        }
        _context.HasFailedStatement = _errors.Count > 0;
    }

    /// <summary>Whether an error is that of the whole command and not of one statement.</summary>
    private bool EndsCommand(ErrorCode code) => code is ErrorCode.MaxTimeMSExpired or ErrorCode.TransactionTooOld
        || (_context.IsTransactional && code is ErrorCode.WriteConflict or ErrorCode.SnapshotUnavailable or ErrorCode.OperationNotSupportedInTransaction);

    /// <summary>Writes the errors and what was answered from memory.</summary>
    public void WriteErrors()
    {
        var reply = _context.Reply;
        if (_errors.Count > 0)
        {
            var start = reply.Length;
            reply.StartArray("writeErrors");
            foreach (var (index, error) in _errors)
            {
                reply.StartDocument("");
                reply.Int32("index", index);
                reply.Int32("code", (int)error.Code);
                error.Details?.Invoke(reply);
                reply.String("errmsg", reply.Length - start > MaxErrorBytes ? "" : error.Message);
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
