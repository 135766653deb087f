using BridgeRuntime.Filters;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.Documents;

/// <summary>
/// The plan table for a collection with a filter. The Big Peer holds what matches and MongoDB holds everything, so a document that stops matching leaves the Big Peer
/// only, and one that is missing there is never deleted in MongoDB unless it matched and the bridge did not take it away itself.
/// </summary>
internal static class FilteredPlan
{
    public static bool IsOutside(PlanInput input) => input.Mongo is { } mongo && input.Settings.Filter is { } filter && !filter.Matches(mongo.State);

    /// <summary>Neither MongoDB nor the ledger knows the document: one may lie at the Big Peer, as a dead letter, because it does not match.</summary>
    public static bool MayBeParked(PlanInput input) => input is { Settings.Filter: not null, Ledger: null, Mongo: null };

    /// <summary>What the plan means for the document's place inside or outside the filter; null where it stays inside, or is gone.</summary>
    public static FilterMove? MoveOf(ReconcilePlan plan, LedgerEntry? ledger) => plan.Kind switch
    {
        PlanKind.LeaveFilter => FilterMove.Left,
        PlanKind.StaysOutside => FilterMove.Outside,
        _ when plan.Agreed is not null && ledger is null or { IsLeaving: true } => FilterMove.Entered,
        _ => null,
    };

    public static ReconcilePlan Make(PlanInput input, DocumentFilter filter, DocumentState? bigPeer, bool isFragment)
    {
        if (input.Ledger is { IsLeaving: true }) input = AfterLeaving(input, bigPeer);
        return (input.Mongo, bigPeer) switch
        {
            (null, { } made) => NotInMongo(input, filter, made),
            ({ } mongo, null) => NotAtBigPeer(input, mongo, isFragment),
            ({ } mongo, { } state) => OnBothSides(input, filter, mongo, state),
            _ => ReconcilePlanner.FromTable(input, bigPeer, isFragment),
        };
    }

    /// <summary>
    /// What a leaving entry still says. Where most of the agreed paths are there, the document was not deleted yet and its changes are users'. Where they are not, the bridge
    /// has deleted it and something new stands in its place: nothing is missing from that, so nothing may be removed in MongoDB.
    /// </summary>
    private static PlanInput AfterLeaving(PlanInput input, DocumentState? bigPeer)
    {
        if (bigPeer is null) return input;
        var left = 0;
        foreach (var path in input.Ledger!.State.Paths)
        {
            if (bigPeer.IndexOf(path) >= 0) left++;
        }
        var isStillThere = left * 2 >= input.Ledger.State.Paths.Length;
        if (isStillThere && input.Mongo is not null) return input;
        if (isStillThere && input.Ledger.State.Matches(bigPeer, NotCarriedPaths.None.Hashes)) return input;
        return input with { Ledger = input.Ledger with { State = AgreedState.Empty, IsBaseline = true, IsLeaving = false }, Hints = input.Hints & ~HintSides.Mongo };
    }

    private static ReconcilePlan NotInMongo(PlanInput input, DocumentFilter filter, DocumentState bigPeer)
    {
        var plan = ReconcilePlanner.FromTable(input, bigPeer, isFragment: false);
        return plan.Kind == PlanKind.CreateInMongo && !filter.Matches(bigPeer) ? new ReconcilePlan(PlanKind.ParkOutside) : plan;
    }

    private static ReconcilePlan NotAtBigPeer(PlanInput input, MongoDocument mongo, bool isFragment)
    {
        if (IsOutside(input))
        {
            // A fragment is the bridge's own: it goes, and MongoDB's document stays.
            if (isFragment) return new ReconcilePlan(PlanKind.LeaveFilter) { Leaving = AgreedState.Of(input.BigPeer.State!) };
            return input.Ledger is null ? new ReconcilePlan(PlanKind.StaysOutside) : ReconcilePlan.Forget;
        }
        if (input.Ledger is not { IsLeaving: true }) return ReconcilePlanner.FromTable(input, state: null, isFragment);
        // Missing because the bridge took it away, and it matches again.
        return ReconcilePlanner.Whole(isFragment ? PlanKind.RewriteInBigPeer : PlanKind.CreateInBigPeer, mongo, input);
    }

    private static ReconcilePlan OnBothSides(PlanInput input, DocumentFilter filter, MongoDocument mongo, DocumentState bigPeer)
    {
        var isKnown = input.Ledger is { IsBaseline: false } || input.Intents is { IsEmpty: false };
        if (!isKnown && IsOutside(input) && !filter.Matches(bigPeer))
        {
            // A document that the bridge never carried is not the bridge's to delete.
            var isUnchanged = input.Ledger is { } baseline && baseline.State.Matches(bigPeer, NotCarriedPaths.None.Hashes);
            return isUnchanged ? ReconcilePlan.Nothing : new ReconcilePlan(PlanKind.ParkOutside);
        }
        var plan = ThreeWayDiff.Plan(input, mongo, bigPeer);
        return filter.Matches(MergedDocument.Json(plan, mongo, bigPeer)) ? plan : Leave(plan, bigPeer, input);
    }

    /// <summary>Of the merge, what goes to MongoDB is written; at the Big Peer the document goes as a whole.</summary>
    private static ReconcilePlan Leave(ReconcilePlan plan, DocumentState bigPeer, PlanInput input)
    {
        var intents = new OpenIntents(ReconcilePlanner.VersionOf(input));
        foreach (var (path, value) in plan.Intents?.ToMongo ?? []) intents.Add(HintSides.Mongo, path, value);
        foreach (var (path, value) in plan.Intents?.OverruledInMongo ?? []) intents.Overrule(HintSides.Mongo, path, value);
        return new ReconcilePlan(PlanKind.LeaveFilter)
        {
            // Not what was agreed: should the document stay because somebody changes it now, that change must show, and what MongoDB has besides is MongoDB's.
            Leaving = AgreedState.Of(bigPeer),
            SetInMongo = plan.SetInMongo,
            UnsetInMongo = plan.UnsetInMongo,
            Intents = intents,
            Conflicts = plan.Conflicts,
        };
    }
}
