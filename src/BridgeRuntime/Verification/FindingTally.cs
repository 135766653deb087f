using BridgeRuntime.Documents;

namespace BridgeRuntime.Verification;

/// <summary>Counts findings.</summary>
internal static class FindingTally
{
    public static VerificationCounts Of(FindingKind kind) => Of(kind, ReconcilePlan.Nothing, lacking: null);

    /// <param name="kind">As what it counts.</param>
    /// <param name="plan">What would be written; counted for differences alone.</param>
    /// <param name="lacking">The side for want of which the plan deletes on the other; null where it does not.</param>
    public static VerificationCounts Of(FindingKind kind, ReconcilePlan plan, Side? lacking)
    {
        var counts = new VerificationCounts { Checked = 1 };
        switch (kind)
        {
            case FindingKind.Equal: counts.Equal = 1; break;
            case FindingKind.OnlyInMongoDB: counts.OnlyInMongoDB = 1; break;
            case FindingKind.OnlyInBigPeer: counts.OnlyInBigPeer = 1; break;
            case FindingKind.Differs: counts.Differs = 1; break;
            case FindingKind.InFlight: counts.InFlight = 1; break;
            case FindingKind.Held: counts.Held = 1; break;
            case FindingKind.Parked: counts.Parked = 1; break;
            case FindingKind.Refused: counts.Refused = 1; break;
            case FindingKind.Untouched: counts.Untouched = 1; break;
            case FindingKind.Outside: counts.Outside = 1; break;
            case FindingKind.LedgerOnly: counts.LedgerOnly = 1; break;
        }
        if (kind is FindingKind.OnlyInMongoDB or FindingKind.OnlyInBigPeer or FindingKind.Differs) AddPlan(counts, plan);
        else if (kind != FindingKind.Held) return counts;
        if (lacking == Side.Mongo) counts.LackingInMongoDB = 1;
        else if (lacking == Side.BigPeer) counts.LackingInBigPeer = 1;
        return counts;
    }

    private static void AddPlan(VerificationCounts counts, ReconcilePlan plan)
    {
        counts.Conflicts = plan.Conflicts;
        switch (plan.Kind)
        {
            case PlanKind.CreateInBigPeer or PlanKind.RewriteInBigPeer: counts.CreatesInBigPeer = 1; break;
            case PlanKind.CreateInMongo: counts.CreatesInMongoDB = 1; break;
            case PlanKind.DeleteInBigPeer: counts.DeletesInBigPeer = 1; break;
            case PlanKind.DeleteInMongo: counts.DeletesInMongoDB = 1; break;
            case PlanKind.DeleteOnBothSides: (counts.DeletesInMongoDB, counts.DeletesInBigPeer) = (1, 1); break;
            case PlanKind.LeaveFilter: (counts.DeletesInBigPeer, counts.MergesInMongoDB) = (1, plan.WritesMongo ? 1 : 0); break;
            case PlanKind.Merge: (counts.MergesInMongoDB, counts.MergesInBigPeer) = (plan.WritesMongo ? 1 : 0, plan.WritesBigPeer ? 1 : 0); break;
        }
    }
}
