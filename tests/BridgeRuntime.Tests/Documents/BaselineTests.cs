using BridgeModel;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

/// <summary>A baseline is the Big Peer's state at a first start without initial sync. It says nothing about MongoDB.</summary>
internal sealed class BaselineTests
{
    private static readonly PlanCase Baseline = new() { B = """{"a":1,"b":1}""", IsBaseline = true };

    [Test]
    public void An_unchanged_document_that_MongoDB_lacks_stays_alone([Values] ConflictPolicy policy) =>
        Assert.That((Baseline with { Policy = policy, D = Baseline.B, Hints = HintSides.Recheck }).Planned(), Is.EqualTo("Nothing"));

    [Test]
    public void The_first_change_in_D_creates_M([Values] ConflictPolicy policy)
    {
        var row = Baseline with { Policy = policy, D = """{"a":2,"b":1}""", Hints = HintSides.BigPeer };
        Assert.That(row.Planned(), Is.EqualTo("CreateInMongo"));
        Assert.That(row.Agrees("""{"a":2,"b":1}"""), Is.True);
    }

    [Test]
    public void A_delete_event_of_MongoDB_deletes_D([Values] ConflictPolicy policy) =>
        Assert.That((Baseline with { Policy = policy, D = Baseline.B, Hints = HintSides.Mongo }).Planned(), Is.EqualTo("DeleteInBigPeer"));

    [Test]
    public void What_is_missing_in_M_was_not_removed([Values] ConflictPolicy policy)
    {
        var row = Baseline with { Policy = policy, M = """{"a":1}""", D = Baseline.B, Hints = HintSides.Mongo };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets b=1"));
    }

    [Test]
    public void A_value_of_M_that_differs_goes_to_D([Values] ConflictPolicy policy)
    {
        var row = Baseline with { Policy = policy, M = """{"a":5,"b":1}""", D = Baseline.B, Hints = HintSides.Mongo };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets a=5"));
    }

    [Test]
    public void Once_both_are_equal_the_ledger_records_an_ordinary_entry()
    {
        var row = Baseline with { M = Baseline.B, D = Baseline.B, Hints = HintSides.Recheck };
        Assert.That(row.Planned(), Is.EqualTo("Record"));
    }

    [Test]
    public void A_path_removed_from_D_is_removed_from_M_where_M_did_not_change_it()
    {
        var row = Baseline with { M = """{"a":1,"b":1}""", D = """{"a":1}""", Hints = HintSides.BigPeer };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M unsets b"));
    }

    [Test]
    public void M_unchanged_against_the_baseline_goes_when_D_is_deleted() =>
        Assert.That((Baseline with { M = """{"a":1}""", Hints = HintSides.BigPeer }).Planned(), Is.EqualTo("DeleteInMongo"));

    [Test]
    public void D_gone_and_M_changed_follows_the_policy()
    {
        var row = Baseline with { M = """{"a":2,"b":1}""", Hints = HintSides.BigPeer };
        Assert.That(row.Planned(), Is.EqualTo("CreateInBigPeer; conflicts 1"));
        Assert.That((row with { Policy = ConflictPolicy.BigPeer }).Planned(), Is.EqualTo("DeleteInMongo; conflicts 1"));
    }
}
