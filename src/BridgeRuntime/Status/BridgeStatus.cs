using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Status;

/// <summary>
/// What is known of the bridge: the loops tell it facts, probes and metrics read it. It judges nothing itself; <see cref="StatusChecks"/> does.
/// All members may be called from any thread.
/// </summary>
internal sealed class BridgeStatus
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly string _database;
    private readonly Dictionary<string, CollectionFacts> _collections = [];
    private readonly Dictionary<string, LoopClock> _loops = [];
    private readonly SideContact _mongo;
    private readonly SideContact _bigPeer;
    private readonly long _start;
    private bool _streamOpen;
    private DateTimeOffset? _streamAdvancedAt;
    private DateTimeOffset? _streamEventTime;
    private long? _checkpoint;
    private volatile StatusSources? _sources;

    /// <param name="configuration">Gives the names of the bridge, the database and the collections.</param>
    /// <param name="time">The clock of all ages and deadlines.</param>
    public BridgeStatus(BridgeConfiguration configuration, TimeProvider time)
    {
        _time = time;
        _name = configuration.Name;
        _database = configuration.MongoConnector.Database;
        _mongo = new SideContact(Side.Mongo, time);
        _bigPeer = new SideContact(Side.BigPeer, time);
        _start = time.GetTimestamp();
        Collections = [.. configuration.MongoConnector.Collections.Keys];
        foreach (var collection in Collections) _collections.Add(collection, new CollectionFacts(collection));
    }

    /// <summary>The names of the collections, in the order of the configuration.</summary>
    public IReadOnlyList<string> Collections { get; }

    /// <summary>Names what the status asks for whenever it is read. Until then the bridge is starting, and not ready.</summary>
    public void Attach(StatusSources sources) => _sources = sources;

    /// <summary>A call to the side succeeded.</summary>
    public void SideSucceeded(Side side)
    {
        lock (_lock) Contact(side).Succeeded();
    }

    /// <summary>A call to the side failed.</summary>
    public void SideFailed(Side side, SideException failure)
    {
        lock (_lock) Contact(side).Failed(failure);
    }

    public void StreamOpened()
    {
        lock (_lock) _streamOpen = true;
    }

    public void StreamClosed()
    {
        lock (_lock) _streamOpen = false;
    }

    /// <summary>The stream moved on, with an event or without.</summary>
    /// <param name="eventTime">MongoDB's time of the event; null where there was none.</param>
    public void StreamAdvanced(DateTimeOffset? eventTime)
    {
        lock (_lock)
        {
            _streamAdvancedAt = _time.GetUtcNow();
            _streamEventTime = eventTime ?? _streamEventTime;
        }
    }

    /// <summary>From now on the loop must tick within <paramref name="deadline"/>, again and again. Registering it anew sets a new deadline.</summary>
    public void RegisterLoop(string loop, TimeSpan deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deadline, TimeSpan.Zero);
        lock (_lock) _loops[loop] = new LoopClock(loop, deadline, _time);
    }

    /// <summary>The loop made progress.</summary>
    /// <exception cref="InvalidOperationException">The loop is not registered.</exception>
    public void Tick(string loop)
    {
        lock (_lock)
        {
            if (!_loops.TryGetValue(loop, out var clock)) throw new InvalidOperationException($"The loop \"{loop}\" ticks but is not registered.");
            clock.Tick();
        }
    }

    /// <summary>As <see cref="Tick"/>, for what also happens before any loop runs.</summary>
    public void TickIfRegistered(string loop)
    {
        lock (_lock)
        {
            if (_loops.TryGetValue(loop, out var clock)) clock.Tick();
        }
    }

    /// <summary>The loop has done its work and ticks no more; a loop that is not registered is fine.</summary>
    public void LoopEnded(string loop)
    {
        lock (_lock) _loops.Remove(loop);
    }

    /// <summary>How far the first reading of MongoDB has come.</summary>
    /// <param name="collection">A configured collection.</param>
    /// <param name="documents">Documents read so far.</param>
    /// <param name="done">All are reconciled, or none had to be.</param>
    public void SnapshotProgress(string collection, long documents, bool done)
    {
        lock (_lock) (Facts(collection).SnapshotDocuments, Facts(collection).SnapshotDone) = (documents, done);
    }

    /// <summary>The Big Peer's documents of the collection have been read once.</summary>
    public void BigPeerRead(string collection)
    {
        lock (_lock) Facts(collection).BigPeerRead = true;
    }

    /// <summary>The checkpoint is as new as it can be: it was saved, or nothing had changed.</summary>
    public void CheckpointSaved()
    {
        lock (_lock) _checkpoint = _time.GetTimestamp();
    }

    /// <summary>The mass-delete guard holds back <paramref name="deletes"/> deletes of the collection.</summary>
    public void MassDeleteBlocked(string collection, long deletes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(deletes);
        lock (_lock) Facts(collection).BlockedDeletes = deletes;
    }

    public void MassDeleteCleared(string collection)
    {
        lock (_lock) Facts(collection).BlockedDeletes = 0;
    }

    /// <summary>The time since a checkpoint was saved, or since the start where none was.</summary>
    public TimeSpan CheckpointAge
    {
        get { lock (_lock) return _time.GetElapsedTime(_checkpoint ?? _start); }
    }

    /// <summary>Everything at this moment, with the conditions that follow from it.</summary>
    public StatusReport Report()
    {
        // The sources have locks of their own and are asked outside of ours.
        var sources = _sources;
        var lanes = sources?.QueuedKeys() ?? new Dictionary<string, long>();
        var lag = sources?.OldestHintAge() ?? TimeSpan.Zero;
        var intents = sources?.OpenIntents() ?? 0;
        var letters = sources?.DeadLetters();
        lock (_lock)
        {
            var report = new StatusReport
            {
                Name = _name,
                Database = _database,
                Started = sources is not null,
                Collections = [.. Collections.Select(c => _collections[c].Report())],
                Sides = [_mongo.Report(), _bigPeer.Report()],
                Stream = new StreamReport(_streamOpen, _streamAdvancedAt, _streamEventTime),
                Queue = new QueueReport(lanes.Values.Sum(), lanes),
                LagSeconds = Math.Max(0, lag.TotalSeconds),
                CheckpointAgeSeconds = _checkpoint is { } saved ? _time.GetElapsedTime(saved).TotalSeconds : null,
                OpenIntents = intents,
                DeadLetters = Enum.GetValues<DeadLetterReason>().ToDictionary(MetricLabels.Of, r => letters?.GetValueOrDefault(r) ?? 0),
                Loops = [.. _loops.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => l.Value.Report())],
            };
            return report with { Conditions = StatusChecks.Conditions(report) };
        }
    }

    private SideContact Contact(Side side) => side == Side.Mongo ? _mongo : _bigPeer;

    private CollectionFacts Facts(string collection) => _collections.TryGetValue(collection, out var facts)
        ? facts
        : throw new ArgumentException($"\"{collection}\" is not a configured collection.", nameof(collection));
}
