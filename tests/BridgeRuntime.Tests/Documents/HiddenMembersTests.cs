using BridgeModel;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

internal sealed class HiddenMembersTests
{
    private static readonly PlanCase Written = new() { B = """{"o":{"a":1,"b":2},"t":1}""", M = """{"o":{"a":9,"b":2},"t":1}""", D = """{"o":{"a":9},"t":1}""", WritingToBigPeer = """{"o":{"a":9}}""" };

    [TestCase(ConflictPolicy.MongoDB)]
    [TestCase(ConflictPolicy.BigPeer)]
    public void A_hidden_member_is_written_again_and_no_conflict(ConflictPolicy policy)
    {
        Assert.That((Written with { Policy = policy, Hidden = ["o.b"] }).Planned(), Is.EqualTo("Merge; D sets o.b=2"));
        Assert.That((Written with { Policy = policy }).Planned(), Is.EqualTo("Merge; M unsets o.b"), "without a register that holds it, somebody removed it");
    }

    [Test]
    public void A_document_that_hides_members_is_no_fragment()
    {
        var only = new PlanCase { Policy = ConflictPolicy.BigPeer, B = """{"o":{"a":1,"b":2}}""", M = """{"o":{"a":9,"b":2}}""", D = """{"o":{"a":9}}""", WritingToBigPeer = """{"o":{"a":9}}""" };
        Assert.That(only.Planned(), Is.EqualTo("DeleteOnBothSides; conflicts 1"));
        Assert.That((only with { Hidden = ["o.b"] }).Planned(), Is.EqualTo("Merge; D sets o.b=2"));
    }

    [Test]
    public void Only_maps_that_the_bridge_was_about_to_write_into_are_suspected()
    {
        Assert.That(Suspects(Written), Is.EqualTo("o"));
        Assert.That(Suspects(Written with { WritingToBigPeer = """{"t":1}""" }), Is.Empty);
        Assert.That(Suspects(Written with { D = """{"o":{"a":9,"b":2},"t":1}""" }), Is.Empty, "nothing is missing");
        Assert.That(Suspects(Written with { M = """{"o":{"b":2},"t":1}""", D = """{"o":{},"t":1}""", WritingToBigPeer = null, RemovingFromBigPeer = ["o.a"] }), Is.EqualTo("o"));
        Assert.That(Suspects(Written with { B = """{"o":{"p":{"a":1,"b":2}}}""", M = """{"o":{"p":{"a":9,"b":2}}}""", D = """{"o":{"p":{"a":9}}}""", WritingToBigPeer = """{"o":{"p":{"a":9}}}""" }), Is.EqualTo("o o.p"));
    }

    [Test]
    public void A_register_tells_what_it_hides_by_the_agreed_value()
    {
        var entry = Entry(Written);
        Assert.That(HiddenMembers.In(Written.State("""{"o":{"a":1,"b":2}}"""), entry), Is.EqualTo(new[] { new FieldPath("o", "b").Hash }));
        Assert.That(HiddenMembers.In(Written.State("""{"o":{"a":1,"b":3}}"""), entry), Is.Empty);
        Assert.That(HiddenMembers.In(Written.State("""{"o":5}"""), entry), Is.Empty);
    }

    [Test]
    public void What_is_missing_beside_a_write_is_suspected_and_what_comes_later_is_not()
    {
        var entry = Entry(Written with { D = """{"o":{"a":1,"b":2},"t":1}""", WritingToBigPeer = null });
        entry.Plan = (Written with { D = """{"o":{"a":1,"b":2},"t":1}""", WritingToBigPeer = null }).Plan();
        Assert.That(HiddenMembers.AreSuspected(entry, Written.State("""{"o":{"a":9},"t":1}"""), isBetween: false), Is.True);
        Assert.That(HiddenMembers.AreSuspected(entry, Written.State("""{"o":{"a":9,"b":2}}"""), isBetween: false), Is.False, "another map");
        Assert.That(HiddenMembers.AreSuspected(entry, Written.State("""{"o":{"b":2},"t":1}"""), isBetween: true), Is.False, "o.a is still to be written");
    }

    private static string Suspects(PlanCase plan) => string.Join(' ', HiddenMembers.Suspects(Entry(plan)).Select(p => p.ToString()).Order(StringComparer.Ordinal));

    private static BatchEntry Entry(PlanCase plan)
    {
        var input = plan.Input();
        return new BatchEntry(new ReconcileItem(new DocumentKey("cars", plan.Id), input.Hints)) { Ledger = input.Ledger, Mongo = input.Mongo, BigPeer = input.BigPeer, Intents = input.Intents };
    }
}
