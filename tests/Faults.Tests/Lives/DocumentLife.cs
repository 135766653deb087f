using Faults.Tests.Checking;
using Faults.Tests.Rig;

namespace Faults.Tests.Lives;

/// <summary>
/// One place for a document, whose users write to it step by step: the next step begins when the last has arrived, or a little before, or when both sides show it and the ledger does not know it
/// yet. What has arrived is judged.
/// </summary>
internal sealed class DocumentLife(FaultCollection collection, int slot, Random random, Func<long?> downMark)
{
    private const double Hasty = 0.3;

    private readonly LifeScript _script = new(collection, slot, random);
    private readonly Lock _lock = new();
    private readonly List<Epoch> _past = [];
    private DocumentFields? _settled;
    private DocumentFields? _seen;
    private LedgerRecord _record = LedgerRecord.Whole;
    private Epoch? _open;
    private bool _isBusy;
    private bool _wasSeen;

    public FaultCollection Collection => collection;

    public string Id { get; private set; } = "";

    /// <summary>How many steps began while both sides were equal and the ledger had not recorded it.</summary>
    public int Unrecorded { get; private set; }

    /// <summary>Grows with everything that is done.</summary>
    public int Version { get; private set; }

    public bool IsSettled
    {
        get { lock (_lock) return _open is null && !_isBusy; }
    }

    public bool IsBusy
    {
        get { lock (_lock) return _isBusy; }
    }

    public DocumentFields? Settled
    {
        get { lock (_lock) return _settled; }
    }

    /// <summary>Takes the next step when the time has come; false when it has not.</summary>
    public async Task<bool> StepAsync()
    {
        Epoch epoch;
        IReadOnlyList<UserWrite> writes;
        DocumentIdentity id;
        lock (_lock)
        {
            if (_isBusy) return false;
            var isFirst = _open is null;
            if (!isFirst && (_open!.Writes.Exists(w => w.Kind == WriteKind.Delete) || _open.Writes.Count > 6 || _script.Chance() >= Hasty)) return false;
            if (isFirst && _record != LedgerRecord.Whole && (_record == LedgerRecord.None || _settled is null)) return false;
            writes = _script.WritesOf(!isFirst ? _script.NextHasty() : _record == LedgerRecord.Whole ? _script.Next(_settled is not null) : _script.NextUnrecorded());
            if (isFirst && _record == LedgerRecord.Behind) Unrecorded++;
            id = _script.Id;
            Id = id.Ditto;
            _open ??= new Epoch($"{collection.Name} {Id}", collection.Policy, _settled);
            epoch = _open;
            _isBusy = true;
            Version++;
            _wasSeen = false;
        }
        try
        {
            var down = downMark();
            var wasEmpty = epoch.Writes.Count == 0;
            await Task.WhenAll(WriteAsync(id, epoch, [.. writes.Where(w => w.Side == UserSide.Mongo)]), WriteAsync(id, epoch, [.. writes.Where(w => w.Side == UserSide.BigPeer)]));
            epoch.DownMark = down == downMark() && (wasEmpty || epoch.DownMark == down) ? down : null;
        }
        finally
        {
            lock (_lock)
            {
                _isBusy = false;
                Version++;
            }
        }
        return true;
    }

    /// <summary>
    /// Both sides were read and are equal. Seen twice, what was written is judged, and the next step may begin.
    /// </summary>
    /// <param name="version">Of before the reading.</param>
    /// <param name="fields">What both sides hold; null: nothing.</param>
    /// <param name="record">What the ledger has of it.</param>
    public Judgement? Arrived(int version, DocumentFields? fields, LedgerRecord record)
    {
        lock (_lock)
        {
            if (_isBusy || Version != version) return null;
            _record = record;
            if (_open is null) return null;
            var isSame = _wasSeen && (fields is null ? _seen is null : fields.Equals(_seen));
            (_wasSeen, _seen) = (true, fields);
            return isSame ? Close(fields) : null;
        }
    }

    /// <summary>Judges what is still open, at the end.</summary>
    public Judgement? End(DocumentFields? fields)
    {
        lock (_lock) return _open is null ? null : Close(fields);
    }

    /// <summary>The users' writes that took effect, by side.</summary>
    public IReadOnlyDictionary<UserSide, long> Totals
    {
        get { lock (_lock) return _past.Append(_open).OfType<Epoch>().SelectMany(e => e.Writes).GroupBy(w => w.Side).ToDictionary(g => g.Key, g => g.LongCount()); }
    }

    /// <summary>What users did, for a message.</summary>
    public string Story()
    {
        lock (_lock) return string.Join("\n-- ", _past.TakeLast(3).Append(_open).OfType<Epoch>().Select(e => e.ToString()));
    }

    private Judgement Close(DocumentFields? fields)
    {
        var judgement = EpochJudge.Judge(_open!, fields);
        _past.Add(_open!);
        (_open, _settled, _wasSeen) = (null, fields, false);
        return judgement;
    }

    private async Task WriteAsync(DocumentIdentity id, Epoch epoch, IReadOnlyList<UserWrite> writes)
    {
        foreach (var write in writes)
        {
            if (!await collection.WriteAsync(id, write)) continue;
            lock (_lock) epoch.Writes.Add(write);
        }
    }
}
