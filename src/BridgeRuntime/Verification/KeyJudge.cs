using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>From the plan of a key to what it says of the two sides. A pure function; it compares nothing itself.</summary>
internal static class KeyJudge
{
    /// <param name="item">Where the key was found.</param>
    /// <param name="planned">What was read of it and would be done.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="isBigPeerRead">Whether the bridge has read the Big Peer's documents once, and so knows what was there at the start.</param>
    /// <param name="isParked">Whether the key is a dead letter.</param>
    /// <param name="isHeld">Whether the mass-delete guard holds the delete that is planned.</param>
    /// <returns>Null where there is nothing to say: the document is gone, or was judged where it was found first.</returns>
    public static Finding? Judge(KeyItem item, PlannedKey planned, CollectionSettings collection, bool isBigPeerRead, bool isParked, bool isHeld)
    {
        if (item.Phase == KeyPhase.MongoDB)
        {
            if (planned.Mongo is null && planned.Letter is null) return null;
            if (planned.Mongo is { } keeper && keeper.Id != item.Item.MongoIds[0])
                return new Finding(FindingKind.Parked) { Plan = ReconcilePlan.Nothing, Letter = planned.Duplicates.FirstOrDefault(d => d.MongoId == item.Item.MongoIds[0]) };
            if (item.IsRival) return null;
        }
        if (item.Phase == KeyPhase.BigPeer && planned.Mongo is not null) return null;

        if (planned.Letter is { } letter) return new Finding(FindingKind.Parked) { Plan = ReconcilePlan.Nothing, Letter = letter };
        var kind = KindOf(planned, collection, isBigPeerRead);
        if (kind is null) return null;
        if (kind is not (FindingKind.OnlyInMongoDB or FindingKind.OnlyInBigPeer or FindingKind.Differs)) return new Finding(kind.Value) { Plan = planned.Plan };
        if (isParked) return new Finding(FindingKind.Parked) { Plan = ReconcilePlan.Nothing };
        if (isHeld) return new Finding(FindingKind.Held) { Plan = planned.Plan, Lacking = planned.DeletesForWantOf };
        return new Finding(kind.Value, Difference.Of(planned, kind.Value)) { Plan = planned.Plan, Lacking = planned.DeletesForWantOf, State = StateOf(planned) };
    }

    private static FindingKind? KindOf(PlannedKey planned, CollectionSettings collection, bool isBigPeerRead) => planned.Plan.Kind switch
    {
        PlanKind.Nothing or PlanKind.Record when planned is { Mongo: not null, BigPeer: not null } => FindingKind.Equal,
        PlanKind.Nothing or PlanKind.Record => planned is { Mongo: null, BigPeer: null } ? null : FindingKind.Untouched,
        PlanKind.Forget => planned.Mongo is null ? FindingKind.LedgerOnly : FindingKind.Outside,
        PlanKind.StaysOutside => FindingKind.Outside,
        _ when StaysUntouched(planned, collection, isBigPeerRead) => FindingKind.Untouched,
        // MongoDB has a document that does not belong here any more.
        PlanKind.LeaveFilter => FindingKind.OnlyInBigPeer,
        _ => planned.BigPeer is null ? FindingKind.OnlyInMongoDB : planned.Mongo is null ? FindingKind.OnlyInBigPeer : FindingKind.Differs,
    };

    /// <summary>Without an initial sync nothing is carried that nobody has changed since the start.</summary>
    private static bool StaysUntouched(PlannedKey planned, CollectionSettings collection, bool isBigPeerRead) => !collection.Spec.InitialSync && planned.Ledger switch
    {
        null => planned.BigPeer is null || !isBigPeerRead,
        { IsBaseline: true } baseline => planned.BigPeer is { } state && baseline.Matches(state),
        _ => false,
    };

    private static ulong StateOf(PlannedKey planned) => StableHash.Of(planned.BigPeer is { } state ? state.Json.Span : default, StableHash.Of(planned.Mongo is { } mongo ? mongo.Bson.Span : default));
}
