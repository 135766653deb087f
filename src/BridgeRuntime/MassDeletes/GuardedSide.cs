using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.MassDeletes;

/// <summary>
/// The deletes that one side's lack of documents causes in one collection: how many there were within the window, how many are being written, and whether they are held.
/// </summary>
internal sealed class GuardedSide(string collection, Side lacking, MassDeleteGuardSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>A look at the whole ledger is worth it when the deletes have come this part of the way to the limit, and each time they have doubled.</summary>
    private const int FirstLook = 16;

    /// <summary>
    /// What is saved counts this part of the run's deletes ahead, so that ten thousand of them, one by one, take some 60 writes. A restart takes them for written: it may count an eighth too many of each
    /// run, and what was in flight twice, and never too few.
    /// </summary>
    private const int SavedAhead = 8;

    private readonly Lock _lock = new();
    private readonly DeleteWindow _window = new(settings.Window, time);
    private readonly DeleteLimit _limit = new(settings);
    private long _ahead;        // deletes that are saved as counted and have not begun
    private long _savedAt;
    private long _ofThisRun;
    private int _decisions;     // how often a person has decided
    private long _pending;
    private long _inFlight;
    private long _begun;
    private long _lookedAt;

    public string Collection => collection;

    public Side Lacking => lacking;

    /// <summary>Decisions are made one at a time.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public MassDeleteBlock? Block { get; set; }

    public MassDeleteRelease? Release { get; set; }

    /// <summary>As many documents as are lacking by the last look; meaningful while there is a block.</summary>
    public long Missing { get; set; }

    /// <summary>When <see cref="Missing"/> last changed.</summary>
    public long ChangedAt { get; set; }

    /// <summary>When the last cheap look was, and how many deletes there had been by then.</summary>
    public (long At, long Recent)? Glance { get; set; }

    /// <summary>Documents that the ledger knew when it was last asked.</summary>
    public long Known { get; set; }

    /// <summary>Deletes within the window, those that are being written included.</summary>
    public long Recent
    {
        get { lock (_lock) return _window.Total + _pending; }
    }

    /// <summary>Deletes that are written and within the window.</summary>
    public long Written
    {
        get { lock (_lock) return _window.Total; }
    }

    /// <summary>All deletes ever begun, and those of them that are being written.</summary>
    public (long Begun, long InFlight) Writing
    {
        get { lock (_lock) return (_begun, _inFlight); }
    }

    /// <summary>What is to outlive the process, as it stands.</summary>
    public MassDeleteRecord Record => new(collection, lacking, Block, Release) { Deletes = Deletes(ahead: null) };

    /// <summary>As <see cref="Record"/>, where what was deleted before is to count no more.</summary>
    public MassDeleteRecord FreshRecord => new(collection, lacking, Block, Release);

    public bool IsReleased(LedgerEntry? entry) => FreshRecord.Releases(entry);

    /// <inheritdoc cref="DeleteLimit.IsTooMuch"/>
    public bool IsTooMuch(long missing, long known) => _limit.IsTooMuch(missing, known);

    public double Limit(long known) => _limit.Of(known);

    /// <summary>Whether it is time for a look at the whole ledger.</summary>
    public bool IsLookDue(long soon, long known)
    {
        lock (_lock)
        {
            if (soon < _lookedAt / 2) _lookedAt = 0;
            return soon >= Math.Max(Math.Max(1, Limit(known) / FirstLook), 2 * _lookedAt);
        }
    }

    public void Looked(long soon)
    {
        lock (_lock) _lookedAt = soon;
    }

    /// <summary>Takes up what an earlier run left.</summary>
    public void Restore(MassDeleteRecord record)
    {
        (Block, Release, ChangedAt, Missing) = (record.Block, record.Release, time.GetTimestamp(), record.Block?.Most ?? 0);
        var now = time.GetUtcNow();
        lock (_lock)
        {
            // A clock that was set back must not make them count longer than the window from now.
            foreach (var deletes in record.Deletes) _window.Restore(deletes.At < now ? now - deletes.At : TimeSpan.Zero, deletes.Count);
        }
    }

    /// <summary>What must be saved before so many deletes begin, so that a restart counts them; null: it is already.</summary>
    public MassDeleteRecord? ToSave(long counted)
    {
        lock (_lock)
        {
            // What was counted ahead long ago would count as long ago.
            if (counted == 0 || !_limit.IsOn || (counted <= _ahead && time.GetElapsedTime(_savedAt) <= _window.Step)) return null;
            return FreshRecord with { Deletes = Deletes(Ahead(counted)) };
        }
    }

    /// <summary>That was saved.</summary>
    public void Saved(long counted)
    {
        lock (_lock) (_ahead, _savedAt) = (Ahead(counted), time.GetTimestamp());
    }

    /// <summary>Deletes begin.</summary>
    /// <param name="counted">Those that count; saved before.</param>
    /// <param name="all">Those that were released included.</param>
    public DeletePermit Begin(long counted, long all)
    {
        lock (_lock) (_ahead, _ofThisRun, _pending, _inFlight, _begun) = (_ahead - counted, _ofThisRun + counted, _pending + counted, _inFlight + all, _begun + all);
        var decisions = _decisions;
        return new DeletePermit(isDone =>
        {
            lock (_lock)
            {
                (_pending, _inFlight) = (_pending - counted, _inFlight - all);
                if (isDone) _window.Add(counted);
                // They are saved as counted still, and go without another write when they are tried again.
                else if (decisions == _decisions) (_ahead, _ofThisRun) = (_ahead + counted, _ofThisRun - counted);
            }
        });
    }

    /// <summary>A person has decided: what was deleted before counts no more.</summary>
    public void StartAnew()
    {
        lock (_lock)
        {
            _window.Clear();
            (_lookedAt, _ahead, _ofThisRun, _decisions) = (0, 0, 0, _decisions + 1);
        }
    }

    public void Dispose() => Turn.Dispose();

    private long Ahead(long counted) => counted + ((_ofThisRun + counted) / SavedAhead);

    /// <param name="ahead">What is counted ahead from now on; null: as much as is.</param>
    private IReadOnlyList<CountedDeletes> Deletes(long? ahead)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var written = _window.Counted.Select(p => new CountedDeletes(now - p.Age, p.Count));
            var begun = _pending + Math.Max(0, ahead ?? _ahead);
            return [.. begun > 0 ? written.Append(new CountedDeletes(now, begun)) : written];
        }
    }
}
