using BridgeModel;
using BridgeRuntime.Ledger;

namespace BridgeRuntime.Documents;

/// <summary>
/// The plan table of the bridge as a pure function: (ledger, MongoDB, Big Peer, intents) → what must be written where.
/// </summary>
internal static class ReconcilePlanner
{
    public static ReconcilePlan Plan(PlanInput input)
    {
        if (IsEcho(input)) return ReconcilePlan.Nothing;
        if (!input.BigPeer.IsRead) return NeedsBigPeer(input) ? ReconcilePlan.ReadBigPeer : FromMongoAlone(input);

        var state = input.BigPeer.State;
        var isFragment = IsFragment(input, state);
        if (isFragment) state = null;
        return input.Settings.Filter is { } filter ? FilteredPlan.Make(input, filter, state, isFragment) : FromTable(input, state, isFragment);
    }

    /// <summary>The table itself, for a collection without a filter or a document that matches it.</summary>
    internal static ReconcilePlan FromTable(PlanInput input, DocumentState? state, bool isFragment)
    {
        return (input.Mongo, state) switch
        {
            (null, null) => isFragment ? Delete(PlanKind.DeleteInBigPeer, input) : input.Ledger is null ? ReconcilePlan.Nothing : ReconcilePlan.Forget,
            (null, not null) => MongoGone(input, state),
            (not null, null) => BigPeerGone(input, input.Mongo, isFragment),
            (not null, not null) => ThreeWayDiff.Plan(input, input.Mongo, state),
        };
    }

    private static bool IsEcho(PlanInput input)
    {
        if (input.Intents is { IsEmpty: false } || input.Hints.HasFlag(HintSides.Recheck) || input.Ledger is { IsLeaving: true }) return false;
        if (FilteredPlan.MayBeParked(input)) return input.BigPeer is { IsRead: true, State: null };
        var mongoMatches = input.Ledger is null ? input.Mongo is null : input.Mongo is not null && input.Ledger.State.Matches(input.Mongo.State, input.Mongo.NotCarried.Hashes);
        if (!input.Hints.HasFlag(HintSides.BigPeer) && input.Settings.Policy == ConflictPolicy.MongoDB) return mongoMatches;
        if (!input.BigPeer.IsRead) return false;
        var bigPeerMatches = input.Ledger is null
            ? input.BigPeer.State is null
            : input.BigPeer.State is { } state && input.Ledger.Matches(state);
        return bigPeerMatches && (!input.Hints.HasFlag(HintSides.Mongo) || mongoMatches);
    }

    /// <summary>
    /// A change from MongoDB under policy <c>mongodb</c> is written without reading the Big Peer, except where the ledger's hashes do not tell what to
    /// remove there: a path that went, or a value whose kind changed.
    /// </summary>
    private static bool NeedsBigPeer(PlanInput input)
    {
        if (input.Hints != HintSides.Mongo || input.Settings.Policy == ConflictPolicy.BigPeer || input.Intents is { IsEmpty: false }) return true;
        // A document leaves only with what the Big Peer's users changed of it, and a leaving one is looked at on both sides.
        if (input.Ledger is { IsLeaving: true } || FilteredPlan.IsOutside(input) || FilteredPlan.MayBeParked(input)) return true;
        if (input.Ledger is null || input.Mongo is null) return false;
        if (input.Ledger.IsBaseline) return true;
        // What was changed on both sides while no bridge ran must be seen as that: behind a write that failed, what it was to replace would look like a later change.
        if (!input.IsBigPeerHinted) return true;
        // Whether a counter moved at the Big Peer too is worth the read: a reset overwrites what was counted there, which is a conflict.
        foreach (var path in input.Settings.Counters.Hashes)
        {
            if (input.Mongo.State.ValueAt(path) != input.Ledger.State.ValueAt(path)) return true;
        }
        foreach (var path in input.Ledger.State.Paths)
        {
            var now = input.Mongo.State.ValueAt(path);
            if (now == 0 && !input.Mongo.NotCarried.Hashes.Contains(path)) return true;
            if (ValueKinds.NeedsUnset(input.Ledger.State.ValueAt(path), now)) return true;
        }
        return false;
    }

    private static ReconcilePlan FromMongoAlone(PlanInput input)
    {
        if (input.Mongo is not { } mongo) return input.Ledger is null ? ReconcilePlan.Nothing : Delete(PlanKind.DeleteInBigPeer, input);
        if (input.Ledger is not { } ledger) return Whole(PlanKind.CreateInBigPeer, mongo, input);

        var agreed = ledger.State.ToDictionary();
        var intents = new OpenIntents(ledger.Version);
        var set = new HashSet<int>();
        for (var i = 0; i < mongo.State.Leaves.Length; i++)
        {
            var leaf = mongo.State.Leaves[i];
            if (ledger.State.ValueAt(leaf.PathHash) == leaf.ValueHash) continue;
            set.Add(i);
            agreed[leaf.PathHash] = leaf.ValueHash;
            intents.Add(HintSides.BigPeer, leaf.PathHash, leaf.ValueHash);
        }
        return new ReconcilePlan(PlanKind.Merge) { SetInBigPeer = set, Agreed = AgreedState.Of(agreed), Intents = intents };
    }

    /// <summary>
    /// A document that holds nothing but what the bridge itself was about to write by itself, and less than it is known to have had, was deleted by a user just before
    /// the bridge wrote: it counts as gone, never as a document that lost fields. A write of the whole document leaves no part behind, so its intents say nothing here.
    /// </summary>
    private static bool IsFragment(PlanInput input, DocumentState? state)
    {
        if (state is null || input.Hidden.Count > 0 || input.Intents is not { ToBigPeer.Count: > 0 } intents) return false;
        foreach (var leaf in state.Leaves)
        {
            if (!intents.IsOpenInPart(leaf.PathHash, leaf.ValueHash)) return false;
        }
        if (input.Ledger is null && input.Mongo is null) return true;
        var intended = intents.ToBigPeer.Select(i => i.Path).ToHashSet();
        foreach (var path in (input.Ledger?.State ?? AgreedState.Empty).Paths)
        {
            if (!intended.Contains(path)) return true;
        }
        // What was carried from there was there, unless its removal was carried too.
        return intents.ToMongo.Any(i => i.Value != 0 && !intended.Contains(i.Path) && !intents.IsOpen(HintSides.Mongo, i.Path, 0));
    }

    private static ReconcilePlan MongoGone(PlanInput input, DocumentState state)
    {
        // Missing because the bridge took it away, for want of one at the Big Peer; the one there now is new.
        var isNew = input.Intents is { DeletesInMongo: true };
        // A baseline says nothing about MongoDB: only a hint from there tells of a delete.
        var deleted = input.Ledger is { IsBaseline: false } || (input.Ledger is { IsBaseline: true } && input.Hints.HasFlag(HintSides.Mongo));
        if (deleted && !isNew) return Delete(PlanKind.DeleteInBigPeer, input);
        if (!isNew && input.Ledger is { IsBaseline: true } baseline && baseline.State.Matches(state, NotCarriedPaths.None.Hashes)) return ReconcilePlan.Nothing;
        var intents = new OpenIntents(VersionOf(input));
        intents.AddWhole(HintSides.Mongo, state);
        var counted = PlainCounters.Of(state, intents);
        return new ReconcilePlan(PlanKind.CreateInMongo) { Agreed = AgreedState.Of(state), Intents = intents, CountInBigPeer = counted, UnsetInBigPeer = [.. counted.Select(c => c.Path)] };
    }

    private static ReconcilePlan BigPeerGone(PlanInput input, MongoDocument mongo, bool isFragment)
    {
        // As in MongoGone, the other way round.
        if (input.Ledger is { } ledger && input.Intents is not { DeletesAtBigPeer: true })
        {
            var mongoChanged = ThreeWayDiff.IsChangedAnywhere(mongo, ledger, input.Intents);
            if (!mongoChanged || input.Settings.Policy == ConflictPolicy.BigPeer)
                return Delete(isFragment ? PlanKind.DeleteOnBothSides : PlanKind.DeleteInMongo, input) with { Conflicts = mongoChanged ? 1 : 0 };
            return Create(conflicts: 1);
        }
        return Create(conflicts: 0);

        // Over a fragment only; elsewhere what a user creates in between must be seen, not written over.
        ReconcilePlan Create(int conflicts) => Whole(isFragment ? PlanKind.RewriteInBigPeer : PlanKind.CreateInBigPeer, mongo, input) with { Conflicts = conflicts };
    }

    private static ReconcilePlan Delete(PlanKind kind, PlanInput input)
    {
        var intents = new OpenIntents(VersionOf(input));
        if (kind is PlanKind.DeleteInMongo or PlanKind.DeleteOnBothSides) intents.Delete(HintSides.Mongo);
        if (kind is PlanKind.DeleteInBigPeer or PlanKind.DeleteOnBothSides) intents.Delete(HintSides.BigPeer);
        return new ReconcilePlan(kind) { Intents = intents };
    }

    internal static ReconcilePlan Whole(PlanKind kind, MongoDocument mongo, PlanInput input)
    {
        var intents = new OpenIntents(VersionOf(input));
        intents.AddWhole(HintSides.BigPeer, mongo.State);
        foreach (var path in (input.Ledger?.State ?? AgreedState.Empty).Paths)
        {
            // The document comes without it, which is nobody's removal.
            if (mongo.State.IndexOf(path) < 0) intents.AddOfWhole(path, 0);
        }
        return new ReconcilePlan(kind) { Agreed = AgreedState.Of(mongo.State), Intents = intents };
    }

    internal static long VersionOf(PlanInput input) => input.Ledger?.Version ?? 0;
}
