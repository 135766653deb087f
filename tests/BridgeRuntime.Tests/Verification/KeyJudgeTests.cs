using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Verification;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Verification;

/// <summary>What a plan says of the two sides.</summary>
internal sealed class KeyJudgeTests
{
    private static readonly DocumentKey Key = new("cars", new DittoId("\"a\""));

    private static CollectionSettings Settings(bool initialSync = true) => new("cars", new CollectionSpec { Fields = ["_id"], DqlStrictMode = false, InitialSync = initialSync }, ConflictPolicy.MongoDB);

    private static KeyItem Item(KeyPhase phase, string mongoId = "a", bool isRival = false) =>
        new(new ReconcileItem(Key, HintSides.Recheck) { MongoIds = phase == KeyPhase.MongoDB ? [BsonValue.Of(mongoId)] : [] }, phase, IsRival: isRival);

    private static MongoDocument Mongo(string members = """{"n":1}""", string id = "a") => new(BsonValue.Of(id), Bsons.Parse(members), new PlanCase().State(members), NotCarriedPaths.None);

    private static DocumentState State(string members = """{"n":1}""") => new PlanCase().State(members);

    private static LedgerEntry Entry(string members = """{"n":1}""", bool isBaseline = false) => new(Key.Id, BsonValue.Of("a"), AgreedState.Of(State(members)), Version: 1, isBaseline);

    private static DeadLetter Letter(string? mongoId = null) =>
        new(Side.Mongo, "cars", Key.Id, mongoId is null ? null : BsonValue.Of(mongoId), DeadLetterReason.RefusedByBigPeer, "why");

    private static FindingKind? Judge(PlannedKey planned, KeyPhase phase = KeyPhase.Ledger, bool initialSync = true, bool isBigPeerRead = true, bool isParked = false, bool isHeld = false) =>
        KeyJudge.Judge(Item(phase), planned, Settings(initialSync), isBigPeerRead, isParked, isHeld)?.Kind;

    private static PlannedKey Planned(PlanKind kind, MongoDocument? mongo, DocumentState? bigPeer, LedgerEntry? ledger = null) =>
        new(Key, new ReconcilePlan(kind)) { Mongo = mongo, BigPeer = bigPeer, Ledger = ledger };

    [Test]
    public void Each_plan_says_what_it_is_a_plan_for() => Assert.Multiple(() =>
    {
        Assert.That(Judge(Planned(PlanKind.Nothing, Mongo(), State())), Is.EqualTo(FindingKind.Equal));
        Assert.That(Judge(Planned(PlanKind.Record, Mongo(), State())), Is.EqualTo(FindingKind.Equal));
        Assert.That(Judge(Planned(PlanKind.Nothing, mongo: null, bigPeer: null)), Is.Null);
        Assert.That(Judge(Planned(PlanKind.Nothing, mongo: null, State())), Is.EqualTo(FindingKind.Untouched));
        Assert.That(Judge(Planned(PlanKind.Forget, mongo: null, bigPeer: null, Entry())), Is.EqualTo(FindingKind.LedgerOnly));
        Assert.That(Judge(Planned(PlanKind.Forget, Mongo(), bigPeer: null, Entry())), Is.EqualTo(FindingKind.Outside));
        Assert.That(Judge(Planned(PlanKind.StaysOutside, Mongo(), bigPeer: null)), Is.EqualTo(FindingKind.Outside));
        Assert.That(Judge(Planned(PlanKind.LeaveFilter, Mongo(), State(), Entry())), Is.EqualTo(FindingKind.OnlyInBigPeer));
        Assert.That(Judge(Planned(PlanKind.CreateInBigPeer, Mongo(), bigPeer: null)), Is.EqualTo(FindingKind.OnlyInMongoDB));
        Assert.That(Judge(Planned(PlanKind.CreateInMongo, mongo: null, State())), Is.EqualTo(FindingKind.OnlyInBigPeer));
        Assert.That(Judge(Planned(PlanKind.Merge, Mongo(), State("""{"n":2}"""))), Is.EqualTo(FindingKind.Differs));
    });

    [Test]
    public void A_document_that_a_later_phase_names_again_is_judged_once() => Assert.Multiple(() =>
    {
        Assert.That(Judge(Planned(PlanKind.Merge, Mongo(), State("""{"n":2}""")), KeyPhase.BigPeer), Is.Null, "MongoDB's phase had it");
        Assert.That(Judge(Planned(PlanKind.CreateInMongo, mongo: null, State()), KeyPhase.MongoDB), Is.Null, "gone since the page was read");
        Assert.That(KeyJudge.Judge(Item(KeyPhase.MongoDB, isRival: true), Planned(PlanKind.Nothing, Mongo(), State()), Settings(), isBigPeerRead: true, isParked: false, isHeld: false), Is.Null, "the ledger's phase had it");
    });

    [Test]
    public void A_second_document_of_the_same_key_is_a_dead_letter_that_is_told()
    {
        var planned = Planned(PlanKind.Nothing, Mongo(id: "keeper"), State()) with { Duplicates = [Letter("b"), Letter("a")] };
        var finding = KeyJudge.Judge(Item(KeyPhase.MongoDB), planned, Settings(), isBigPeerRead: true, isParked: false, isHeld: false)!;
        Assert.That((finding.Kind, finding.Letter?.MongoId), Is.EqualTo((FindingKind.Parked, (BsonValue?)BsonValue.Of("a"))));
    }

    [Test]
    public void What_is_or_would_be_parked_is_no_difference() => Assert.Multiple(() =>
    {
        Assert.That(Judge(Planned(PlanKind.CreateInBigPeer, Mongo(), bigPeer: null), isParked: true), Is.EqualTo(FindingKind.Parked));
        Assert.That(Judge(Planned(PlanKind.CreateInBigPeer, Mongo(), bigPeer: null) with { Letter = Letter() }), Is.EqualTo(FindingKind.Parked));
        Assert.That(Judge(Planned(PlanKind.Nothing, Mongo(), State()), isParked: true), Is.EqualTo(FindingKind.Equal), "a letter of before, and both sides agree by now");
    });

    [Test]
    public void A_delete_that_the_guard_holds_is_held_and_counts_for_the_side_that_lacks_it([Values] Side lacking)
    {
        var planned = (lacking == Side.Mongo ? Planned(PlanKind.DeleteInBigPeer, mongo: null, State(), Entry()) : Planned(PlanKind.DeleteInMongo, Mongo(), bigPeer: null, Entry())) with { DeletesForWantOf = lacking };
        var held = KeyJudge.Judge(Item(KeyPhase.Ledger), planned, Settings(), isBigPeerRead: true, isParked: false, isHeld: true)!;
        Assert.That((held.Kind, held.IsDifference), Is.EqualTo((FindingKind.Held, false)));
        var counts = FindingTally.Of(held.Kind, held.Plan, held.Lacking);
        Assert.That((counts.Checked, counts.Held, counts.Differences(), counts.DeletesInBigPeer + counts.DeletesInMongoDB, counts.LackingInMongoDB, counts.LackingInBigPeer),
            Is.EqualTo((1L, 1L, 0L, 0L, lacking == Side.Mongo ? 1L : 0L, lacking == Side.BigPeer ? 1L : 0L)));
        var free = KeyJudge.Judge(Item(KeyPhase.Ledger), planned, Settings(), isBigPeerRead: true, isParked: false, isHeld: false)!;
        var would = FindingTally.Of(free.Kind, free.Plan, free.Lacking);
        Assert.That((would.Held, would.Differences(), would.DeletesInBigPeer + would.DeletesInMongoDB, would.LackingInMongoDB + would.LackingInBigPeer), Is.EqualTo((0L, 1L, 1L, 1L)));
    }

    [Test]
    public void Without_an_initial_sync_what_nobody_changed_is_left_alone() => Assert.Multiple(() =>
    {
        var onlyMongo = Planned(PlanKind.CreateInBigPeer, Mongo(), bigPeer: null);
        var onlyBigPeer = Planned(PlanKind.CreateInMongo, mongo: null, State());
        Assert.That(Judge(onlyMongo, initialSync: false), Is.EqualTo(FindingKind.Untouched));
        Assert.That(Judge(onlyBigPeer, initialSync: false, isBigPeerRead: false), Is.EqualTo(FindingKind.Untouched), "the baseline is not taken yet");
        Assert.That(Judge(onlyBigPeer, initialSync: false), Is.EqualTo(FindingKind.OnlyInBigPeer), "the baseline does not know it, so it is new");
        Assert.That(Judge(Planned(PlanKind.Merge, Mongo("""{"n":2}"""), State(), Entry(isBaseline: true)), initialSync: false), Is.EqualTo(FindingKind.Untouched));
        Assert.That(Judge(Planned(PlanKind.Merge, Mongo("""{"n":2}"""), State("""{"n":3}"""), Entry(isBaseline: true)), initialSync: false), Is.EqualTo(FindingKind.Differs));
        Assert.That(Judge(Planned(PlanKind.Merge, Mongo("""{"n":2}"""), State(), Entry()), initialSync: false), Is.EqualTo(FindingKind.Differs), "the bridge keeps it in step");
    });

    [Test]
    public void The_state_of_a_difference_changes_with_either_side()
    {
        var states = new[] { (Mongo(), State()), (Mongo("""{"n":2}"""), State()), (Mongo(), State("""{"n":2}""")) }
            .Select(s => KeyJudge.Judge(Item(KeyPhase.Ledger), Planned(PlanKind.Merge, s.Item1, s.Item2), Settings(), isBigPeerRead: true, isParked: false, isHeld: false)!.State).ToList();
        Assert.That(states, Is.Unique);
    }
}
