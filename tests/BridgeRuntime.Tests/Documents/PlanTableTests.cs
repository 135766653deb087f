using BridgeModel;
using BridgeRuntime.Documents;

namespace BridgeRuntime.Tests.Documents;

/// <summary>The plan table of the architecture, row by row: MongoDB against the ledger, the Big Peer against the ledger, what is planned.</summary>
internal sealed class PlanTableTests
{
    private const ConflictPolicy MongoDB = ConflictPolicy.MongoDB;
    private const ConflictPolicy BigPeer = ConflictPolicy.BigPeer;

    [Test]
    public void M_same_and_D_same_plans_nothing([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"o":{"b":2}}""", M = """{"a":1,"o":{"b":2}}""", D = """{"o":{"b":2},"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Nothing"));
        Assert.That((row with { Hints = HintSides.Recheck }).Planned(), Is.EqualTo("Nothing"), "also where the short cut for echoes is not taken");
    }

    [Test]
    public void M_changed_and_D_same_gives_D_the_changed_paths_of_M([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1,"gone":1}""", M = """{"a":2,"b":1,"new":3}""", D = """{"a":1,"b":1,"gone":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; D sets a=2 new=3, unsets gone"));
        Assert.That(row.Agrees("""{"a":2,"b":1,"new":3}"""), Is.True);
    }

    [Test]
    public void M_same_and_D_changed_gives_M_the_changed_paths_of_D([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1,"gone":1}""", M = """{"a":1,"b":1,"gone":1}""", D = """{"a":2,"b":1,"new":3}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets a=2 new=3, unsets gone"));
        Assert.That(row.Agrees("""{"a":2,"b":1,"new":3}"""), Is.True);
    }

    [Test]
    public void Both_changed_different_paths_takes_each_from_where_it_changed([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1}""", M = """{"a":2,"b":1}""", D = """{"a":1,"b":3}""" };
        Assert.That(row.Planned(), Is.EqualTo("Merge; M sets b=3; D sets a=2"));
        Assert.That(row.Agrees("""{"a":2,"b":3}"""), Is.True);
    }

    [Test]
    public void Both_changed_one_path_to_the_same_value_writes_nothing_and_records_it([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = """{"a":2}""" };
        Assert.That(row.Planned(), Is.EqualTo("Record"));
        Assert.That(row.Agrees("""{"a":2}"""), Is.True);
    }

    [TestCase(MongoDB, "Merge; D sets a=2; conflicts 1", """{"a":2}""")]
    [TestCase(BigPeer, "Merge; M sets a=3; conflicts 1", """{"a":3}""")]
    public void Both_changed_one_path_to_different_values_follows_the_policy_and_is_counted(ConflictPolicy policy, string planned, string agreed)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = """{"a":3}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned));
        Assert.That(row.Agrees(agreed), Is.True);
    }

    [TestCase(MongoDB, "Merge; D unsets a; conflicts 1", "{}")]
    [TestCase(BigPeer, "Merge; M sets a=3; conflicts 1", """{"a":3}""")]
    public void M_removed_a_path_that_D_changed_follows_the_policy(ConflictPolicy policy, string planned, string agreed)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = "{}", D = """{"a":3}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned));
        Assert.That(row.Agrees(agreed), Is.True);
    }

    [TestCase(MongoDB, "Merge; D sets a=2; conflicts 1")]
    [TestCase(BigPeer, "Merge; M unsets a; conflicts 1")]
    public void D_removed_a_path_that_M_changed_follows_the_policy(ConflictPolicy policy, string planned)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":2}""", D = "{}" };
        Assert.That(row.Planned(), Is.EqualTo(planned));
    }

    [Test]
    public void Both_removed_a_path_only_tells_the_ledger([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1,"b":1}""", M = """{"b":1}""", D = """{"b":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Record"));
        Assert.That(row.Agrees("""{"b":1}"""), Is.True);
    }

    [TestCase("""{"a":1}""", TestName = "M_gone_and_D_same_deletes_D({m})")]
    [TestCase("""{"a":2,"b":5}""", TestName = "M_gone_and_D_changed_deletes_D_for_a_delete_in_MongoDB_is_final({m})")]
    public void M_gone_deletes_D(string d)
    {
        foreach (var policy in Enum.GetValues<ConflictPolicy>())
        {
            var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = null, D = d };
            Assert.That(row.Planned(), Is.EqualTo("DeleteInBigPeer"), policy.ToString());
            Assert.That(row.Plan().Agreed, Is.Null, "the ledger forgets the key");
        }
    }

    [Test]
    public void Both_gone_makes_the_ledger_forget([Values] ConflictPolicy policy) =>
        Assert.That(new PlanCase { Policy = policy, B = """{"a":1}""" }.Planned(), Is.EqualTo("Forget"));

    [Test]
    public void Both_gone_and_unknown_plans_nothing([Values] ConflictPolicy policy, [Values(HintSides.Mongo, HintSides.BigPeer, HintSides.Recheck)] HintSides hints) =>
        Assert.That(new PlanCase { Policy = policy, Hints = hints }.Planned(), Is.EqualTo("Nothing"));

    [Test]
    public void M_same_and_D_gone_deletes_M([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, B = """{"a":1}""", M = """{"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("DeleteInMongo"));
        Assert.That(row.Plan().Agreed, Is.Null);
    }

    [TestCase("""{"a":2}""")]
    [TestCase("{}")]
    [TestCase("""{"a":1,"b":1}""")]
    public void M_changed_and_D_gone_recreates_D_under_policy_mongodb(string m)
    {
        var row = new PlanCase { Policy = MongoDB, B = """{"a":1}""", M = m };
        Assert.That(row.Planned(), Is.EqualTo("CreateInBigPeer; conflicts 1"));
        Assert.That(row.Agrees(m), Is.True);
    }

    [Test]
    public void M_changed_and_D_gone_deletes_M_under_policy_bigPeer() =>
        Assert.That(new PlanCase { Policy = BigPeer, B = """{"a":1}""", M = """{"a":2}""" }.Planned(), Is.EqualTo("DeleteInMongo; conflicts 1"));

    [Test]
    public void No_ledger_and_only_M_creates_D([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, M = """{"a":1,"o":{"b":2}}""" };
        Assert.That(row.Planned(), Is.EqualTo("CreateInBigPeer"), "D was read and is absent");
        Assert.That(row.Agrees("""{"a":1,"o":{"b":2}}"""), Is.True);
    }

    [Test]
    public void No_ledger_and_only_M_without_a_read_inserts_into_D_unless_it_exists()
    {
        var row = new PlanCase { M = """{"a":1}""", IsBigPeerRead = false, Hints = HintSides.Mongo };
        Assert.That(row.Planned(), Is.EqualTo("CreateInBigPeer"));
        Assert.That(row.Agrees("""{"a":1}"""), Is.True);
    }

    [Test]
    public void No_ledger_and_only_D_creates_M([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, D = """{"a":1,"o":{"b":2}}""" };
        Assert.That(row.Planned(), Is.EqualTo("CreateInMongo"));
        Assert.That(row.Agrees("""{"a":1,"o":{"b":2}}"""), Is.True);
    }

    [TestCase(MongoDB, "Merge; M sets o.d=2; D sets m=1 x=1; conflicts 1", """{"same":0,"x":1,"m":1,"o":{"d":2}}""")]
    [TestCase(BigPeer, "Merge; M sets o.d=2 x=2; D sets m=1; conflicts 1", """{"same":0,"x":2,"m":1,"o":{"d":2}}""")]
    public void No_ledger_and_both_unites_the_paths_and_removes_none(ConflictPolicy policy, string planned, string agreed)
    {
        var row = new PlanCase { Policy = policy, M = """{"same":0,"x":1,"m":1}""", D = """{"same":0,"x":2,"o":{"d":2}}""" };
        Assert.That(row.Planned(), Is.EqualTo(planned));
        Assert.That(row.Agrees(agreed), Is.True);
    }

    [Test]
    public void No_ledger_and_both_equal_records_without_a_write([Values] ConflictPolicy policy)
    {
        var row = new PlanCase { Policy = policy, M = """{"a":1}""", D = """{"a":1}""" };
        Assert.That(row.Planned(), Is.EqualTo("Record"));
        Assert.That(row.Agrees("""{"a":1}"""), Is.True);
    }

    [Test]
    public void Intents_name_every_value_that_is_about_to_be_written()
    {
        var row = new PlanCase { B = """{"a":1,"b":1,"x":1}""", M = """{"a":2,"b":1}""", D = """{"a":1,"b":3,"x":1}""" };
        var intents = row.Plan().Intents!;
        Assert.Multiple(() =>
        {
            Assert.That(intents.BaseVersion, Is.EqualTo(PlanCase.LedgerVersion));
            Assert.That(intents.ToMongo, Is.EquivalentTo(new[] { (new FieldPath("b").Hash, row.State("""{"b":3}""").Leaves[0].ValueHash) }));
            Assert.That(intents.ToBigPeer, Is.EquivalentTo(new[] { (new FieldPath("a").Hash, row.State("""{"a":2}""").Leaves[0].ValueHash), (new FieldPath("x").Hash, 0UL) }));
        });
    }
}
