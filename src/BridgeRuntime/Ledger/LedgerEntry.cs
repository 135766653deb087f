using BridgeRuntime.Documents;
using MongoC.Bson;

namespace BridgeRuntime.Ledger;

/// <summary>The last state both sides agreed on for one document.</summary>
/// <param name="Id">The Ditto id.</param>
/// <param name="MongoId">MongoDB's <c>_id</c>; null where only a Big Peer document is known (a baseline).</param>
/// <param name="State">One hash per path.</param>
/// <param name="Version">Counts the recordings of this entry, from 1.</param>
/// <param name="IsBaseline">
/// The Big Peer's state at the first start without initial sync: it says nothing about MongoDB, so what is missing there was not removed.
/// </param>
internal sealed record LedgerEntry(DittoId Id, BsonValue? MongoId, AgreedState State, long Version, bool IsBaseline)
{
    /// <summary>
    /// The document left the filter and is about to be deleted at the Big Peer, or just was, by the bridge: that it is missing there is no user's delete.
    /// </summary>
    public bool IsLeaving { get; init; }

    /// <summary>The id of the mass delete whose release covers the document; null for all others. Not recorded, so that it goes with what the entry says of the document.</summary>
    public string? Release { get; init; }

    /// <summary>Whether a document of the Big Peer leaves nothing to do: it holds the agreed values, and its counters are counters. A baseline is left as it is.</summary>
    public bool Matches(DocumentState bigPeer) => State.Matches(bigPeer, NotCarriedPaths.None.Hashes) && (IsBaseline || bigPeer.PlainCounters.Count == 0);
}
