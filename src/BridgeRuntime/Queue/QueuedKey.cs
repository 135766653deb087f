using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Queue;

/// <summary>A key that is known to the queue: waiting, being worked on, or waiting to run again after that.</summary>
internal sealed class QueuedKey(DocumentKey key, Lane lane)
{
    private readonly List<BsonValue> _mongoIds = [];
    private List<FeedMark> _marks = [];
    private List<FeedMark> _running = [];
    private HintSides _hints;
    private HintSides _taken;
    private long? _meanwhile;       // since when the hints wait that came while the key was worked on

    public DocumentKey Key => key;

    /// <summary>The MongoDB documents that the hints told of.</summary>
    public IReadOnlyList<BsonValue> MongoIds => _mongoIds;

    public Lane Lane => lane;

    /// <summary>Runs in a row that somebody else overtook.</summary>
    public int Reruns { get; private set; }

    public bool HasHints => _hints != HintSides.None;

    /// <summary>Where the hints came from, those that are worked on included.</summary>
    public HintSides Hints => _hints | _taken;

    /// <summary>When the oldest hint arrived that is not worked off, as a timestamp of the time provider.</summary>
    public long Since { get; private set; }

    /// <param name="hint">What was heard.</param>
    /// <param name="mark">The place in its feed.</param>
    /// <param name="since">When what the hint tells of happened.</param>
    /// <returns>Whether the hint names a MongoDB document that none before did.</returns>
    public bool Merge(in Hint hint, FeedMark? mark, long since)
    {
        if (_taken != HintSides.None) _meanwhile = Math.Min(since, _meanwhile ?? since);
        else if (!HasHints || since < Since) Since = since;
        _hints |= hint.Side;
        var isNew = hint.MongoId is { } id && Link(id);
        if (mark is null || (_marks.Count > 0 && ReferenceEquals(_marks[^1], mark))) return isNew;
        mark.Add();
        _marks.Add(mark);
        return isNew;
    }

    /// <summary>The key is about to belong to this MongoDB document.</summary>
    /// <returns>Whether that is new.</returns>
    public bool Link(BsonValue mongoId)
    {
        if (_mongoIds.Contains(mongoId)) return false;
        _mongoIds.Add(mongoId);
        return true;
    }

    public ReconcileItem Take()
    {
        (_running, _marks) = (_marks, _running);
        (_taken, _hints) = (_hints, HintSides.None);
        return new ReconcileItem(key, _taken) { MongoIds = [.. _mongoIds], Reruns = Reruns };
    }

    /// <summary>The run is complete; gives the marks it frees. Hints that came meanwhile stay.</summary>
    public List<FeedMark> Finish()
    {
        (Reruns, Since, _meanwhile, _taken) = (0, _meanwhile ?? Since, null, HintSides.None);
        var freed = _running;
        _running = [];
        return freed;
    }

    /// <summary>The run must be repeated, with everything read: somebody else wrote in between, or nothing is known of what was written.</summary>
    public void Return()
    {
        Reruns++;
        _hints |= _taken | HintSides.Recheck;
        (_taken, _meanwhile) = (HintSides.None, null);
        _running.AddRange(_marks);
        (_marks, _running) = (_running, []);
    }
}
