using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Preflight;
using BridgeRuntime.Queue;
using ProgramEndpoints;

namespace BridgeRuntime.Status;

/// <summary>
/// What is known of the bridge: the loops tell it facts, probes and metrics read it. It judges nothing itself; <see cref="StatusChecks"/> does.
/// All members may be called from any thread.
/// </summary>
internal sealed class BridgeStatus
{
    /// <summary>How long a feed may stand still at rest: the stream answers twice a second, and a busy server late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly string _database;
    private readonly Dictionary<string, CollectionFacts> _collections = [];
    private readonly SideContact _mongo;
    private readonly SideContact _bigPeer;
    private readonly long _start;
    private readonly DateTimeOffset _startedAt;
    private readonly BridgeConfiguration _configuration;
    private readonly StreamFacts _stream;
    private readonly PollFacts _poll;
    private IReadOnlyList<ProblemReport> _problems = [];
    private readonly OplogFacts _oplog = new();
    private readonly HistoryFacts _history;
    private long? _checkpoint;
    private DateTimeOffset? _pausedSince;
    private volatile StatusSources? _sources;

    /// <param name="configuration">Gives the names of the bridge, the database and the collections.</param>
    /// <param name="time">The clock of all ages and deadlines.</param>
    public BridgeStatus(BridgeConfiguration configuration, TimeProvider time)
    {
        _time = time;
        _configuration = configuration;
        _name = configuration.Name;
        _database = configuration.MongoConnector.Database;
        _mongo = new SideContact(Side.Mongo, time);
        _bigPeer = new SideContact(Side.BigPeer, time);
        (_start, _startedAt) = (time.GetTimestamp(), time.GetUtcNow());
        (_stream, _poll, Loops) = (new StreamFacts(_startedAt, time), new PollFacts(_startedAt, time), new LoopBoard(time));
        _history = new HistoryFacts(time);
        Collections = [.. configuration.MongoConnector.Collections.Keys];
        foreach (var collection in Collections) _collections.Add(collection, new CollectionFacts(time));
    }

    /// <summary>The names of the collections, in the order of the configuration.</summary>
    public IReadOnlyList<string> Collections { get; }

    /// <summary>The bridge's loops.</summary>
    public LoopBoard Loops { get; }

    /// <summary>Names what the status asks for whenever it is read. Until then the bridge is starting, and not ready.</summary>
    public void Attach(StatusSources sources) => _sources = sources;

    /// <summary>A call to the side succeeded.</summary>
    /// <returns>How many failed before it; 0 where none did.</returns>
    public long SideSucceeded(Side side)
    {
        lock (_lock) return Contact(side).Succeeded();
    }

    /// <summary>A call to the side failed.</summary>
    public void SideFailed(Side side, SideException failure)
    {
        lock (_lock) Contact(side).Failed(failure);
    }

    /// <summary>What is wrong, in place of what was found before.</summary>
    public void Checked(IReadOnlyList<Problem> problems)
    {
        lock (_lock) _problems = [.. problems.Select(p => new ProblemReport(p.Reason.ToString(), MetricLabels.Of(p.Side), p.Collection, p.Message))];
    }

    /// <summary>The change stream stood still while MongoDB moved on, so many times in a row; 0: it moves.</summary>
    public void StreamWedged(int inARow)
    {
        lock (_lock) _stream.Wedges = inARow;
    }

    /// <summary>The look at the Big Peer stood still, so many times in a row; 0: it moves.</summary>
    public void PollWedged(int inARow)
    {
        lock (_lock) _poll.Wedges = inARow;
    }

    public void StreamClosed()
    {
        lock (_lock) _stream.Closed();
    }

    /// <summary>The stream is open and moved on, with an event or without.</summary>
    /// <param name="eventTime">MongoDB's time of the event; null where there was none.</param>
    /// <returns>Whether it was opened just now.</returns>
    public bool StreamAdvanced(DateTimeOffset? eventTime)
    {
        lock (_lock) return _stream.Advanced(eventTime);
    }

    /// <summary>An earlier run ended there.</summary>
    public void StreamResumesFrom(DateTimeOffset time)
    {
        lock (_lock) _stream.ResumesFrom(time);
    }

    /// <summary>Somebody else wrote at the Big Peer.</summary>
    public void BigPeerBehind()
    {
        lock (_lock) _poll.Behind();
    }

    /// <summary>Everything is hinted that was at the Big Peer so long ago.</summary>
    public void BigPeerLooked(TimeSpan ago)
    {
        lock (_lock) _poll.Looked(ago);
    }

    /// <summary>A pass over one collection of the Big Peer took so long.</summary>
    public void BigPeerPassTook(TimeSpan took)
    {
        lock (_lock) _poll.PassTook(took);
    }

    /// <summary>The oplog's oldest entry, or why it cannot be read.</summary>
    public void OplogRead(DateTimeOffset? oldest, string? whyNot)
    {
        lock (_lock) _oplog.Read(oldest, whyNot);
    }

    /// <summary>Something became of a gap in MongoDB's history.</summary>
    public void History(Action<HistoryFacts> change)
    {
        lock (_lock) change(_history);
    }

    /// <summary>How far the look through a collection has come.</summary>
    /// <param name="collection">A configured collection.</param>
    /// <param name="change">From the last report to the next.</param>
    public void Sweep(string collection, Func<SweepReport, SweepReport> change)
    {
        lock (_lock) Facts(collection).Sweep = change(Facts(collection).Sweep);
    }

    /// <summary>How far the first reading of MongoDB has come.</summary>
    /// <param name="collection">A configured collection.</param>
    /// <param name="documents">Documents read so far.</param>
    /// <param name="done">All are reconciled, or none had to be.</param>
    public void SnapshotProgress(string collection, long documents, bool done)
    {
        lock (_lock) Facts(collection).Snapshot.Progress(documents, done);
    }

    /// <summary>The first reading of MongoDB begins, or goes on.</summary>
    public void SnapshotStarted(string collection, long documents, long expected)
    {
        lock (_lock) Facts(collection).Snapshot.Start(documents, expected);
    }

    /// <summary>A batch of the collection failed, or one of its documents was parked. A collection that is not configured is fine.</summary>
    public void CollectionFailed(string collection, string message)
    {
        lock (_lock)
        {
            if (_collections.TryGetValue(collection, out var facts)) facts.LastError = ErrorReport.Of(_time.GetUtcNow(), message);
        }
    }

    /// <summary>How far that has come by now.</summary>
    public SnapshotReport Snapshot(string collection)
    {
        lock (_lock) return Facts(collection).Snapshot.Report();
    }

    /// <summary>The Big Peer's documents of the collection have been read once.</summary>
    /// <returns>Whether that is news.</returns>
    public bool BigPeerRead(string collection)
    {
        lock (_lock)
        {
            var isNews = !Facts(collection).BigPeerRead;
            Facts(collection).BigPeerRead = true;
            return isNews;
        }
    }

    /// <summary>The checkpoint is as new as it can be: it was saved, or nothing had changed.</summary>
    public void CheckpointSaved()
    {
        lock (_lock) _checkpoint = _time.GetTimestamp();
    }

    /// <summary>The mass-delete guard holds deletes of the collection back.</summary>
    /// <returns>Whether it did not before, or not under this id.</returns>
    public bool MassDeleteBlocked(string collection, MassDeleteReport block)
    {
        lock (_lock)
        {
            var blocks = Facts(collection).MassDeletes;
            var isNews = !blocks.TryGetValue(block.Side, out var before) || before.Id != block.Id;
            blocks[block.Side] = block;
            return isNews;
        }
    }

    /// <returns>What was held back; null where nothing was.</returns>
    public MassDeleteReport? MassDeleteCleared(string collection, string side)
    {
        lock (_lock) return Facts(collection).MassDeletes.Remove(side, out var before) ? before : null;
    }

    /// <summary>A MongoDB document holds fields that Ditto cannot.</summary>
    public void FieldsNotCarried(string collection, NotCarriedPaths paths)
    {
        lock (_lock)
        {
            foreach (var (path, type) in paths.Paths) Facts(collection).NotCarried.Add(path, type);
        }
    }

    /// <summary>The time since a checkpoint was saved, or since the start where none was.</summary>
    public TimeSpan CheckpointAge
    {
        get { lock (_lock) return _time.GetElapsedTime(_checkpoint ?? _start); }
    }

    /// <summary>A person has paused the bridge; null: it goes on.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Paused(DateTimeOffset? since)
    {
        lock (_lock)
        {
            var isNews = since is null != _pausedSince is null;
            _pausedSince = since;
            return isNews;
        }
    }

    /// <summary>Whether a person has paused the bridge.</summary>
    public bool IsPaused
    {
        get { lock (_lock) return _pausedSince is not null; }
    }

    /// <summary>Up to which moment each feed has hinted everything.</summary>
    public (DateTimeOffset Stream, DateTimeOffset Poll) HintedUpTo()
    {
        lock (_lock) return (_stream.UpTo, _poll.UpTo);
    }

    /// <summary>Everything at this moment, with the conditions that follow from it.</summary>
    public StatusReport Report()
    {
        // The sources have locks of their own and are asked outside of ours.
        var sources = _sources;
        var lanes = sources?.QueuedKeys() ?? new Dictionary<string, long>();
        var ages = sources?.Ages() ?? [];
        var position = sources?.SavedPosition();
        var intents = sources?.OpenIntents() ?? 0;
        var letters = sources?.DeadLetters();
        var lettersOf = sources?.DeadLettersByCollection();
        var lettersFull = sources?.DeadLettersFull() ?? false;
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var (streamLag, pollLag) = (_stream.Lag(now, Patience), PollLag(now));
            // What was changed in a gap is outstanding until everything has been looked through.
            if (_history.Open is { } lost && now - (lost.From ?? lost.Since) is var gap && gap > streamLag) streamLag = gap;
            var lag = LagOf(streamLag, pollLag, ages);
            var report = new StatusReport
            {
                Name = _name,
                Database = _database,
                Started = sources is not null,
                Version = ProgramVersion.Text,
                StartedAt = _startedAt,
                UptimeSeconds = Seconds(_time.GetElapsedTime(_start)),
                Collections = [.. Collections.Select(c => Of(c, sources?.LedgerEntries(c), LagOf(streamLag, pollLag, ages.Where(a => a.Collection == c)), lettersOf?.GetValueOrDefault(c) ?? 0))],
                Sides = [_mongo.Report(), _bigPeer.Report()],
                Problems = _problems,
                Stream = _stream.Report(),
                Poll = _poll.Report(),
                Oplog = _oplog.Report(position),
                History = _history.Report(),
                Queue = new QueueReport(lanes.Values.Sum(), sources?.QueueCapacity ?? 0, lanes),
                LagSeconds = lag.Most,
                Lag = lag,
                CheckpointAgeSeconds = _checkpoint is { } saved ? _time.GetElapsedTime(saved).TotalSeconds : null,
                OpenIntents = intents,
                PausedSince = _pausedSince,
                DeadLetters = Enum.GetValues<DeadLetterReason>().ToDictionary(MetricLabels.Of, r => letters?.GetValueOrDefault(r) ?? 0),
                DeadLettersFull = lettersFull,
                Configuration = ConfigurationReport.Of(_configuration),
                Loops = Loops.Report(),
            };
            return report with { Conditions = StatusChecks.Conditions(report) };
        }
    }

    /// <summary>Where calls to the Big Peer fail, nothing is known of it; and how long a pass takes is no lag as long as nobody else wrote.</summary>
    private TimeSpan PollLag(DateTimeOffset now) =>
        _poll.Lag(now, _bigPeer.IsConnected ? Patience + (2 * (_configuration.BigPeer.PollInterval + (_collections.Count * _poll.LongestPass))) : TimeSpan.Zero);

    private CollectionReport Of(string name, long? documents, LagReport lag, long letters)
    {
        var facts = _collections[name];
        return new CollectionReport(name, documents, lag, letters, facts.Snapshot.Report(), facts.BigPeerRead, facts.MassDeletes.Values.Sum(m => m.Count), [.. facts.MassDeletes.Values], facts.LastError, facts.Sweep, facts.NotCarried.Report());
    }

    private static LagReport LagOf(TimeSpan stream, TimeSpan poll, IEnumerable<QueueAge> ages)
    {
        foreach (var (_, from, age) in ages)
        {
            if (from == Side.Mongo) stream = age > stream ? age : stream;
            else poll = age > poll ? age : poll;
        }
        return new LagReport(Seconds(stream), Seconds(poll));
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private SideContact Contact(Side side) => side == Side.Mongo ? _mongo : _bigPeer;

    private CollectionFacts Facts(string collection) => _collections.TryGetValue(collection, out var facts)
        ? facts
        : throw new ArgumentException($"\"{collection}\" is not a configured collection.", nameof(collection));
}
