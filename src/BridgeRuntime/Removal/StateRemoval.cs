using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Removal;

/// <summary>
/// Removes what a bridge keeps in the user's database, and nothing of other bridges or of the user: waits until no runtime of the bridge serves → empties the checkpoint under an
/// epoch of its own → removes dead letters and ledger → removes intents, the mass-delete guard's state, checkpoint and leases → drops the collections in which no bridge has anything left. It can be broken off at
/// any moment and begun again; a bridge of the same name that starts in between starts afresh, and what is left of its ledger still tells the truth.
/// </summary>
internal sealed class StateRemoval(MongoClient client, string database, BridgeShard shard, TimeProvider time)
{
    private const int NamespaceNotFound = 26;

    /// <summary>Whether a runtime of this bridge was seen serving.</summary>
    public bool IsServed { get; private set; }

    /// <exception cref="FencedException">A runtime of this bridge was started meanwhile.</exception>
    public async Task<RemovedState> RunAsync(CancellationToken cancellation)
    {
        if (!await HasStateAsync(cancellation)) return new RemovedState(Found: false, []);
        using var leases = new CollectionLeases(client, database, shard, await LeasedAsync(cancellation), time);
        await leases.GoneAsync(() => IsServed = true, cancellation);
        IsServed = false;

        var store = new CheckpointStore(client, database, shard);
        await store.OpenAsync(cancellation);
        await store.SaveAsync(new Checkpoint(), cancellation);
        await leases.AcquireAsync(store.Epoch, cancellation);
        // A bridge that has begun has its checkpoint before anything else. One that begins in this very moment, for the first time, finds its few documents gone and starts again.
        var isAlone = !await IsAnyAsync(StateCollections.State, WriteForeign, cancellation);
        var dropped = new List<string>();
        foreach (var collection in (string[])[StateCollections.Unsynced, StateCollections.Documents])
        {
            var isOnlyOurs = isAlone && !await IsAnyAsync(collection, f => WriteBeyond(f, "$lt", BsonType.MinKey), cancellation) && !await IsAnyAsync(collection, f => WriteBeyond(f, "$gt", BsonType.MaxKey), cancellation);
            // To drop a collection is one step; to empty it is one for each document.
            if (isOnlyOurs && await TryDropAsync(collection, cancellation)) dropped.Add(collection);
            else await DeleteAsync(collection, WriteOwn, cancellation);
        }
        await DeleteAsync(StateCollections.State, f =>
        {
            WriteOwn(f);
            f.Document("_id.k", k => k.Array("$in", [BsonValue.Of("intents"), BsonValue.Of(MassDeleteStore.Kind)]));
        }, cancellation);
        await store.RemoveAsync(cancellation);
        await leases.ReleaseAsync(cancellation);
        if (!await IsAnyAsync(StateCollections.State, static _ => { }, cancellation) && await TryDropAsync(StateCollections.State, cancellation)) dropped.Add(StateCollections.State);
        return new RemovedState(Found: true, dropped);
    }

    private async Task<bool> HasStateAsync(CancellationToken cancellation) =>
        await IsAnyAsync(StateCollections.State, WriteOwn, cancellation) || (await LeasedAsync(cancellation)).Count > 0
        || await IsAnyAsync(StateCollections.Documents, WriteOwn, cancellation) || await IsAnyAsync(StateCollections.Unsynced, WriteOwn, cancellation);

    /// <summary>The collections whose leases the bridge has, also those that its configuration does not name any more.</summary>
    private async Task<IReadOnlyList<string>> LeasedAsync(CancellationToken cancellation)
    {
        var found = await FindAsync(StateCollections.State, WriteOwnLeases, limit: 0, cancellation);
        return [.. found.Select(l => BsonDocuments.Text(BsonDocuments.Nested(l, "_id")!, "c")!)];
    }

    private async Task<bool> IsAnyAsync(string collection, Action<BsonWriter> filter, CancellationToken cancellation) => (await FindAsync(collection, filter, limit: 1, cancellation)).Count > 0;

    private async Task<List<ReadOnlyMemory<byte>>> FindAsync(string collection, Action<BsonWriter> filter, int limit, CancellationToken cancellation)
    {
        var options = BsonDocuments.Make(o =>
        {
            o.Document("projection", p => p.Int32("_id", 1));
            if (limit > 0) o.Int32("limit", limit);
        });
        var found = new List<ReadOnlyMemory<byte>>();
        await using var pages = client.FindAsync(database, collection, BsonDocuments.Make(filter), options, cancellation).GetAsyncEnumerator(cancellation);
        while (await MongoErrors.TranslateAsync(pages.MoveNextAsync().AsTask())) found.AddRange(pages.Current);
        return found;
    }

    private async Task DeleteAsync(string collection, Action<BsonWriter> filter, CancellationToken cancellation)
    {
        var result = await MongoErrors.TranslateAsync(client.BulkWriteAsync(database, collection, new BulkWrite().DeleteMany(BsonDocuments.Make(filter)), ordered: true, session: null, cancellation));
        if (result.HasErrors) throw new SideException(Side.Mongo, SideFailure.Unavailable, $"MongoDB did not remove the bridge's documents from {collection}.");
    }

    /// <returns>False where the user may not drop collections; then an empty one stays, which harms nobody.</returns>
    private async Task<bool> TryDropAsync(string collection, CancellationToken cancellation)
    {
        try
        {
            await client.RunWriteCommandAsync(database, BsonDocuments.Make(w => w.String("drop", collection)), session: null, cancellation);
            return true;
        }
        catch (MongoException e) when (e.Code == NamespaceNotFound)
        {
            return true;
        }
        catch (MongoException e) when (e.Kind == MongoErrorKind.Unauthorized)
        {
            return false;
        }
        catch (MongoException e)
        {
            throw MongoErrors.Of(e);
        }
    }

    /// <summary>All documents of the bridge's, of every shard: a range of whole ids, which the index by <c>_id</c> answers.</summary>
    private void WriteOwn(BsonWriter filter) => filter.Document("_id", i =>
    {
        i.Document("$gte", m => WriteBound(m, BsonType.MinKey));
        i.Document("$lte", m => WriteBound(m, BsonType.MaxKey));
    });

    private void WriteBeyond(BsonWriter filter, string comparison, BsonType bound) => filter.Document("_id", i => i.Document(comparison, m => WriteBound(m, bound)));

    private void WriteBound(BsonWriter id, BsonType bound)
    {
        id.String("b", shard.Bridge);
        id.Raw("s", bound, default);
    }

    private void WriteOwnLeases(BsonWriter filter)
    {
        filter.String("_id.k", "lease");
        filter.String("bridge", shard.Bridge);
    }

    /// <summary>In the state collection, what another bridge has there.</summary>
    private void WriteForeign(BsonWriter filter)
    {
        filter.StartArray("$nor");
        filter.Document("", WriteOwn);
        filter.Document("", WriteOwnLeases);
        filter.End();
    }
}
