using MongoC.Bson;
using MongoStandIn.Errors;
using MongoStandIn.Sessions;
using MongoStandIn.Storage;

namespace MongoStandIn.ChangeStreams;

/// <summary>What happened, in order, within limits that can be changed. Readers address it by sequence numbers, which go on for ever.</summary>
internal sealed class Oplog(ClusterClock clock, OplogLimits limits)
{
    private readonly Lock _lock = new();
    private OplogEntry[] _ring = new OplogEntry[Math.Min(limits.Entries, 1024)];
    private long _first;
    private long _next;
    private long _bytes;
    private BsonTimestamp _trimmed = clock.Now;
    private TaskCompletionSource? _appended;
    private OplogLimits _limits = limits;

    /// <summary>The sequence number that the next entry will get, and a time that is after every entry there is and not after the next.</summary>
    public (long Sequence, BsonTimestamp Time) Tail
    {
        get
        {
            lock (_lock)
            {
                var now = clock.Now;
                return (_next, now with { Increment = now.Increment + 1 });
            }
        }
    }

    /// <summary>What it may hold. Smaller limits hold at once: the oldest entries go.</summary>
    public OplogLimits Limits
    {
        get { lock (_lock) return _limits; }
        set
        {
            lock (_lock)
            {
                _limits = value;
                // The latest entry stays, as MongoDB keeps it: it is where the set has come to.
                while (_next - _first > 1 && _ring[_first % _ring.Length].Time != _ring[(_next - 1) % _ring.Length].Time && Exceeds(0, 0)) Trim();
            }
        }
    }

    /// <summary>The number of the oldest entry, how many there are, and their bytes.</summary>
    public (long First, long Count, long Bytes) Extent
    {
        get { lock (_lock) return (_first, _next - _first, _bytes); }
    }

    public void Append(OplogEntry entry) => Append([entry]);

    /// <summary>Appends what a transaction did: all of it happened at one time.</summary>
    public void AppendTransaction(IReadOnlyList<OplogEntry> entries, RetryKey transaction)
    {
        for (var i = 0; i < entries.Count; i++) (entries[i].Transaction, entries[i].Operation) = (transaction, i);
        Append(entries);
    }

    private void Append(IReadOnlyList<OplogEntry> entries)
    {
        TaskCompletionSource? appended;
        lock (_lock)
        {
            var (time, wall) = (clock.Next(), clock.WallMilliseconds);
            foreach (var entry in entries)
            {
                (entry.Time, entry.WallMilliseconds) = (time, wall);
                while (_next > _first && _ring[_first % _ring.Length].Time != time && Exceeds(1, entry.Size)) Trim();
                if (_next - _first == _ring.Length) Grow();
                _ring[_next % _ring.Length] = entry;
                _next++;
                _bytes += entry.Size;
            }
            appended = _appended;
            _appended = null;
        }
        appended?.SetResult();
    }

    /// <summary>The entry with a number. False when it is not there yet, or not any more (<paramref name="isLost"/>).</summary>
    public bool TryGet(long sequence, out OplogEntry entry, out bool isLost)
    {
        lock (_lock)
        {
            isLost = sequence < _first;
            entry = null!;
            if (isLost || sequence >= _next) return false;
            entry = _ring[sequence % _ring.Length];
            return true;
        }
    }

    /// <summary>The entries that are one document of the oplog, beginning with a number: a transaction's all, else one. Null when there is none yet.</summary>
    /// <exception cref="CommandException">They are gone: error 136.</exception>
    public IReadOnlyList<OplogEntry>? ReadOperation(long sequence)
    {
        if (!TryGet(sequence, out var entry, out var isLost)) return isLost ? throw OplogDocuments.Lost() : null;
        if (entry.Transaction is null) return [entry];
        var entries = new List<OplogEntry>();
        for (; TryGet(sequence, out var next, out _) && next.Time == entry.Time; sequence++) entries.Add(next);
        return entries;
    }

    /// <summary>The number of the first entry at or after a time; null when entries of that time may be gone.</summary>
    public long? Seek(BsonTimestamp time)
    {
        lock (_lock)
        {
            if (time.CompareTo(_trimmed) <= 0 && !(_first == 0 && time == _trimmed)) return null;
            long low = _first, high = _next;
            while (low < high)
            {
                var middle = low + (high - low) / 2;
                if (_ring[middle % _ring.Length].Time.CompareTo(time) < 0) low = middle + 1;
                else high = middle;
            }
            return low;
        }
    }

    /// <summary>Completes when there is an entry with the number; at once if there is.</summary>
    public Task WhenReached(long sequence)
    {
        lock (_lock)
        {
            if (_next > sequence) return Task.CompletedTask;
            return (_appended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool Exceeds(int entries, long bytes) =>
        (_next - _first + entries > _limits.Entries || _bytes + bytes > _limits.Bytes)
        && clock.WallMilliseconds - _ring[_first % _ring.Length].WallMilliseconds >= _limits.Retention.TotalMilliseconds;

    /// <summary>Drops the oldest entry; of a transaction all, since nobody could begin in its middle.</summary>
    private void Trim()
    {
        do TrimOne();
        while (_next > _first && _ring[_first % _ring.Length].Time == _trimmed);
    }

    private void TrimOne()
    {
        ref var slot = ref _ring[_first % _ring.Length];
        _trimmed = slot.Time;
        _bytes -= slot.Size;
        slot = null!;
        _first++;
    }

    private void Grow()
    {
        var larger = new OplogEntry[(int)Math.Min(int.MaxValue / 16, _ring.Length * 2L)];
        for (var i = _first; i < _next; i++) larger[i % larger.Length] = _ring[i % _ring.Length];
        _ring = larger;
    }
}
