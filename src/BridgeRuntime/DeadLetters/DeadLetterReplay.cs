using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using MongoC.Bson;

namespace BridgeRuntime.DeadLetters;

/// <summary>Tries parked documents again: their keys go into the queue like any other, with both sides to be read.</summary>
internal sealed class DeadLetterReplay(
    KeyQueue queue, DeadLetterStore letters, IMongoDocuments mongo, IReadOnlyDictionary<string, CollectionSettings> collections, IReadOnlyDictionary<string, MongoHints> hints, IFeedObserver observer)
{
    /// <summary>Gives the keys of parked documents to the queue, waiting while it is full.</summary>
    /// <param name="addresses">Which letters.</param>
    /// <param name="cause">Who asks.</param>
    /// <param name="lane">Before or behind what changes now.</param>
    /// <param name="stillWaiting">Called every few seconds while the queue is full.</param>
    /// <param name="cancellation">Ends it; what was given stays given.</param>
    /// <returns>How many are tried again; letters of collections that the bridge no longer serves are not.</returns>
    public async Task<int> EnqueueAsync(IReadOnlyCollection<LetterAddress> addresses, RetryCause cause, Lane lane, Action stillWaiting, CancellationToken cancellation)
    {
        var accepted = 0;
        foreach (var some in addresses.Where(a => collections.ContainsKey(a.Collection)).GroupBy(a => a.Collection))
        {
            var keyless = some.Where(a => a.Id is null && a.MongoId is not null).Select(a => a.MongoId!.Value).ToList();
            var keys = some.Where(a => a.Id is not null).Select(a => new Hint(new DocumentKey(a.Collection, a.Id!.Value), HintSides.Recheck, letters.Find(a)?.MongoId));
            foreach (var hint in keys.Concat(keyless.Count == 0 ? [] : await IdentifyAsync(some.Key, keyless, cancellation))) await queue.EnqueueAsync(hint, lane, mark: null, stillWaiting, cancellation);
            observer.DeadLettersRetried(some.Key, cause, some.Count());
            accepted += some.Count();
        }
        return accepted;
    }

    /// <summary>Documents without a Ditto id may have one by now, or be gone.</summary>
    private async Task<IEnumerable<Hint>> IdentifyAsync(string collection, List<BsonValue> ids, CancellationToken cancellation)
    {
        var read = letters.Mark();
        var (found, faulty, there) = (new List<Hint>(), new List<DeadLetter>(), new HashSet<BsonValue>());
        foreach (var document in await mongo.FindByIdsAsync(collections[collection], ids, cancellation))
        {
            there.Add(BsonDocuments.Value(document, "_id")!.Value);
            hints[collection].Add(document.Span, found, faulty);
        }
        await letters.PutAsync(faulty, cancellation);
        await letters.RemoveAsync(collection, ids.Where(id => !there.Contains(id)), read, cancellation);
        await letters.RemoveIdentifiedAsync(collection, found.Select(h => h.MongoId!.Value), read, cancellation);
        return found.Select(h => h with { Side = HintSides.Recheck });
    }
}
