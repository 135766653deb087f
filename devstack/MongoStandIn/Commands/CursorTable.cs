using System.Security.Cryptography;
using MongoStandIn.Authorization;
using MongoStandIn.Errors;
using MongoStandIn.Sessions;
using MongoStandIn.Storage;

namespace MongoStandIn.Commands;

/// <summary>The open cursors. One that nobody asks for ten minutes is closed.</summary>
internal sealed class CursorTable(TimeProvider time)
{
    private static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<long, Entry> _cursors = [];
    private DateTimeOffset _nextSweep = time.GetUtcNow() + IdleLimit / 10;

    private sealed class Entry(ServerCursor cursor, bool neverExpires)
    {
        public ServerCursor Cursor { get; } = cursor;
        public bool NeverExpires { get; } = neverExpires;
        public bool IsInUse { get; set; }
        public bool IsKilled { get; set; }
        public DateTimeOffset LastUsed { get; set; }
        public CancellationTokenSource Killed { get; } = new();
    }

    public int Count
    {
        get { lock (_lock) return _cursors.Count; }
    }

    public void Add(ServerCursor cursor, bool neverExpires)
    {
        lock (_lock)
        {
            Sweep();
            do cursor.Id = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
            while (cursor.Id == 0 || _cursors.ContainsKey(cursor.Id));
            _cursors.Add(cursor.Id, new Entry(cursor, neverExpires) { LastUsed = time.GetUtcNow() });
        }
    }

    public bool IsChangeStream(long id)
    {
        lock (_lock) return _cursors.TryGetValue(id, out var entry) && entry.Cursor is ChangeStreamCursor;
    }

    /// <summary>Takes a cursor for one getMore. The token ends when somebody kills the cursor meanwhile.</summary>
    public (ServerCursor Cursor, CancellationToken Killed) CheckOut(long id, Namespace ns, CommandContext context)
    {
        lock (_lock)
        {
            Sweep();
            if (!_cursors.TryGetValue(id, out var entry) || entry.IsKilled || entry.Cursor.Transaction is { WhenEnded.IsCompleted: true }) throw new CommandException(ErrorCode.CursorNotFound, $"cursor id {id} not found");
            if (entry.Cursor.Namespace != ns) throw new CommandException(ErrorCode.Unauthorized, $"Requested getMore on namespace '{ns}', but cursor belongs to a different namespace {entry.Cursor.Namespace}");
            if (entry.Cursor.Owner != context.Connection.User) throw new CommandException(ErrorCode.Unauthorized, $"cursor id {id} was not created by the authenticated user");
            CheckTransaction(entry.Cursor, context.Transaction);
            if (entry.IsInUse) throw new CommandException(ErrorCode.CursorInUse, $"cursor id {id} is already in use");
            entry.IsInUse = true;
            return (entry.Cursor, entry.Killed.Token);
        }
    }

    public void CheckIn(ServerCursor cursor, bool keep)
    {
        lock (_lock)
        {
            if (!_cursors.TryGetValue(cursor.Id, out var entry)) return;
            entry.IsInUse = false;
            entry.LastUsed = time.GetUtcNow();
            if (!keep || entry.IsKilled) Remove(cursor.Id, entry);
        }
    }

    /// <summary>False when there is no such cursor.</summary>
    /// <exception cref="CommandException">It is another user's, and <paramref name="mayKillAny"/> is not said: error 13.</exception>
    public bool Kill(long id, UserName? user, bool mayKillAny)
    {
        lock (_lock)
        {
            if (_cursors.TryGetValue(id, out var other) && other.Cursor.Owner != user && !mayKillAny) throw new CommandException(ErrorCode.Unauthorized, $"not authorized to kill cursor {id}");
            if (!_cursors.TryGetValue(id, out var entry) || entry.IsKilled) return false;
            entry.IsKilled = true;
            if (entry.IsInUse) entry.Killed.Cancel();
            else Remove(id, entry);
            return true;
        }
    }

    /// <summary>Kills every cursor that <paramref name="concerns"/> picks.</summary>
    public void KillAll(Func<ServerCursor, bool> concerns)
    {
        lock (_lock)
        {
            foreach (var (id, entry) in _cursors)
            {
                if (entry.IsKilled || !concerns(entry.Cursor)) continue;
                entry.IsKilled = true;
                if (entry.IsInUse) entry.Killed.Cancel();
                else Remove(id, entry);
            }
        }
    }

    /// <summary>A cursor of a transaction is read in that transaction only, and no other in one.</summary>
    private static void CheckTransaction(ServerCursor cursor, Transaction? transaction)
    {
        if (cursor.Transaction == transaction) return;
        if (cursor.Transaction is null) throw CommandException.Location(50739, $"Cannot run getMore on cursor {cursor.Id}, which was not created in a transaction, in a transaction");
        throw transaction is null
            ? CommandException.Location(50740, $"Cannot run getMore on cursor {cursor.Id}, which was created in a transaction, without a transaction")
            : CommandException.Location(50741, $"Cannot run getMore on cursor {cursor.Id}, which was created in transaction {cursor.Transaction.Key.TxnNumber}, in transaction {transaction.Key.TxnNumber}");
    }

    private void Sweep()
    {
        var now = time.GetUtcNow();
        if (now < _nextSweep) return;
        _nextSweep = now + IdleLimit / 10;
        foreach (var (id, entry) in _cursors)
            if (!entry.IsInUse && ((!entry.NeverExpires && now - entry.LastUsed > IdleLimit) || entry.Cursor.Transaction is { WhenEnded.IsCompleted: true })) Remove(id, entry);
    }

    private void Remove(long id, Entry entry)
    {
        _cursors.Remove(id);
        entry.Cursor.Dispose();
        entry.Killed.Dispose();
    }
}
