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
    private static readonly HashSet<string> CollectionEvents = ["drop", "rename", "dropDatabase", "invalidate"];

    private readonly MongoClient _client;
    private readonly string _database;
    private readonly IReadOnlyDictionary<string, MongoHints> _hints;
    private readonly KeyQueue _queue;
    private readonly DeadLetterStore _letters;
    private readonly StartChecks _checks;
    private readonly PositionTracker<StreamPosition> _positions;
    private readonly IFeedObserver _observer;
    private readonly RetryLoop _retry;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte>? _token;

    public MongoChangeStream(
        MongoClient client, string database, IReadOnlyDictionary<string, MongoHints> hints, KeyQueue queue, DeadLetterStore letters, StartChecks checks,
        ReadOnlyMemory<byte>? token, Action<StreamPosition> passed, IFeedObserver observer, RetryLoop retry, TimeProvider time)
    {
        _time = time;
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
            var options = new ChangeStreamOptions { StartAfter = _token };
            await using var batches = _client.WatchDatabaseAsync(_database, Pipeline(), options, cancellation).GetAsyncEnumerator(cancellation);
            while (await MongoErrors.TranslateAsync(batches.MoveNextAsync().AsTask()))
            {
                await TakeAsync(batches.Current, cancellation);
                _observer.Tick(LoopName.Stream);
            }
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
        foreach (var (collection, (ids, isGone)) in Sort(batch.Events))
        {
            await _checks.SeenAsync(collection, isGone, cancellation);
            // What is not fit to be served is read as a whole when it is.
            if (!_checks.IsServed(collection)) continue;
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
        mark.Complete();
        _token = batch.ResumeToken;
        _retry.Succeeded();
        _observer.SideSucceeded(Side.Mongo);
        _observer.StreamAdvanced(eventTime);
        _opened.TrySetResult();
    }

    /// <summary>
    /// The documents by collection: whether the last that was heard of each is its delete, and when the first was; and whether the collection itself went.
    /// </summary>
    private Dictionary<string, (Dictionary<BsonValue, (bool IsDelete, DateTimeOffset? Since)> Ids, bool IsGone)> Sort(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        var byCollection = new Dictionary<string, (Dictionary<BsonValue, (bool IsDelete, DateTimeOffset? Since)> Ids, bool IsGone)>();
        var counts = new Dictionary<(string, string), int>();
        foreach (var change in events)
        {
            var operation = BsonDocuments.Text(change, "operationType") ?? "";
            var collection = BsonDocuments.Nested(change, "ns") is { } ns ? BsonDocuments.Text(ns, "coll") ?? "" : "";
            counts[(collection, operation)] = counts.GetValueOrDefault((collection, operation)) + 1;
            var isGone = CollectionEvents.Contains(operation);
            if (isGone) _observer.CollectionGone(collection, operation);
            if (!_hints.ContainsKey(collection)) continue;
            var (ids, wasGone) = byCollection.TryGetValue(collection, out var known) ? known : ([], false);
            byCollection[collection] = (ids, wasGone || isGone);
            if (BsonDocuments.Nested(change, "documentKey") is { } key && BsonDocuments.Value(key, "_id") is { } id)
                ids[id] = (operation == "delete", ids.TryGetValue(id, out var heard) ? heard.Since : TimeOf(change));
        }
        foreach (var ((collection, operation), count) in counts) _observer.StreamEvents(collection, operation, count);
        return byCollection;
    }

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
            c.Document("", n => n.Document("ns.coll", i => i.Array("$in", _hints.Keys.Select(BsonValue.Of))));
            c.Document("", n => n.Document("operationType", i => i.Array("$in", [BsonValue.Of("dropDatabase"), BsonValue.Of("invalidate")])));
            c.End();
        }));
        stages.Document("1", p => p.Document("$project", f =>
        {
            f.Int32("operationType", 1);
            f.Int32("ns", 1);
            f.Int32("documentKey", 1);
            f.Int32("clusterTime", 1);
        }));
    });
}
