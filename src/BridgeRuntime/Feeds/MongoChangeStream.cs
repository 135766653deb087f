using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Mongo;
using BridgeRuntime.Preflight;
using BridgeRuntime.Queue;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Feeds;

/// <summary>
/// One change stream for the whole database. It asks for keys only: neither pre- nor post-images are needed, and an event of 16 MB is as small as any.
/// </summary>
internal sealed class MongoChangeStream
{
    private const string Drop = "drop";
    private const string Rename = "rename";
    private const string DropDatabase = "dropDatabase";
    private const string Invalidate = "invalidate";

    /// <summary>A server fills an answer up to 16 MB, which is 60 000 events of documents that wait: several times what the queue takes. So many are enough for every worker.</summary>
    private const int MostEvents = 2000;

    private readonly MongoClient _client;
    private readonly string _database;
    private readonly IReadOnlyDictionary<string, MongoHints> _hints;
    private readonly IReadOnlyDictionary<string, CollectionSweep> _sweeps;
    private readonly HistoryRecovery _history;
    private readonly KeyQueue _queue;
    private readonly DeadLetterStore _letters;
    private readonly StartChecks _checks;
    private readonly PositionTracker<StreamPosition> _positions;
    private readonly IFeedObserver _observer;
    private readonly RetryLoop _retry;
    private readonly TimeProvider _time;
    private readonly StreamWatch _watch;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventWords _words = new();
    private ReadOnlyMemory<byte>? _token;

    public MongoChangeStream(
        MongoClient client, string database, IReadOnlyDictionary<string, MongoHints> hints, IReadOnlyDictionary<string, CollectionSweep> sweeps, HistoryRecovery history, KeyQueue queue,
        DeadLetterStore letters, StartChecks checks, ReadOnlyMemory<byte>? token, Action<StreamPosition> passed, IFeedObserver observer, RetryLoop retry, TimeProvider time)
    {
        (_time, _sweeps, _history, _watch) = (time, sweeps, history, new StreamWatch(client, observer, time));
        (_client, _database, _hints, _queue, _letters, _checks, _token, _observer, _retry) = (client, database, hints, queue, letters, checks, token, observer, retry);
        _positions = new PositionTracker<StreamPosition>(passed);
    }

    /// <summary>Completes when the stream is open and has a position: from then on nothing that happens is missed.</summary>
    public Task Opened => _opened.Task;

    public Task RunAsync(CancellationToken cancellation) => _retry.RunAsync(ReadAsync, cancellation);

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var options = new ChangeStreamOptions { StartAfter = _token, BatchSize = MostEvents };
            await foreach (var batch in _watch.ReadAsync(c => _client.WatchDatabaseAsync(_database, Pipeline(), options, c), cancellation))
            {
                await TakeAsync(batch, cancellation);
                _observer.Tick(LoopName.Stream);
            }
            // The server ends a stream over a database behind the event that the database was dropped, and for no other reason.
            throw StateGone();
        }
        catch (SideException e) when (e.Failure == SideFailure.HistoryLost)
        {
            // The next try opens a stream from now on; what lies between is looked through.
            _token = null;
            _history.Lost(e);
            throw;
        }
        finally
        {
            _observer.StreamClosed();
        }
    }

    /// <summary>Resolves a batch to keys, hints them, and moves the position once they are given.</summary>
    private async Task TakeAsync(ChangeStreamBatch batch, CancellationToken cancellation)
    {
        if (batch.ResumeToken.IsEmpty) return;
        var now = _time.GetUtcNow();
        var eventTime = batch.Events.Count > 0 ? TimeOf(batch.Events[^1]) : null;
        var mark = _positions.Begin(new StreamPosition(batch.ResumeToken, HasChanges: batch.Events.Count > 0, eventTime ?? now));
        try
        {
            foreach (var (collection, (ids, becomes)) in Sort(batch.Events)) await HintAsync(collection, ids, becomes, mark, now, cancellation);
        }
        catch (SideException)
        {
            // The stream is opened again before this batch, and its events come once more.
            _positions.Abandon(mark);
            throw;
        }
        mark.Complete();
        _token = batch.ResumeToken;
        _retry.Succeeded();
        _observer.SideSucceeded(Side.Mongo);
        _observer.StreamAdvanced(eventTime);
        _opened.TrySetResult();
        _history.Opened();
    }

    private async Task HintAsync(
        string collection, Dictionary<BsonValue, (bool IsDelete, DateTimeOffset? Since)> ids, CollectionFate becomes, FeedMark mark, DateTimeOffset now, CancellationToken cancellation)
    {
        await _checks.SeenAsync(collection, becomes != CollectionFate.Same, cancellation);
        Sweep(collection, becomes, mark);
        // What is not fit to be served is read as a whole when it is.
        if (!_checks.IsServed(collection)) return;
        var read = _letters.Mark();
        var (hints, found) = await _hints[collection].ResolveAsync(ids.Keys, cancellation);
        // What is gone needs no Ditto id.
        var letters = found.Where(l => l.MongoId is not { } id || !ids[id].IsDelete).ToList();
        await _letters.PutAsync(letters, cancellation);
        await _letters.RemoveAsync(collection, ids.Where(i => i.Value.IsDelete).Select(i => i.Key), read, cancellation);
        await _letters.RemoveIdentifiedAsync(collection, ids.Keys.Except(letters.Select(l => l.MongoId!.Value)), read, cancellation);
        // A document that was parked under a key may have another now, or be gone; the ledger has never known it.
        var parked = _letters.KeysOf(collection, ids.Keys).Select(k => new Hint(new DocumentKey(collection, k.Key), HintSides.Recheck, k.MongoId));
        foreach (var hint in hints.Concat(parked))
            await _queue.EnqueueAsync(hint with { Age = AgeOf(hint, ids, now) }, Lane.Live, mark, () => _observer.Tick(LoopName.Stream), cancellation);
    }

    /// <summary>
    /// A collection that went takes all its documents with it, and one that took another's name is full of new ones; no event names them. The position waits until they are
    /// reconciled, so that a restart reads the event again.
    /// </summary>
    private void Sweep(string collection, CollectionFate becomes, FeedMark mark)
    {
        if (becomes == CollectionFate.Same) return;
        mark.Add();
        _sweeps[collection].Ask(withMongo: becomes == CollectionFate.Replaced, mark.Complete);
    }

    /// <summary>
    /// The documents by collection: whether the last that was heard of each is its delete, and when the first was; and what became of the collection itself.
    /// </summary>
    private Dictionary<string, (Dictionary<BsonValue, (bool IsDelete, DateTimeOffset? Since)> Ids, CollectionFate Becomes)> Sort(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        var byCollection = new Dictionary<string, (Dictionary<BsonValue, (bool IsDelete, DateTimeOffset? Since)> Ids, CollectionFate Becomes)>();
        var counts = new Dictionary<(string, string), int>();
        foreach (var change in events)
        {
            var operation = WordOf(change.Span, "operationType"u8);
            if (operation is DropDatabase or Invalidate) throw StateGone();
            var collection = CollectionOf(change.Span, "ns"u8);
            counts[(collection, operation)] = counts.GetValueOrDefault((collection, operation)) + 1;
            if (operation is Drop or Rename) Turn(collection, operation, CollectionFate.Gone);
            if (operation == Rename) Turn(CollectionOf(change.Span, "to"u8), operation, CollectionFate.Replaced);
            if (_hints.ContainsKey(collection) && IdOf(change.Span) is { } id)
            {
                var ids = Of(collection).Ids;
                ids[id] = (operation == "delete", ids.TryGetValue(id, out var heard) ? heard.Since : TimeOf(change));
            }
        }
        foreach (var ((collection, operation), count) in counts) _observer.StreamEvents(collection, operation, count);
        return byCollection;

        (Dictionary<BsonValue, (bool IsDelete, DateTimeOffset? Since)> Ids, CollectionFate Becomes) Of(string collection) =>
            byCollection.TryGetValue(collection, out var known) ? known : byCollection[collection] = ([], CollectionFate.Same);

        void Turn(string collection, string operation, CollectionFate becomes)
        {
            if (!_hints.ContainsKey(collection)) return;
            _observer.CollectionTurned(collection, operation);
            var known = Of(collection);
            byCollection[collection] = known with { Becomes = becomes > known.Becomes ? becomes : known.Becomes };
        }
    }

    private string CollectionOf(ReadOnlySpan<byte> change, ReadOnlySpan<byte> member) => BsonReader.TryFind(change, member, out var ns) && ns.Type == BsonType.Document ? WordOf(ns.Value, "coll"u8) : "";

    private string WordOf(ReadOnlySpan<byte> document, ReadOnlySpan<byte> member) => BsonReader.TryFind(document, member, out var word) && word.Type == BsonType.String ? _words.Of(word) : "";

    private static BsonValue? IdOf(ReadOnlySpan<byte> change) =>
        BsonReader.TryFind(change, "documentKey"u8, out var key) && key.Type == BsonType.Document && BsonReader.TryFind(key.Value, "_id"u8, out var id) ? new BsonValue(id) : null;

    /// <summary>With the database went the ledger: which documents were kept in step is known no more, so none may be deleted for it.</summary>
    private StateGoneException StateGone() => new($"StateGone: MongoDB's database '{_database}' was dropped, and with it all that the bridge knew. A start begins anew, as soon as the database has a collection.");

    /// <summary>An event's time is whole seconds: the one it may be too old by is given back.</summary>
    private static DateTimeOffset? TimeOf(ReadOnlyMemory<byte> change) =>
        BsonReader.TryFind(change.Span, "clusterTime"u8, out var time) && time.Type == BsonType.Timestamp ? DateTimeOffset.FromUnixTimeSeconds(time.AsTimestamp().Seconds + 1L) : null;

    private static TimeSpan AgeOf(Hint hint, Dictionary<BsonValue, (bool IsDelete, DateTimeOffset? Since)> ids, DateTimeOffset now)
    {
        if (hint.MongoId is not { } id || !ids.TryGetValue(id, out var heard) || heard.Since is not { } since || since > now) return TimeSpan.Zero;
        return now - since;
    }

    /// <summary>Only the mapped collections, and of each event only what names the document.</summary>
    private byte[] Pipeline() => BsonDocuments.Make(stages =>
    {
        stages.Document("0", m => m.Document("$match", c =>
        {
            c.StartArray("$or");
            // The event of a collection that takes the name of a mapped one stands under the name that it had.
            foreach (var member in (string[])["ns.coll", "to.coll"]) c.Document("", n => n.Document(member, i => i.Array("$in", _hints.Keys.Select(BsonValue.Of))));
            c.Document("", n => n.Document("operationType", i => i.Array("$in", [BsonValue.Of(DropDatabase), BsonValue.Of(Invalidate)])));
            c.End();
        }));
        stages.Document("1", p => p.Document("$project", f =>
        {
            f.Int32("operationType", 1);
            f.Int32("ns", 1);
            f.Int32("to", 1);
            f.Int32("documentKey", 1);
            f.Int32("clusterTime", 1);
        }));
    });
}
