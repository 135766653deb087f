using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Preflight;

/// <summary>Whether the Big Peer can be asked, in each collection's strict mode, and whether the API key may read and write each collection.</summary>
internal sealed class BigPeerChecks(BigPeerClient client, BigPeerDocuments documents)
{
    /// <summary>Everything that is wrong. Where the Big Peer does not serve at all, that alone.</summary>
    public async Task<IReadOnlyList<Problem>> AllAsync(IReadOnlyCollection<CollectionSettings> collections, CancellationToken cancellation)
    {
        try
        {
            var problems = await CollectionsAsync(collections, cancellation);
            // A key of another app is refused everywhere: that is no matter of collections.
            return problems.Count == collections.Count ? [problems[0] with { Collection = null }] : problems;
        }
        catch (SideException e)
        {
            return [Problem.Of(e)];
        }
    }

    /// <summary>Which of these collections the API key may not read or write.</summary>
    /// <exception cref="SideException">The Big Peer cannot be asked.</exception>
    public async Task<IReadOnlyList<Problem>> CollectionsAsync(IReadOnlyCollection<CollectionSettings> collections, CancellationToken cancellation)
    {
        var problems = new List<Problem>();
        foreach (var collection in collections)
        {
            var act = "read";
            try
            {
                await client.QueryAsync(collection.IsStrict, $"SELECT _id FROM {DqlName.Quote(collection.Name)} LIMIT 1", arguments: null, cancellation);
                act = "write";
                await documents.ProbeAsync(collection, cancellation);
                if (!collection.Counters.IsEmpty) await documents.ProbeCountersAsync(collection, cancellation);
            }
            catch (SideException e) when (e.Reason == ProblemReason.ApiKeyLacksPermission)
            {
                problems.Add(new Problem(ProblemReason.ApiKeyLacksPermission, Side.BigPeer, $"The API key may not {act} collection {collection.Name}. {e.Message}", collection.Name));
            }
        }
        return problems;
    }
}
