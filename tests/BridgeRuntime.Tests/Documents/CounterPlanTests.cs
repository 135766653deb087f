using BridgeModel;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

/// <summary>Plans for the paths of settable counters.</summary>
internal sealed class CounterPlanTests
{
    private static PlanCase Counting(string? b, string? m, string? d) => new() { Counters = ["n", "o.k"], B = b, M = m, D = d };

    [TestCase(ConflictPolicy.MongoDB)]
    [TestCase(ConflictPolicy.BigPeer)]
    public void A_reset_wins_over_a_count_under_either_policy_and_is_a_conflict(ConflictPolicy policy)
    {
        var both = Counting("""{"n":1,"a":1}""", """{"n":9,"a":2}""", """{"n":5,"a":1}""") with { Policy = policy };
        Assert.That(both.Planned(), Is.EqualTo("Merge; D sets a=2 n=9; conflicts 1"));
        Assert.That(both.Agrees("""{"n":9,"a":2}"""), Is.True);
    }

    [TestCase(ConflictPolicy.MongoDB, "Merge; D unsets n; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, "Merge; M sets n=5; conflicts 1")]
    public void A_removal_is_no_reset(ConflictPolicy policy, string planned) =>
        Assert.That((Counting("""{"n":1,"a":1}""", """{"a":1}""", """{"n":5,"a":1}""") with { Policy = policy }).Planned(), Is.EqualTo(planned));

    [TestCase(ConflictPolicy.MongoDB, "Merge; D sets n=1; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, "Merge; M sets n=5; conflicts 1")]
    public void Where_two_counts_meet_for_the_first_time_the_policy_decides(ConflictPolicy policy, string planned) =>
        Assert.That((Counting(null, """{"n":1}""", """{"n":5}""") with { Policy = policy }).Planned(), Is.EqualTo(planned));

    [Test]
    public void A_count_becomes_the_number_and_a_reset_the_count()
    {
        Assert.That(Counting("""{"n":1,"o":{"k":1}}""", """{"n":1,"o":{"k":1}}""", """{"n":2,"o":{"k":3}}""").Planned(), Is.EqualTo("Merge; M sets n=2 o.k=3"));
        Assert.That(Counting("""{"n":1,"o":{"k":1}}""", """{"n":2,"o":{"k":3}}""", """{"n":1,"o":{"k":1}}""").Planned(), Is.EqualTo("Merge; D sets n=2 o.k=3"));
    }

    [Test]
    public void The_Big_Peer_is_read_before_a_reset()
    {
        var reset = Counting("""{"n":1,"a":1}""", """{"n":2,"a":1}""", null) with { IsBigPeerRead = false, Hints = HintSides.Mongo };
        Assert.That(reset.Plan().Kind, Is.EqualTo(PlanKind.ReadBigPeer));
        Assert.That((reset with { M = """{"n":1,"a":2}""" }).Planned(), Is.EqualTo("Merge; D sets a=2"), "other paths need no read");
    }

    [Test]
    public void A_plain_number_that_both_sides_agree_on_becomes_a_counter()
    {
        var equal = Counting("""{"n":5,"a":1}""", """{"n":5,"a":1}""", """{"n":5,"a":1}""") with { Plain = ["n"] };
        Assert.That(equal.Planned(), Is.EqualTo("Merge; D unsets n, counts n=5"));
        Assert.That((equal with { Plain = [] }).Planned(), Is.EqualTo("Nothing"));
        Assert.That((equal with { Hints = HintSides.BigPeer }).Plan().Kind, Is.EqualTo(PlanKind.Merge), "it is no echo");
    }

    [Test]
    public void A_plain_number_that_is_new_goes_to_MongoDB_and_becomes_a_counter()
    {
        var changed = Counting("""{"n":5}""", """{"n":5}""", """{"n":20}""") with { Plain = ["n"] };
        Assert.That(changed.Planned(), Is.EqualTo("Merge; M sets n=20; D unsets n, counts n=20"));
        Assert.That(changed.Agrees("""{"n":20}"""), Is.True);
        Assert.That((Counting(null, null, """{"n":20,"o":{"k":1}}""") with { Plain = ["n", "o.k"] }).Planned(), Is.EqualTo("CreateInMongo; D unsets n o.k, counts n=20 o.k=1"));
    }

    [Test]
    public void A_plain_number_goes_before_a_reset_is_written()
    {
        Assert.That((Counting("""{"n":5}""", """{"n":6}""", """{"n":5}""") with { Plain = ["n"] }).Planned(), Is.EqualTo("Merge; D sets n=6, unsets n"));
        Assert.That((Counting("""{"n":5}""", """{"n":6}""", """{"n":"text"}""") with { Plain = ["n"] }).Planned(), Is.EqualTo("Merge; D sets n=6, unsets n; conflicts 1"));
    }

    [Test]
    public void A_counter_goes_before_a_value_that_is_none_is_written() =>
        Assert.That(Counting("""{"n":5}""", """{"n":1.5}""", """{"n":5}""").Planned(), Is.EqualTo("Merge; D sets n=1.5, unsets n"));

    [Test]
    public void What_the_bridge_itself_removed_before_a_crash_is_no_users_removal()
    {
        // The number was removed, the counter not yet written.
        var between = Counting("""{"n":5,"a":1}""", """{"n":20,"a":1}""", """{"a":1}""") with { WritingToMongo = """{"n":20}""", WritingToBigPeer = """{"n":20}""", RemovingFromBigPeer = ["n"] };
        Assert.That(between.Planned(), Is.EqualTo("Merge; D sets n=20"));
        Assert.That((between with { Policy = ConflictPolicy.BigPeer }).Planned(), Is.EqualTo("Merge; D sets n=20"));
        var plan = (Counting("""{"a":5}""", """{"a":{} }""", """{"a":5}""") with { Policy = ConflictPolicy.BigPeer }).Plan();
        Assert.That(plan.Intents!.IsOpen(HintSides.BigPeer, new FieldPath("a").Hash, 0), Is.True, "so it is for every change of kind");
    }

    [Test]
    public void Numbers_of_any_type_are_the_same_count()
    {
        foreach (var ejson in new[] { false, true })
        {
            foreach (var number in new[] { """{"$numberInt":"5"}""", """{"$numberLong":"5"}""", """{"$numberDouble":"5.0"}""", """{"$numberDecimal":"5.0"}""" })
                Assert.That((Counting("""{"n":5}""", $$"""{"n":{{number}} }""", """{"n":5}""") with { Ejson = ejson }).Planned(), Is.EqualTo("Nothing"), number);
        }
        var wrapped = Counting(null, null, """{"n":{"$numberLong":"5"}}""") with { Ejson = true, Plain = ["n"] };
        Assert.That(wrapped.Planned(), Is.EqualTo("CreateInMongo; D unsets n, counts n=5"));
    }

    [Test]
    public void Where_MongoDB_has_what_Ditto_cannot_hold_the_Big_Peers_value_is_left_alone() =>
        Assert.That((Counting("""{"n":5,"a":1}""", """{"n":{"$numberDouble":"NaN"},"a":1}""", """{"n":5,"a":1}""") with { Plain = ["n"] }).Planned(), Is.EqualTo("Nothing"));
}
