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

    private readonly Lock _lock = new();
    private readonly DeleteWindow _window = new(settings.Window, time);
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

    public MassDeleteRecord Record => new(collection, lacking, Block, Release);

    public bool IsReleased(LedgerEntry? entry) => Release is { } release && entry?.Release == release.Id;

    /// <param name="missing">Documents that are lacking, and those that were deleted because of it within the window.</param>
    /// <param name="known">Documents that were known before.</param>
    public bool IsTooMuch(long missing, long known) => missing > 0 && missing >= settings.Minimum && missing > settings.Share * known;

    public double Limit(long known) => Math.Max(settings.Minimum - 1, settings.Share * known);

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

    /// <summary>Deletes begin.</summary>
    /// <param name="counted">Those that count.</param>
    /// <param name="all">Those that were released included.</param>
    public DeletePermit Begin(long counted, long all)
    {
        lock (_lock) (_pending, _inFlight, _begun) = (_pending + counted, _inFlight + all, _begun + all);
        return new DeletePermit(isDone =>
        {
            lock (_lock)
            {
                (_pending, _inFlight) = (_pending - counted, _inFlight - all);
                if (isDone) _window.Add(counted);
            }
        });
    }

    /// <summary>A person has decided: what was deleted before counts no more.</summary>
    public void StartAnew()
    {
        lock (_lock)
        {
            _window.Clear();
            _lookedAt = 0;
        }
    }

    public void Dispose() => Turn.Dispose();
}
