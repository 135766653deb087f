using BridgeModel;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

/// <summary>Merges that paths one by one cannot decide: values over maps, emptied maps, kinds, what is not carried, mapped fields.</summary>
internal sealed class ThreeWayDiffTests
{
    private const string Binary = """{"$binary":{"base64":"AA==","subType":"00"}}""";

    [Test]
    public void A_value_in_M_over_a_map_in_D_replaces_the_whole_map_where_M_changed()
    {
        var row = new PlanCase { B = """{"o":{"x":1,"y":2}}""", M = """{"o":5}""", D = """{"o":{"x":1,"y":2}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets o=5, unsets o"));
        Assert.That(row.Agrees("""{"o":5}"""), Is.True);
    }

    [Test]
    public void A_map_in_M_over_a_value_in_D_replaces_the_value_where_M_changed()
    {
        var row = new PlanCase { B = """{"o":5}""", M = """{"o":{"x":1,"y":{"z":2}}}""", D = """{"o":5}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets o.x=1 o.y.z=2, unsets o"));
        Assert.That(row.Agrees("""{"o":{"x":1,"y":{"z":2}}}"""), Is.True);
    }

    [Test]
    public void A_value_in_D_over_a_map_in_M_replaces_the_map_where_D_changed()
    {
        var row = new PlanCase { B = """{"o":{"x":1,"y":2}}""", M = """{"o":{"x":1,"y":2}}""", D = """{"o":5}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets o=5"));
        Assert.That(row.Agrees("""{"o":5}"""), Is.True);
    }

    [Test]
    public void A_map_in_D_over_a_value_in_M_replaces_the_value_where_D_changed()
    {
        var row = new PlanCase { B = """{"o":5}""", M = """{"o":5}""", D = """{"o":{"x":1,"y":{"z":2}}}""" };
        Assert.That(row.Planned(), Is.EqualTo("""Merge; M sets o={"x":1,"y":{"z":2}}"""));
        Assert.That(row.Agrees("""{"o":{"x":1,"y":{"z":2}}}"""), Is.True);
    }

    [TestCase(ConflictPolicy.MongoDB, "Merge; D sets o=5, unsets o; conflicts 1", """{"o":5}""")]
    [TestCase(ConflictPolicy.BigPeer, """Merge; M sets o={"x":1,"y":9}; conflicts 1""", """{"o":{"x":1,"y":9}}""")]
    public void A_value_in_M_against_a_changed_map_in_D_is_one_conflict(ConflictPolicy policy, string planned, string agreed)
    {
        var row = new PlanCase { Policy = policy, B = """{"o":{"x":1,"y":2}}""", M = """{"o":5}""", D = """{"o":{"x":1,"y":9}}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned));
        Assert.That(row.Agrees(agreed), Is.True);
    }

    [TestCase(ConflictPolicy.MongoDB, "Merge; D sets o.x=1 o.y=9, unsets o; conflicts 1", """{"o":{"x":1,"y":9}}""")]
    [TestCase(ConflictPolicy.BigPeer, "Merge; M sets o=5; conflicts 1", """{"o":5}""")]
    public void A_changed_map_in_M_against_a_value_in_D_is_one_conflict(ConflictPolicy policy, string planned, string agreed)
    {
        var row = new PlanCase { Policy = policy, B = """{"o":{"x":1,"y":2}}""", M = """{"o":{"x":1,"y":9}}""", D = """{"o":5}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned));
        Assert.That(row.Agrees(agreed), Is.True);
    }

    [TestCase(ConflictPolicy.MongoDB, "Merge; D sets o=5, unsets o; conflicts 1")]
    [TestCase(ConflictPolicy.BigPeer, """Merge; M sets o={"x":1}; conflicts 1""")]
    public void A_value_against_a_map_without_a_ledger_follows_the_policy(ConflictPolicy policy, string planned) =>
        Assert.That(new PlanCase { Policy = policy, M = """{"o":5}""", D = """{"o":{"x":1}}""" }.Planned(), Is.EqualTo(planned));

    [Test]
    public void Under_strict_mode_an_object_is_one_value()
    {
        var row = new PlanCase { Strict = true, B = """{"o":{"x":1,"y":2}}""", M = """{"o":{"x":1,"y":3}}""", D = """{"o":{"y":2,"x":1}}""" };
        Assert.That(row.Planned(), Is.EqualTo("""Merge; D sets o={"x":1,"y":3}"""));
        var kind = new PlanCase { Strict = true, B = """{"o":{"x":1}}""", M = """{"o":5}""", D = """{"o":{"x":1}}""" };
        Assert.That(kind.Planned(), Is.EqualTo("Merge; D sets o=5"), "no kinds, so nothing is unset");
    }

    [Test]
    public void Not_strict_two_members_of_one_map_merge()
    {
        var row = new PlanCase { B = """{"o":{"x":1,"y":2}}""", M = """{"o":{"x":9,"y":2}}""", D = """{"o":{"x":1,"y":8}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets o.y=8; D sets o.x=9"));
    }

    [Test]
    public void An_array_is_one_value_even_of_maps([Values] bool strict)
    {
        var row = new PlanCase { Strict = strict, B = """{"l":[{"x":1},{"y":2}]}""", M = """{"l":[{"x":1},{"y":3}]}""", D = """{"l":[{"x":1},{"y":2}]}""" };
        Assert.That(row.Planned(), Is.EqualTo("""Merge; D sets l=[{"x":1},{"y":3}]"""));
    }

    [Test]
    public void A_map_emptied_by_M_loses_its_members_in_D_and_stays_as_an_empty_map()
    {
        var row = new PlanCase { B = """{"o":{"x":1}}""", M = """{"o":{}}""", D = """{"o":{"x":1}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D unsets o.x"), "UNSET of the last member leaves the empty map");
        Assert.That(row.Agrees("""{"o":{}}"""), Is.True);
    }

    [Test]
    public void A_map_emptied_by_D_loses_its_members_in_M_and_stays_as_an_empty_map()
    {
        var row = new PlanCase { B = """{"o":{"x":1}}""", M = """{"o":{"x":1}}""", D = """{"o":{}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M unsets o.x"));
        Assert.That(row.Agrees("""{"o":{}}"""), Is.True);
    }

    [Test]
    public void A_map_emptied_by_M_to_which_D_added_keeps_what_D_added()
    {
        var row = new PlanCase { B = """{"o":{"x":1}}""", M = """{"o":{}}""", D = """{"o":{"x":1,"new":2}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets o.new=2; D unsets o.x"));
        Assert.That(row.Agrees("""{"o":{"new":2}}"""), Is.True, "and the map is not recorded as empty");
    }

    [Test]
    public void Removed_maps_are_pruned_from_D_the_deepest_first()
    {
        var row = new PlanCase { B = """{"a":1,"o":{"p":{"q":{"x":1,"y":2}}}}""", M = """{"a":1}""", D = """{"a":1,"o":{"p":{"q":{"x":1,"y":2}}}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D unsets o.p.q.x o.p.q.y, prunes o o.p o.p.q"));
        Assert.That(row.Plan().PruneInBigPeer.Select(p => p.ToString()), Is.EqualTo(new[] { "o.p.q", "o.p", "o" }));
        Assert.That(row.Agrees("""{"a":1}"""), Is.True);
        var emptyMap = DocumentStateReader.EmptyMap;
        Assert.That(row.Plan().Intents!.IsOpen(HintSides.BigPeer, new FieldPath("o", "p").Hash, emptyMap), Is.True, "an empty map found later is the bridge's own");
    }

    [Test]
    public void A_map_with_another_member_is_not_pruned()
    {
        var row = new PlanCase { B = """{"o":{"p":{"x":1},"stays":1}}""", M = """{"o":{"stays":1}}""", D = """{"o":{"p":{"x":1},"stays":1}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D unsets o.p.x, prunes o.p"));
    }

    [Test]
    public void A_map_into_which_M_sets_something_is_not_pruned()
    {
        var row = new PlanCase { B = """{"o":{"x":1}}""", M = """{"o":{"y":1}}""", D = """{"o":{"x":1}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets o.y=1, unsets o.x"));
    }

    [Test]
    public void An_empty_map_that_M_removed_is_pruned_and_not_unset()
    {
        var row = new PlanCase { B = """{"a":1,"o":{}}""", M = """{"a":1}""", D = """{"a":1,"o":{}}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D prunes o"), "a user may have added a member");
    }

    [Test]
    public void Maps_removed_from_D_are_removed_from_M_at_their_highest_empty_place()
    {
        var row = new PlanCase { B = """{"a":1,"o":{"p":{"x":1,"y":2}}}""", M = """{"a":1,"o":{"p":{"x":1,"y":2}}}""", D = """{"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M unsets o"));
        var partly = row with { M = """{"a":1,"o":{"p":{"x":1,"y":2},"new":1}}""" };
        Assert.That(partly.Planned(), Is.EqualTo("Merge; M unsets o.p; D sets o.new=1"));
    }

    [Test]
    public void A_map_in_M_that_holds_what_is_not_carried_is_not_removed_with_its_last_carried_member()
    {
        var row = new PlanCase { B = """{"a":1,"o":{"x":1}}""", M = $$$"""{"a":1,"o":{"x":1,"bin":{{{Binary}}}}}""", D = """{"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M unsets o.x"));
    }

    [Test]
    public void What_is_not_carried_leaves_D_alone()
    {
        var row = new PlanCase { M = $$$"""{"a":1,"bin":{{{Binary}}}}""", D = """{"a":1,"bin":"mine"}""", B = """{"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Record"));
        Assert.That(row.Agrees("""{"a":1,"bin":"mine"}"""), Is.True);
    }

    [Test]
    public void What_D_holds_below_a_path_that_is_not_carried_stays_too()
    {
        var row = new PlanCase { M = $$$"""{"a":2,"bin":[{{{Binary}}}]}""", D = """{"a":1,"bin":{"x":1,"y":{"z":2}}}""", B = """{"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets a=2"));
        Assert.That(row.Agrees("""{"a":2,"bin":{"x":1,"y":{"z":2}}}"""), Is.True);
    }

    [Test]
    public void A_mapped_field_that_Ditto_changed_goes_back_to_what_MongoDB_has([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, Fields = ["orderId"], Id = new DittoId("5"), B = """{"orderId":5,"a":1}""", M = """{"orderId":5,"a":1}""", D = """{"orderId":6,"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets a=2; D sets orderId=5"));
        Assert.That((row with { D = """{"a":1}""" }).Planned(), Is.EqualTo("Merge; D sets orderId=5"));
    }

    [Test]
    public void A_change_of_wrapper_is_unset_first_in_ejson_mode()
    {
        const string Old = """{"v":{"$date":{"$numberLong":"1"}}}""";
        var row = new PlanCase { Ejson = true, B = Old, D = Old, M = """{"v":{"$oid":"0123456789abcdef01234567"}}""" };
        Assert.That(row.Planned(), Is.EqualTo("""Merge; D sets v={"$oid":"0123456789abcdef01234567"}, unsets v"""));
    }

    [Test]
    public void An_empty_map_against_a_value_is_a_change_of_kind()
    {
        var row = new PlanCase { B = """{"v":{}}""", D = """{"v":{}}""", M = """{"v":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets v=1, unsets v"));
        Assert.That(new PlanCase { B = """{"v":1}""", D = """{"v":{}}""", M = """{"v":1}""" }.Planned(), Is.EqualTo("Merge; M sets v={}"));
    }

    [Test]
    public void Names_with_dots_and_dollars_are_ordinary_paths()
    {
        var row = new PlanCase { B = """{"a.b":1,"$x":1}""", M = """{"a.b":2,"$x":1}""", D = """{"a.b":1,"$x":3}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets $x=3; D sets a.b=2"));
        Assert.That(row.Plan().SetInMongo[0].Path.Names, Is.EqualTo(new[] { "$x" }));
    }
}
