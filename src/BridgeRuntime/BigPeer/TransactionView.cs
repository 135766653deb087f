namespace BridgeRuntime.BigPeer;

/// <summary>
/// The highest transaction this bridge has seen, which its reads must not be older than, and which transactions are its own, so that a poll can tell whether
/// anybody else wrote.
/// </summary>
internal sealed class TransactionView
{
    /// <summary>Own transactions remembered between two looks; beyond, everything counts as foreign, which costs one pass.</summary>
    private const int MostRemembered = 100_000;

    private readonly Lock _lock = new();
    private readonly HashSet<long> _own = [];
    private readonly HashSet<TaskCompletionSource> _writing = [];
    private long _highest;
    private bool _overflowed;

    public long Highest => Interlocked.Read(ref _highest);

    public void Seen(long transaction)
    {
        for (var known = Highest; transaction > known; known = Highest)
        {
            if (Interlocked.CompareExchange(ref _highest, transaction, known) == known) return;
        }
    }

    /// <summary>A statement that writes is sent; it is under way until this is disposed of.</summary>
    public Write BeginWrite()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _writing.Add(ended);
        return new Write(this, ended);
    }

    public void Wrote(long transaction)
    {
        Seen(transaction);
        lock (_lock)
        {
            if (_own.Count < MostRemembered) _own.Add(transaction);
            else _overflowed = true;
        }
    }

    /// <summary>
    /// Whether somebody else wrote after <paramref name="mark"/>, up to <paramref name="current"/>. Sound where transactions are numbered without gaps; where
    /// there are gaps it answers yes.
    /// </summary>
    public bool HasForeign(long mark, long current)
    {
        lock (_lock) return _overflowed || current < mark || current - mark > _own.Count(t => t > mark && t <= current);
    }

    /// <summary>
    /// As <see cref="HasForeign"/>. What this bridge has under way may be seen already, and shows as its own only when it is acknowledged, so that is waited for.
    /// </summary>
    /// <param name="mark">Everything up to it has been looked at.</param>
    /// <param name="current">What a look came to that has just been answered.</param>
    /// <param name="patience">How long a write that is under way is waited for; after it what is not acknowledged counts as foreign.</param>
    /// <param name="time">The clock of that.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<bool> HasForeignAsync(long mark, long current, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        if (!HasForeign(mark, current)) return false;
        Task[] writing;
        lock (_lock) writing = [.. _writing.Select(static w => w.Task)];
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.WhenAll(writing), Task.Delay(patience, time, over.Token));
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return HasForeign(mark, current);
    }

    /// <summary>Forgets own transactions up to a mark that has been dealt with.</summary>
    public void Forget(long mark)
    {
        lock (_lock)
        {
            _own.RemoveWhere(t => t <= mark);
            _overflowed = false;
        }
    }

    private void Ended(TaskCompletionSource write)
    {
        lock (_lock) _writing.Remove(write);
        write.SetResult();
    }

    /// <summary>A write that is under way.</summary>
    public readonly struct Write(TransactionView view, TaskCompletionSource ended) : IDisposable
    {
        public void Dispose() => view.Ended(ended);
    }
}
