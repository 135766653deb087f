using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Queue;

/// <summary>
/// Keys that wait to be reconciled. Keyed: many hints for one key are one run. Bounded: a full lane makes its feeds wait. One key is never worked on twice at
/// once; a hint that arrives meanwhile makes it run again afterwards.
/// </summary>
internal sealed class KeyQueue : IDisposable
{
    /// <summary>From this many overtaken runs in a row on, a key waits before it runs again.</summary>
    private const int RerunsAtOnce = 5;

    private static readonly TimeSpan PatienceInterval = TimeSpan.FromSeconds(5);

    /// <summary>A look at all keys is good for this long: each of the metrics asks for itself.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly Dictionary<DocumentKey, QueuedKey> _keys = [];
    private readonly Dictionary<(string Collection, Lane Lane), Queue<QueuedKey>> _waiting = [];
    private readonly Dictionary<(string Collection, BsonValue MongoId), HashSet<DocumentKey>> _byMongoId = [];
    private readonly List<string> _collections;
    private readonly Dictionary<Lane, SemaphoreSlim> _room;
    private readonly SemaphoreSlim _ready = new(0);     // one permit for every waiting key
    private readonly TimeProvider _time;
    private readonly Backoff _backoff;
    private readonly RecentRuns _runs;
    private Dictionary<(string Collection, Side From), long> _oldest = [];
    private long? _lookedAt;
    private int _next;
    private TaskCompletionSource _released = NewReleased(isReleased: true);
    private bool _isDisposed;

    /// <param name="collections">All collections that keys may belong to.</param>
    /// <param name="capacity">How many keys each lane holds, those being worked on included.</param>
    /// <param name="time">The clock.</param>
    /// <param name="backoff">How long a key waits that is overtaken again and again.</param>
    public KeyQueue(IEnumerable<string> collections, int capacity, TimeProvider time, Backoff backoff)
    {
        _collections = [.. collections];
        (_time, _backoff, _runs, Capacity) = (time, backoff, new RecentRuns(time), capacity);
        _room = new Dictionary<Lane, SemaphoreSlim> { [Lane.Live] = new(capacity), [Lane.Bulk] = new(capacity) };
        foreach (var collection in _collections)
        {
            foreach (var lane in Enum.GetValues<Lane>()) _waiting[(collection, lane)] = new Queue<QueuedKey>();
        }
    }

    /// <summary>How many keys each lane holds at most.</summary>
    public int Capacity { get; }

    /// <summary>Of which collections <see cref="KeysOf"/> is asked: where MongoDB's <c>_id</c> makes the key nobody needs to look for it.</summary>
    public Func<string, bool> IsLinked { get; init; } = static _ => true;

    /// <summary>Keys in a lane, those being worked on included.</summary>
    public int Count(Lane lane)
    {
        // Every key holds one place of its lane.
        return Capacity - _room[lane].CurrentCount;
    }

    /// <summary>The oldest hints by collection and side, where there are any. A key that is to be looked at on both sides counts for both.</summary>
    public IReadOnlyList<QueueAge> Ages()
    {
        lock (_lock)
        {
            if (_lookedAt is not { } at || _time.GetElapsedTime(at) >= LookInterval) Look();
            return [.. _oldest.Select(o => new QueueAge(o.Key.Collection, o.Key.From, _time.GetElapsedTime(o.Value)))];
        }
    }

    /// <summary>Whether no key is given out: all wait, and a full lane makes its feed wait.</summary>
    public bool IsHeld => !Released.IsCompleted;

    /// <summary>Completes when keys are given out again; completed while they are.</summary>
    public Task Released
    {
        get { lock (_lock) return _released.Task; }
    }

    /// <summary>Gives out no key from now on; batches that were taken go on.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            if (_released.Task.IsCompleted) _released = NewReleased(isReleased: false);
        }
    }

    /// <summary>Ends <see cref="Hold"/>.</summary>
    public void Release()
    {
        lock (_lock) _released.TrySetResult();
    }

    /// <summary>Whether the key waits or is worked on.</summary>
    public bool Knows(DocumentKey key)
    {
        lock (_lock) return _keys.ContainsKey(key);
    }

    /// <summary>The keys that wait or are worked on and were hinted for these MongoDB documents. What they are about to record is in no ledger yet.</summary>
    public IReadOnlyList<(DocumentKey Key, BsonValue MongoId)> KeysOf(string collection, IEnumerable<BsonValue> mongoIds)
    {
        lock (_lock) return [.. mongoIds.SelectMany(id => _byMongoId.TryGetValue((collection, id), out var keys) ? keys.Select(k => (k, id)) : [])];
    }

    /// <summary>
    /// A key that is worked on is about to belong to a MongoDB document that no hint named. Told before the document is written, or read for the last time: whatever happens to it
    /// from then on finds the key by <see cref="KeysOf"/>, or in the ledger.
    /// </summary>
    public void Link(DocumentKey key, BsonValue mongoId)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue(key, out var known) && known.Link(mongoId) && IsLinked(key.Collection)) Note(known, mongoId);
        }
    }

    /// <summary>Takes a hint, waiting while the lane is full.</summary>
    public ValueTask EnqueueAsync(Hint hint, Lane lane, FeedMark? mark, CancellationToken cancellation) => EnqueueAsync(hint, lane, mark, static () => { }, cancellation);

    /// <summary>As the overload without; tells every few seconds that it still waits: a full queue is no sign of a dead feed.</summary>
    public async ValueTask EnqueueAsync(Hint hint, Lane lane, FeedMark? mark, Action stillWaiting, CancellationToken cancellation)
    {
        var since = _time.GetTimestamp() - (long)(hint.Age.TotalSeconds * _time.TimestampFrequency);
        lock (_lock)
        {
            if (MergeIfKnown(hint, mark, since)) return;
        }
        var room = _room[lane].WaitAsync(cancellation);
        while (!room.IsCompleted)
        {
            await Task.WhenAny(room, Task.Delay(PatienceInterval, _time, cancellation));
            stillWaiting();
        }
        await room;
        lock (_lock)
        {
            if (MergeIfKnown(hint, mark, since))
            {
                // Somebody else brought the key while this hint waited for room.
                _room[lane].Release();
                return;
            }
            var key = new QueuedKey(hint.Key, lane);
            Merge(key, hint, mark, since);
            _keys[hint.Key] = key;
            WaitTurn(key);
        }
    }

    /// <summary>Takes up to <paramref name="size"/> keys of one collection, waiting while there are none; gives none while the queue is held.</summary>
    public Task<IReadOnlyList<ReconcileItem>> TakeAsync(int size, CancellationToken cancellation) => TakeAsync(_ => size, cancellation);

    /// <summary>As the overload with a number, with one of each collection's own.</summary>
    public async Task<IReadOnlyList<ReconcileItem>> TakeAsync(Func<string, int> sizeOf, CancellationToken cancellation)
    {
        while (true)
        {
            await _ready.WaitAsync(cancellation);
            lock (_lock)
            {
                if (!_released.Task.IsCompleted)
                {
                    // The permit is for a key that stays where it is.
                    _ready.Release();
                    return [];
                }
                if (Choose() is not { } queue) continue;
                var size = sizeOf(queue.Peek().Key.Collection);
                var items = new List<ReconcileItem>(Math.Min(size, queue.Count));
                while (items.Count < size && queue.TryDequeue(out var key)) items.Add(key.Take());
                // One permit was spent on one key; the others' are taken too, so that no worker wakes for nothing.
                for (var i = 1; i < items.Count && _ready.Wait(0, CancellationToken.None); i++) { }
                return items;
            }
        }
    }

    /// <summary>Ends the runs of a batch.</summary>
    public void Complete(IReadOnlyList<ReconcileOutcome> outcomes)
    {
        var freed = new List<FeedMark>();
        lock (_lock)
        {
            foreach (var outcome in outcomes)
            {
                var key = _keys[outcome.Key];
                if (outcome.Result == ReconcileResult.Again)
                {
                    key.Return();
                    if (key.Reruns > RerunsAtOnce) WaitLater(key, _backoff.Delay(key.Reruns - RerunsAtOnce));
                    else Wait(key);
                    continue;
                }
                freed.AddRange(key.Finish());
                // What is done in bulk is done once.
                if (key.Lane == Lane.Live) _runs.Ended(key.Key);
                if (key.HasHints) WaitTurn(key);
                else Remove(key);
            }
        }
        foreach (var mark in freed) mark.Complete();
    }

    /// <summary>Gives a batch back that could not be worked on.</summary>
    public void Return(IReadOnlyList<ReconcileItem> items)
    {
        lock (_lock)
        {
            foreach (var item in items)
            {
                _keys[item.Key].Return();
                Wait(_keys[item.Key]);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock) _isDisposed = true;
        _ready.Dispose();
        foreach (var room in _room.Values) room.Dispose();
    }

    private bool MergeIfKnown(in Hint hint, FeedMark? mark, long since)
    {
        if (!_keys.TryGetValue(hint.Key, out var key)) return false;
        Merge(key, hint, mark, since);
        return true;
    }

    private void Merge(QueuedKey key, in Hint hint, FeedMark? mark, long since)
    {
        if (key.Merge(hint, mark, since) && IsLinked(hint.Key.Collection)) Note(key, hint.MongoId!.Value);
    }

    private void Note(QueuedKey key, BsonValue mongoId)
    {
        var place = (key.Key.Collection, mongoId);
        if (_byMongoId.TryGetValue(place, out var keys)) keys.Add(key.Key);
        else _byMongoId[place] = [key.Key];
    }

    private void Look()
    {
        _oldest = [];
        foreach (var key in _keys.Values)
        {
            var from = key.Hints & ~HintSides.Recheck;
            if (from != HintSides.BigPeer) Note(key, Side.Mongo);
            if (from != HintSides.Mongo) Note(key, Side.BigPeer);
        }
        _lookedAt = _time.GetTimestamp();

        void Note(QueuedKey key, Side from)
        {
            var place = (key.Key.Collection, from);
            if (!_oldest.TryGetValue(place, out var known) || key.Since < known) _oldest[place] = key.Since;
        }
    }

    /// <summary>Live before bulk, collections in turn.</summary>
    private Queue<QueuedKey>? Choose()
    {
        foreach (var lane in Enum.GetValues<Lane>())
        {
            for (var i = 0; i < _collections.Count; i++)
            {
                var queue = _waiting[(_collections[(_next + i) % _collections.Count], lane)];
                if (queue.Count == 0) continue;
                _next = (_next + i + 1) % _collections.Count;
                return queue;
            }
        }
        return null;
    }

    private void Wait(QueuedKey key)
    {
        _waiting[(key.Key.Collection, key.Lane)].Enqueue(key);
        _ready.Release();
    }

    private void WaitTurn(QueuedKey key)
    {
        if (_runs.WaitOf(key.Key) is { Ticks: > 0 } delay) WaitLater(key, delay);
        else Wait(key);
    }

    private void WaitLater(QueuedKey key, TimeSpan delay)
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(_ =>
        {
            timer?.Dispose();
            lock (_lock)
            {
                if (!_isDisposed) Wait(key);
            }
        }, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(delay, Timeout.InfiniteTimeSpan);
    }

    private void Remove(QueuedKey key)
    {
        _keys.Remove(key.Key);
        foreach (var id in IsLinked(key.Key.Collection) ? key.MongoIds : [])
        {
            var place = (key.Key.Collection, id);
            if (_byMongoId.TryGetValue(place, out var keys) && keys.Remove(key.Key) && keys.Count == 0) _byMongoId.Remove(place);
        }
        _room[key.Lane].Release();
    }

    private static TaskCompletionSource NewReleased(bool isReleased)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (isReleased) released.SetResult();
        return released;
    }
}
