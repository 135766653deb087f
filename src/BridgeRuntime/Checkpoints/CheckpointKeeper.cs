using BridgeRuntime.Feeds;

namespace BridgeRuntime.Checkpoints;

/// <summary>Holds the checkpoint while the bridge runs and saves it when it has changed, never more than once an interval.</summary>
internal sealed class CheckpointKeeper(CheckpointStore store, Checkpoint start, Func<long> transaction, TimeSpan interval, IFeedObserver observer, RetryLoop retry, TimeProvider time)
{
    /// <summary>Where only the database moved on, the position is saved this often: often enough for any oplog, and almost no writes.</summary>
    public static readonly TimeSpan IdleInterval = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Checkpoint _current = start;
    private Checkpoint _saved = start;
    private List<TaskCompletionSource> _waiting = [];
    private bool _isUrgent;
    private long _savedAt = time.GetTimestamp();

    public Checkpoint Current
    {
        get { lock (_lock) return _current; }
    }

    /// <summary>What a start would go on from.</summary>
    public Checkpoint Saved
    {
        get { lock (_lock) return _saved; }
    }

    /// <param name="change">Makes the new checkpoint of the old.</param>
    /// <param name="urgent">Whether work is done that a restart would repeat.</param>
    public void Update(Func<Checkpoint, Checkpoint> change, bool urgent = true)
    {
        lock (_lock)
        {
            _current = change(_current);
            _isUrgent |= urgent;
        }
    }

    /// <summary>As <see cref="Update"/>; completes when it is saved, at the next interval or when the bridge stops.</summary>
    public Task SavedAsync(Func<Checkpoint, Checkpoint> change)
    {
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            Update(change);
            _waiting.Add(saved);
        }
        return saved.Task;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            if (IsDue()) await retry.RunAsync(SaveAsync, cancellation);
            else observer.CheckpointSaved();
            retry.Succeeded();
            observer.Tick(LoopName.Checkpoint);
        }
    }

    /// <summary>Saves what there is to save.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        Checkpoint checkpoint;
        List<TaskCompletionSource> waiting;
        lock (_lock)
        {
            if (ReferenceEquals(_current, _saved)) return;
            (checkpoint, waiting) = (_current, [.. _waiting]);
            _isUrgent = false;
        }
        await store.SaveAsync(checkpoint with { Transaction = transaction() }, cancellation);
        lock (_lock)
        {
            _saved = checkpoint;
            _savedAt = time.GetTimestamp();
            _waiting = [.. _waiting.Except(waiting)];
        }
        foreach (var saved in waiting) saved.SetResult();
        observer.CheckpointSaved();
    }

    private bool IsDue()
    {
        lock (_lock) return _isUrgent || (!ReferenceEquals(_current, _saved) && time.GetElapsedTime(_savedAt) >= IdleInterval);
    }
}
