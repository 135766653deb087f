namespace ControllerRuntime.Queue;

/// <summary>
/// Keys that want work: each at most once, and never taken while it is worked on; a key that is added meanwhile comes again afterwards. Holds at most one
/// entry for each key, so its size is bounded by the number of objects.
/// </summary>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly Queue<(TKey Key, long AddedAt)> _waiting = new();
    private readonly HashSet<TKey> _isWaiting = [];
    private readonly Dictionary<TKey, bool> _working = [];    // → whether it was added again meanwhile
    private readonly Dictionary<TKey, long> _due = [];
    private readonly PriorityQueue<TKey, long> _delayed = new();
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly ITimer _timer;

    /// <param name="backoff">How long a key waits that failed.</param>
    /// <param name="time">The clock.</param>
    public WorkQueue(Backoff backoff, TimeProvider time)
    {
        (_backoff, _time) = (backoff, time);
        _timer = time.CreateTimer(static q => ((WorkQueue<TKey>)q!).AddDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys that wait to be taken, the delayed ones not among them.</summary>
    public int Depth
    {
        get { lock (_lock) return _waiting.Count; }
    }

    /// <summary>Keys that come later.</summary>
    public int Delayed
    {
        get { lock (_lock) return _due.Count; }
    }

    /// <summary>How long the key has waited that is taken next; zero when none waits.</summary>
    public TimeSpan OldestAge
    {
        get { lock (_lock) return _waiting.TryPeek(out var oldest) ? _time.GetElapsedTime(oldest.AddedAt) : TimeSpan.Zero; }
    }

    public void Add(TKey key)
    {
        lock (_lock) AddLocked(key);
    }

    /// <summary>Adds the key later; of several times the earliest counts. Whoever takes the key before then takes that wish along.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        lock (_lock)
        {
            var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
            if (_due.TryGetValue(key, out var earlier) && earlier <= due) return;
            _due[key] = due;
            _delayed.Enqueue(key, due);
            SetTimer();
        }
    }

    /// <summary>Adds the key after a wait that doubles with each call until <see cref="Forget"/>.</summary>
    /// <returns>The wait.</returns>
    public TimeSpan AddFailed(TKey key)
    {
        TimeSpan delay;
        lock (_lock)
        {
            var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            delay = _backoff.Delay(failures);
        }
        AddAfter(key, delay);
        return delay;
    }

    /// <summary>The key is well again: its next failure waits the shortest time.</summary>
    public void Forget(TKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    /// <summary>Waits for a key. <see cref="Done"/> must follow.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellation)
    {
        await _ready.WaitAsync(cancellation);
        lock (_lock)
        {
            var (key, _) = _waiting.Dequeue();
            _isWaiting.Remove(key);
            _working[key] = false;
            _due.Remove(key);
            return key;
        }
    }

    /// <summary>The key is not worked on any more.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            if (_working.Remove(key, out var again) && again) AddLocked(key);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _ready.Dispose();
    }

    private void AddLocked(TKey key)
    {
        if (_working.ContainsKey(key))
        {
            _working[key] = true;
            return;
        }
        if (!_isWaiting.Add(key)) return;
        _waiting.Enqueue((key, _time.GetTimestamp()));
        _ready.Release();
    }

    private void AddDue()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            while (_delayed.TryPeek(out var key, out var due) && due <= now)
            {
                _delayed.Dequeue();
                // Not the entry that counts: it was taken meanwhile, or an earlier one was.
                if (!_due.TryGetValue(key, out var counts) || counts != due) continue;
                _due.Remove(key);
                AddLocked(key);
            }
            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (!_delayed.TryPeek(out _, out var due)) return;
        var wait = TimeSpan.FromSeconds((double)(due - _time.GetTimestamp()) / _time.TimestampFrequency);
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
