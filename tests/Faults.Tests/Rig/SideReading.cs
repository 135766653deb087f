using Faults.Tests.Lives;

namespace Faults.Tests.Rig;

/// <summary>All documents of one collection on both sides, by Ditto's <c>_id</c>, which of them the ledger knows, and of which the bridge has announced writes that the ledger has not recorded.</summary>
internal sealed record SideReading(
    IReadOnlyDictionary<string, DocumentFields> Mongo, IReadOnlyDictionary<string, DocumentFields> BigPeer, IReadOnlyDictionary<string, long> Ledger, IReadOnlySet<string> Unrecorded,
    IReadOnlyList<string> Doubled)
{
    /// <summary>Where the two sides are not equal, a sentence each; documents that are there twice first.</summary>
    public IEnumerable<string> Differences()
    {
        foreach (var id in Doubled) yield return $"{id} is there twice in MongoDB";
        foreach (var id in Mongo.Keys.Union(BigPeer.Keys).Order(StringComparer.Ordinal))
        {
            var (mongo, bigPeer) = (Mongo.GetValueOrDefault(id), BigPeer.GetValueOrDefault(id));
            if (mongo is null || bigPeer is null) yield return $"{id} is only {(mongo is null ? "at the Big Peer" : "in MongoDB")}: {mongo ?? bigPeer}";
            else if (!mongo.Equals(bigPeer)) yield return $"{id} differs: in MongoDB {mongo}; at the Big Peer {bigPeer}";
        }
    }
}
