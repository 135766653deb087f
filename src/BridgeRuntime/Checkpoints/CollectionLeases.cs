using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Checkpoints;

/// <summary>
/// The single writer of each collection: a lease document per collection holds the bridge's name and epoch. Nothing is written while all is well: who wants
/// a lease that another bridge holds writes a challenge, and a living holder, which reads its leases every few seconds, answers it.
/// </summary>
internal sealed class CollectionLeases(MongoClient client, string database, BridgeShard shard, IReadOnlyList<string> collections, TimeProvider time) : IDisposable
{
    /// <summary>How often a holder looks at its leases.</summary>
    public static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a challenger waits: a holder that misses three looks is gone.</summary>
    public static readonly TimeSpan ChallengeTimeout = 3 * CheckInterval;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>For so long a look at the leases counts: a write that begins later looks again. A runtime that was stopped and wakes therefore writes nothing of what it read before.</summary>
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private long _epoch;
    private bool _hasAll;
    private long? _confirmedAt;
    private bool _hasTakenOver;

    /// <summary>Takes every lease, at once where it is free or this bridge's own, else after a challenge that stays unanswered.</summary>
    /// <exception cref="DatabaseInUseException">A living bridge of another name holds one.</exception>
    public async Task AcquireAsync(long epoch, CancellationToken cancellation)
    {
        // A start that breaks off in between begins again, and must not take what it has not got yet for another's.
        (_epoch, _hasAll) = (epoch, false);
        foreach (var collection in collections) await AcquireAsync(collection, cancellation);
        _hasAll = true;
    }

    /// <summary>
    /// Waits until no runtime of this bridge's own name holds a lease: it has let go of them, or does not answer a challenge. All at once, for a challenge takes its time.
    /// </summary>
    /// <param name="answered">Is told when one answers.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task GoneAsync(Action answered, CancellationToken cancellation) => Task.WhenAll(collections.Select(async collection =>
    {
        while (await ReadAsync(collection, cancellation) is { } lease && lease.Bridge == shard.Bridge && await IsAliveAsync(collection, lease, cancellation))
        {
            answered();
            await Task.Delay(PollInterval, time, cancellation);
        }
    }));

    /// <summary>
    /// Where another runtime may still have the leases for its own, waits until it no longer does, and what it began to write has arrived. That must be a time: who was replaced learns of it only by its
    /// next look, at most <see cref="Validity"/> after its last, and one that was killed, hangs or is cut off can neither say that it has let go nor be asked. The second <see cref="Validity"/> is for the
    /// write that it began just before, which no side tells of. A release leaves no lease behind, so a restart in order waits for nothing.
    /// </summary>
    public Task OthersLetGoAsync(CancellationToken cancellation) => _hasTakenOver ? Task.Delay(2 * Validity, time, cancellation) : Task.CompletedTask;

    /// <summary>Comes before each write: nothing is written under leases that were last seen a while ago.</summary>
    /// <exception cref="FencedException">They are another's.</exception>
    public async Task HoldAsync(CancellationToken cancellation)
    {
        // What the start checks try comes before any lease.
        if (!_hasAll || IsConfirmed) return;
        await _turn.WaitAsync(cancellation);
        try
        {
            if (!IsConfirmed) await CheckAsync(cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Looks whether the leases are still this run's, and answers challenges.</summary>
    /// <exception cref="FencedException">They are not.</exception>
    /// <exception cref="StateGoneException">They are nobody's.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        foreach (var collection in collections)
        {
            var lease = await ReadAsync(collection, cancellation) ?? throw StateGoneException.Of($"the lease of collection '{collection}'");
            if (lease.Bridge != shard.Bridge || lease.Epoch != _epoch) throw new FencedException($"Another runtime serves this bridge now: the lease of collection '{collection}' is held by bridge '{lease.Bridge}'. This one ends.");
            if (lease.Challenge != lease.Answer) await UpdateAsync(collection, lease, set => set.Int64("answer", lease.Challenge), cancellation);
        }
        lock (_lock) _confirmedAt = asked;
    }

    /// <summary>Lets go of everything that is still this run's.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        var bulk = new BulkWrite();
        foreach (var collection in collections)
        {
            bulk.DeleteOne(BsonDocuments.Make(w =>
            {
                WriteId(w, collection);
                w.String("bridge", shard.Bridge);
                w.Int64("epoch", _epoch);
            }));
        }
        await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.State, bulk, ordered: false, session: null, cancellation));
    }

    private bool IsConfirmed
    {
        get { lock (_lock) return _confirmedAt is { } at && time.GetElapsedTime(at) < Validity; }
    }

    private sealed record Lease(string Bridge, long Epoch, long Challenge, long Answer);

    private async Task AcquireAsync(string collection, CancellationToken cancellation)
    {
        while (true)
        {
            var lease = await ReadAsync(collection, cancellation);
            if (lease is null)
            {
                if (await InsertAsync(collection, cancellation)) return;
                continue;
            }
            if (lease.Bridge != shard.Bridge && await IsAliveAsync(collection, lease, cancellation))
                throw new DatabaseInUseException($"DatabaseInUse: the bridge '{lease.Bridge}' serves collection '{collection}' of database '{database}'. Stop it, or take the collection out of one of the two.");
            // Only from whom it was read: another may have taken it meanwhile, and is alive.
            if (!await UpdateAsync(collection, lease, Take, cancellation)) continue;
            _hasTakenOver = true;
            return;
        }
    }

    private void Take(BsonWriter set)
    {
        set.String("bridge", shard.Bridge);
        set.Int64("epoch", _epoch);
    }

    private async Task<bool> IsAliveAsync(string collection, Lease lease, CancellationToken cancellation)
    {
        if (!await UpdateAsync(collection, lease, set => set.Int64("challenge", lease.Challenge + 1), cancellation)) return true;
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < ChallengeTimeout)
        {
            var now = await ReadAsync(collection, cancellation);
            if (now is null) return false;
            if (now.Answer > lease.Challenge || now.Epoch != lease.Epoch || now.Bridge != lease.Bridge) return true;
            await Task.Delay(PollInterval, time, cancellation);
        }
        return false;
    }

    private async Task<Lease?> ReadAsync(string collection, CancellationToken cancellation)
    {
        await using var pages = client.FindAsync(database, StateCollections.State, BsonDocuments.Make(f => WriteId(f, collection)), BsonDocuments.Empty, cancellation).GetAsyncEnumerator(cancellation);
        if (!await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask()) || pages.Current.Count == 0) return null;
        var document = pages.Current[0];
        return new Lease(BsonDocuments.Text(document, "bridge") ?? "", BsonDocuments.Integer(document, "epoch"), BsonDocuments.Integer(document, "challenge"), BsonDocuments.Integer(document, "answer"));
    }

    private async Task<bool> InsertAsync(string collection, CancellationToken cancellation)
    {
        var document = BsonDocuments.Make(w =>
        {
            WriteId(w, collection);
            Take(w);
        });
        var result = MongoErrors.Judged(await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.State, new BulkWrite().Insert(document), ordered: true, session: null, cancellation)));
        return result.Inserted == 1;
    }

    /// <summary>Changes a lease as long as nobody else did since it was read.</summary>
    private async Task<bool> UpdateAsync(string collection, Lease seen, Action<BsonWriter> set, CancellationToken cancellation)
    {
        var filter = BsonDocuments.Make(w =>
        {
            WriteId(w, collection);
            w.String("bridge", seen.Bridge);
            w.Int64("epoch", seen.Epoch);
        });
        var update = BsonDocuments.Make(w => w.Document("$set", set));
        var result = MongoErrors.Judged(await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, StateCollections.State, new BulkWrite().UpdateOne(filter, update), ordered: true, session: null, cancellation)));
        return result.Matched == 1;
    }

    private void WriteId(BsonWriter writer, string collection) => writer.Document("_id", w =>
    {
        w.String("k", "lease");
        w.String("c", collection);
        w.Int32("s", shard.Shard);
    });
}
