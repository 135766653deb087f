using BridgeModel;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

/// <summary>Values that equal an open intent are the bridge's own, not a user's; and fragments that the bridge left count as gone.</summary>
internal sealed class OpenIntentTests
{
    [Test]
    public void A_value_the_bridge_wrote_to_D_is_no_change_of_D([Values] ConflictPolicy policy)
    {
        // The bridge crashed between its write to D and the ledger; M moved on meanwhile.
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":3}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets a=3"), "no conflict");
    }

    [Test]
    public void A_value_the_bridge_wrote_to_M_is_no_change_of_M([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = """{"a":3}""", WritingToMongo = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets a=3"), "no conflict");
    }

    [Test]
    public void A_removal_by_the_bridge_is_no_change([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"x":1}""", M = """{"a":3,"x":1}""", D = """{"x":1}""", RemovingFromBigPeer = ["a"] };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets a=3"));
    }

    [Test]
    public void Another_value_than_the_intent_is_a_users_change()
    {
        var row = new PlanCase { B = """{"a":1}""", M = """{"a":3}""", D = """{"a":9}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets a=3; conflicts 1"));
        Assert.That((row with { Policy = ConflictPolicy.BigPeer }).Planned(), Is.EqualTo("Merge; M sets a=9; conflicts 1"));
    }

    [Test]
    public void What_was_written_after_the_bridge_had_carried_a_change_stands_whatever_the_policy([Values] ConflictPolicy policy)
    {
        var toBigPeer = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = """{"a":3}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(toBigPeer.Planned(), Is.EqualTo("Merge; M sets a=3"), "D took 2 from M, and its user went on to 3");
        var toMongo = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":3}""", D = """{"a":2}""", WritingToMongo = """{"a":2}""" };
        Assert.That(toMongo.Planned(), Is.EqualTo("Merge; D sets a=3"));
    }

    [TestCase(ConflictPolicy.MongoDB, "Merge; D sets a=2; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, "Merge; M sets a=3; conflicts 1")]
    public void Documents_that_the_ledger_does_not_know_are_the_policys_even_where_one_was_about_to_be_carried(ConflictPolicy policy, string planned)
    {
        var row = new PlanCase { Policy = policy, M = """{"a":2,"b":1}""", D = """{"a":3,"b":1}""", WritingToBigPeer = """{"a":2,"b":1}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned));
        Assert.That((row with { B = row.D, IsBaseline = true }).Plan().Conflicts, Is.LessThanOrEqualTo(1), "a baseline says nothing of MongoDB");
    }

    [TestCase(ConflictPolicy.MongoDB, "Merge; D sets a=2; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, "Merge; M sets a=3; conflicts 1")]
    public void What_the_bridge_was_about_to_replace_is_still_a_conflict(ConflictPolicy policy, string planned)
    {
        var toBigPeer = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = """{"a":3}""", WritingToBigPeer = """{"a":2}""", OverrulingAtBigPeer = """{"a":3}""" };
        Assert.That(toBigPeer.Planned(), Is.EqualTo(planned));
        Assert.That((toBigPeer with { WritingToBigPeer = null, OverrulingAtBigPeer = null, WritingToMongo = """{"a":3}""", OverrulingInMongo = """{"a":2}""" }).Planned(), Is.EqualTo(planned));
    }

    [TestCase(ConflictPolicy.MongoDB)]
    [TestCase(ConflictPolicy.BigPeer)]
    public void A_plan_notes_the_users_values_that_it_replaces(ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1,"c":1}""", M = """{"a":2,"b":2,"c":1}""", D = """{"a":3,"b":1,"c":3}""" };
        var intents = row.Plan().Intents!;
        var (loses, other) = policy == ConflictPolicy.MongoDB ? (intents.OverruledAtBigPeer, intents.OverruledInMongo) : (intents.OverruledInMongo, intents.OverruledAtBigPeer);
        var replaced = row.State(policy == ConflictPolicy.MongoDB ? """{"a":3}""" : """{"a":2}""").Leaves[0];
        Assert.That(loses, Is.EqualTo(new[] { (replaced.PathHash, replaced.ValueHash) }), "of b and c the other side held what the ledger has");
        Assert.That(other, Is.Empty);
    }

    [Test]
    public void Where_no_user_changed_anything_the_side_with_the_intent_copies_its_origin([Values] ConflictPolicy policy)
    {
        var toBigPeer = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":1}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(toBigPeer.Planned(), Is.EqualTo("Merge; D sets a=1"), "M went back before D was written");
        var toMongo = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = """{"a":1}""", WritingToMongo = """{"a":2}""" };
        Assert.That(toMongo.Planned(), Is.EqualTo("Merge; M sets a=1"), "D went back before M was written");
    }

    [Test]
    public void Both_sides_with_the_intended_value_only_tell_the_ledger([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Record"));
    }

    [Test]
    public void A_new_document_half_created_is_finished_without_a_conflict([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, M = """{"a":2}""", D = """{"a":1}""", WritingToBigPeer = """{"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets a=2"));
    }

    [TestCase(ConflictPolicy.MongoDB, "DeleteInMongo")]
    [TestCase(ConflictPolicy.BigPeer, "DeleteInMongo")]
    public void M_holding_the_bridges_own_value_counts_as_unchanged_when_D_is_gone(ConflictPolicy policy, string planned) =>
        Assert.That(new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", WritingToMongo = """{"a":2}""" }.Planned(), Is.EqualTo(planned));

    [TestCase(ConflictPolicy.MongoDB, "RewriteInBigPeer; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, "DeleteOnBothSides; conflicts 1")]
    public void A_document_of_nothing_but_intents_is_a_fragment_and_counts_as_gone(ConflictPolicy policy, string planned)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1}""", M = """{"a":2,"b":1}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned), "b was not removed: the document was deleted before the bridge wrote");
    }

    [TestCase(HintSides.None, "DeleteInBigPeer")]
    [TestCase(HintSides.BigPeer, "DeleteInBigPeer")]
    [TestCase(HintSides.Mongo, "CreateInMongo")]
    public void What_the_bridge_deleted_in_MongoDB_itself_was_not_deleted_by_a_user_there(HintSides deleting, string planned)
    {
        foreach (var policy in Enum.GetValues<ConflictPolicy>())
        {
            foreach (var made in new[] { """{"a":2}""", """{"a":1}""" })
                Assert.That(new PlanCase { Policy = policy, B = """{"a":1}""", D = made, Deleting = deleting }.Planned(), Is.EqualTo(planned), $"{policy}, {made}");
        }
    }

    [TestCase(ConflictPolicy.MongoDB, HintSides.None, "DeleteInMongo", "CreateInBigPeer; conflicts 1")]
    [TestCase(ConflictPolicy.MongoDB, HintSides.Mongo, "DeleteInMongo", "CreateInBigPeer; conflicts 1")]
    [TestCase(ConflictPolicy.MongoDB, HintSides.BigPeer, "CreateInBigPeer", "CreateInBigPeer")]
    [TestCase(ConflictPolicy.BigPeer, HintSides.None, "DeleteInMongo", "DeleteInMongo; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, HintSides.BigPeer, "CreateInBigPeer", "CreateInBigPeer")]
    public void What_the_bridge_deleted_at_the_Big_Peer_itself_was_not_deleted_by_a_user_there(ConflictPolicy policy, HintSides deleting, string same, string other)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":1}""", Deleting = deleting };
        Assert.That(row.Planned(), Is.EqualTo(same));
        Assert.That((row with { M = """{"a":2}""" }).Planned(), Is.EqualTo(other));
    }

    [Test]
    public void A_delete_is_noted_before_it_is_done()
    {
        var row = new PlanCase { B = """{"a":1,"b":1}""" };
        Assert.Multiple(() =>
        {
            Assert.That(Deletes(row with { D = """{"a":1,"b":1}""" }), Is.EqualTo((false, true)));
            Assert.That(Deletes(row with { IsBigPeerRead = false, Hints = HintSides.Mongo }), Is.EqualTo((false, true)));
            Assert.That(Deletes(row with { M = """{"a":1,"b":1}""" }), Is.EqualTo((true, false)));
            Assert.That(Deletes(row with { M = """{"a":1,"b":1}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" }), Is.EqualTo((true, true)));
        });

        static (bool InMongo, bool AtBigPeer) Deletes(PlanCase row) => (row.Plan().Intents!.DeletesInMongo, row.Plan().Intents!.DeletesAtBigPeer);
    }

    [Test]
    public void A_fragment_of_an_unchanged_document_goes_from_both_sides([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1}""", M = """{"a":1,"b":1}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("DeleteOnBothSides"));
    }

    [Test]
    public void A_fragment_whose_document_is_gone_from_MongoDB_is_deleted([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("DeleteInBigPeer"));
        Assert.That((row with { Deleting = HintSides.Mongo | HintSides.BigPeer }).Planned(), Is.EqualTo("DeleteInBigPeer"), "the second of two deletes");
    }

    [Test]
    public void An_empty_document_is_a_fragment_too()
    {
        var row = new PlanCase { B = """{"a":1,"b":1}""", M = """{"a":2,"b":1}""", D = "{}", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("RewriteInBigPeer; conflicts 1"));
    }

    [Test]
    public void A_document_with_something_more_than_intents_is_no_fragment()
    {
        var row = new PlanCase { B = """{"a":1,"b":1}""", M = """{"a":2,"b":1}""", D = """{"a":2,"user":1}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets user=1, unsets b"));
    }

    [Test]
    public void A_document_whose_every_path_was_intended_is_no_fragment()
    {
        var row = new PlanCase { B = """{"a":1}""", M = """{"a":2}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Record"));
    }

    [TestCase(ConflictPolicy.MongoDB, "RewriteInBigPeer; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, "DeleteOnBothSides; conflicts 1")]
    public void A_fragment_stays_one_while_it_is_about_to_be_made_whole(ConflictPolicy policy, string planned)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1}""", M = """{"a":2,"b":1}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2}""", RewritingAtBigPeer = """{"a":2,"b":1}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned), "the whole is not there yet, and nobody removed b");
        Assert.That((row with { D = """{"a":2,"b":1}""" }).Planned(), Is.EqualTo("Record"), "the whole is there");
        Assert.That((row with { WritingToBigPeer = null, D = """{"a":2}""" }).Planned(), Is.EqualTo("Merge; M unsets b"), "nothing was written by itself: a user removed b");
    }

    [Test]
    public void What_was_carried_to_MongoDB_the_Big_Peer_had()
    {
        var row = new PlanCase { B = """{"a":1}""", M = """{"a":2,"x":1}""", D = """{"a":2}""", WritingToMongo = """{"x":1}""", WritingToBigPeer = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("RewriteInBigPeer; conflicts 1"), "x was there too: the document was deleted before the bridge wrote a");
        Assert.That((row with { RemovingFromMongo = ["x"] }).Planned(), Is.EqualTo("Merge; M unsets x"), "its removal was carried as well");
    }

    [Test]
    public void A_part_of_a_document_that_neither_the_ledger_nor_MongoDB_knows_is_deleted() =>
        Assert.That(new PlanCase { D = """{"a":2}""", WritingToBigPeer = """{"a":2}""" }.Planned(), Is.EqualTo("DeleteInBigPeer"));

    [Test]
    public void Without_a_ledger_entry_there_is_no_fragment()
    {
        var row = new PlanCase { M = """{"a":2,"b":1}""", D = """{"a":2}""", WritingToBigPeer = """{"a":2,"b":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets b=1"), "a half-made document is completed, not deleted");
    }

    [Test]
    public void Intents_of_one_key_add_up()
    {
        var first = new OpenIntents(1);
        first.Add(HintSides.Mongo, 1, 2);
        var second = new OpenIntents(1);
        second.Add(HintSides.BigPeer, 3, 4);
        first.Overrule(HintSides.Mongo, 1, 9);
        second.AddAll(first);
        Assert.Multiple(() =>
        {
            Assert.That(second.IsOpen(HintSides.Mongo, 1, 2), Is.True);
            Assert.That(second.IsOpen(HintSides.BigPeer, 3, 4), Is.True);
            Assert.That(second.IsOverruled(HintSides.Mongo, 1, 9) && !second.IsOverruled(HintSides.BigPeer, 1, 9), Is.True);
            Assert.That(second.IsOpen(HintSides.BigPeer, 1, 2), Is.False, "of the other side");
            Assert.That(second.HasPath(1) && second.HasPath(3) && !second.HasPath(2), Is.True);
            Assert.That(first.IsOpen(HintSides.BigPeer, 3, 4), Is.False);
        });
    }
}
