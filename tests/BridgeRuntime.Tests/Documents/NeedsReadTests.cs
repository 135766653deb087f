using BridgeModel;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

/// <summary>When a change from MongoDB can be written without reading the Big Peer, and when an event is an echo.</summary>
internal sealed class NeedsReadTests
{
    private static readonly PlanCase Unread = new() { B = """{"a":1,"b":1}""", M = """{"a":2,"b":1}""", IsBigPeerRead = false, Hints = HintSides.Mongo };

    [Test]
    public void A_change_in_MongoDB_under_policy_mongodb_needs_no_read()
    {
        Assert.That(Unread.Planned(), Is.EqualTo("Merge; D sets a=2"));
        Assert.That(Unread.Agrees("""{"a":2,"b":1}"""), Is.True);
        Assert.That(Unread.Plan().Intents!.ToBigPeer, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_new_path_needs_no_read() => Assert.That((Unread with { M = """{"a":1,"b":1,"c":1}""" }).Planned(), Is.EqualTo("Merge; D sets c=1"));

    [Test]
    public void A_delete_in_MongoDB_needs_no_read() => Assert.That((Unread with { M = null }).Planned(), Is.EqualTo("DeleteInBigPeer"));

    [Test]
    public void A_delete_of_a_document_the_ledger_does_not_know_is_nothing() => Assert.That((Unread with { B = null, M = null }).Planned(), Is.EqualTo("Nothing"));

    [Test]
    public void Policy_bigPeer_reads() => Assert.That((Unread with { Policy = ConflictPolicy.BigPeer }).Planned(), Is.EqualTo("ReadBigPeer"));

    [TestCase(HintSides.BigPeer)]
    [TestCase(HintSides.BigPeer | HintSides.Mongo)]
    [TestCase(HintSides.Recheck)]
    [TestCase(HintSides.Recheck | HintSides.Mongo)]
    public void Any_other_hint_reads(HintSides hints) => Assert.That((Unread with { Hints = hints }).Planned(), Is.EqualTo("ReadBigPeer"));

    [Test]
    public void A_removed_path_reads() => Assert.That((Unread with { M = """{"b":1}""" }).Planned(), Is.EqualTo("ReadBigPeer"));

    [TestCase("""{"a":{},"b":1}""", TestName = "A_change_of_kind_reads(scalar to empty map)")]
    [TestCase("""{"a":{"x":1},"b":1}""", TestName = "A_change_of_kind_reads(scalar to map)")]
    [TestCase("""{"a":{"$regularExpression":{"pattern":"x","options":""}},"b":1}""", TestName = "A_change_of_kind_reads(scalar to regular expression)")]
    public void A_change_of_kind_reads(string m) => Assert.That((Unread with { M = m }).Planned(), Is.EqualTo("ReadBigPeer"));

    [Test]
    public void A_change_from_one_wrapper_to_another_reads_in_ejson_mode()
    {
        var row = Unread with { Ejson = true, B = """{"a":{"$date":{"$numberLong":"1"}}}""", M = """{"a":{"$oid":"0123456789abcdef01234567"}}""" };
        Assert.That(row.Planned(), Is.EqualTo("ReadBigPeer"));
        Assert.That((row with { M = """{"a":{"$date":{"$numberLong":"2"}}}""" }).Planned(), Is.EqualTo("""Merge; D sets a={"$date":{"$numberLong":"2"}}"""));
    }

    [Test]
    public void A_change_from_one_register_to_another_needs_no_read() => Assert.That((Unread with { M = """{"a":["x",{"y":1}],"b":1}""" }).Planned(), Does.StartWith("Merge; D sets a="));

    [Test]
    public void Open_intents_read() => Assert.That((Unread with { WritingToBigPeer = """{"a":2}""" }).Planned(), Is.EqualTo("ReadBigPeer"));

    [Test]
    public void Until_the_Big_Peer_was_looked_at_a_change_of_what_the_ledger_knows_reads()
    {
        var row = Unread with { IsBigPeerHinted = false };
        Assert.That(row.Planned(), Is.EqualTo("ReadBigPeer"));
        Assert.That((row with { B = null }).Planned(), Does.StartWith("CreateInBigPeer"), "what is new is written only where nothing is");
        Assert.That((row with { M = null }).Planned(), Is.EqualTo("DeleteInBigPeer"));
        Assert.That((row with { M = row.B }).Planned(), Is.EqualTo("Nothing"), "an echo is one all the same");
    }

    [Test]
    public void A_baseline_reads() => Assert.That((Unread with { IsBaseline = true }).Planned(), Is.EqualTo("ReadBigPeer"));

    [Test]
    public void A_path_that_turned_into_what_Ditto_cannot_hold_needs_no_read()
    {
        var row = Unread with { M = """{"a":{"$binary":{"base64":"AA==","subType":"00"}},"b":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets b=2"));
        Assert.That(row.Agrees("""{"a":1,"b":2}"""), Is.True, "what the Big Peer has at that path stays agreed");
    }

    [Test]
    public void An_echo_from_MongoDB_is_nothing_without_a_read() => Assert.That((Unread with { M = """{"b":1,"a":1}""" }).Planned(), Is.EqualTo("Nothing"));

    [Test]
    public void An_echo_from_MongoDB_under_policy_bigPeer_is_nothing_once_the_Big_Peer_matches_too()
    {
        var echo = Unread with { Policy = ConflictPolicy.BigPeer, M = Unread.B };
        Assert.That(echo.Planned(), Is.EqualTo("ReadBigPeer"));
        Assert.That((echo with { IsBigPeerRead = true, D = echo.B }).Planned(), Is.EqualTo("Nothing"));
        Assert.That((echo with { IsBigPeerRead = true, D = """{"a":9,"b":1}""" }).Planned(), Is.EqualTo("Merge; M sets a=9"));
    }

    [Test]
    public void An_echo_from_the_Big_Peer_is_nothing_whatever_MongoDB_holds_by_now()
    {
        var echo = Unread with { Hints = HintSides.BigPeer, IsBigPeerRead = true, D = Unread.B };
        Assert.That(echo.Planned(), Is.EqualTo("Nothing"), "MongoDB's change has a hint of its own");
        Assert.That((echo with { Hints = HintSides.BigPeer | HintSides.Mongo }).Planned(), Is.EqualTo("Merge; D sets a=2"));
    }

    [Test]
    public void With_open_intents_nothing_is_an_echo() =>
        Assert.That((Unread with { M = Unread.B, WritingToBigPeer = """{"a":2}""", IsBigPeerRead = true, D = """{"a":2,"b":1}""" }).Planned(), Is.EqualTo("Merge; D sets a=1"));
}
