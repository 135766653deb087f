using Faults.Tests.Lives;

namespace Faults.Tests.Checking;

/// <summary>The judge on what it must find and what it must let pass.</summary>
internal sealed class EpochJudgeTests
{
    private static readonly DocumentFields Before = Fields("a=\"v1\"", "b=\"v2\"", "c=\"v3\"", "n=5");

    [Test]
    public void A_write_that_is_there_is_present() => Check(Judge(Before, Fields("a=\"v9\"", "b=\"v2\"", "c=\"v3\"", "n=5"), Edit(1, UserSide.Mongo, "a", "v9")), VerdictKind.Present);

    [Test]
    public void A_write_that_is_not_there_is_lost() => Check(Judge(Before, Before, Edit(1, UserSide.BigPeer, "a", "v9")), VerdictKind.Lost, "a is \"v1\" and should be \"v9\"");

    [Test]
    public void An_older_value_that_comes_back_is_a_loss() =>
        Check(Judge(Before, Fields("a=\"v8\"", "b=\"v2\"", "c=\"v3\"", "n=5"), Edit(1, UserSide.Mongo, "a", "v8"), Edit(2, UserSide.Mongo, "a", "v9")), VerdictKind.Lost, "a is \"v8\" and should be \"v9\"");

    [Test]
    public void A_later_write_of_the_same_side_supersedes() =>
        Check(Judge(Before, Fields("a=\"v9\"", "b=\"v2\"", "c=\"v3\"", "n=5"), Edit(1, UserSide.Mongo, "a", "v8"), Edit(2, UserSide.Mongo, "a", "v9")), VerdictKind.Superseded);

    [Test]
    public void Other_fields_of_both_sides_must_both_be_there() =>
        Check(Judge(Before, Fields("a=\"v8\"", "b=\"v2\"", "c=\"v3\"", "n=5"), Edit(1, UserSide.Mongo, "a", "v8"), Edit(2, UserSide.BigPeer, "b", "v9")), VerdictKind.Lost, "b is \"v2\" and should be \"v9\"");

    [TestCase("mongodb", "v8", true)]
    [TestCase("mongodb", "v9", false)]
    [TestCase("bigPeer", "v8", false)]
    [TestCase("bigPeer", "v9", true)]
    public void The_policy_decides_what_changed_on_both_sides_while_no_bridge_ran(string policy, string found, bool isRight)
    {
        var epoch = new Epoch("x", policy, Before) { DownMark = 1, Writes = { Edit(1, UserSide.Mongo, "c", "v8"), Edit(2, UserSide.BigPeer, "c", "v9") } };
        Assert.That(EpochJudge.Judge(epoch, Fields("a=\"v1\"", "b=\"v2\"", $"c=\"{found}\"", "n=5")).Objections, isRight ? Is.Empty : Is.Not.Empty);
    }

    [TestCase("v8", true)]
    [TestCase("v9", true)]
    [TestCase("v3", false)]
    public void While_the_bridge_runs_either_may_come_last(string found, bool isRight) =>
        Assert.That(Judge(Before, Fields("a=\"v1\"", "b=\"v2\"", $"c=\"{found}\"", "n=5"), Edit(1, UserSide.Mongo, "c", "v8"), Edit(2, UserSide.BigPeer, "c", "v9")).Objections, isRight ? Is.Empty : Is.Not.Empty);

    [Test]
    public void A_value_that_nobody_wrote_is_told() => Assert.That(Judge(Before, Fields("a=\"v7\"", "b=\"v2\"", "c=\"v3\"", "n=5"), Edit(1, UserSide.Mongo, "b", "v2")).Objections, Is.EqualTo(new[] { "a is \"v7\" and should be \"v1\"" }));

    [Test]
    public void A_delete_in_MongoDB_is_final() =>
        Assert.That(Judge(Before, Before, Delete(1, UserSide.Mongo), Edit(2, UserSide.BigPeer, "b", "v9")).Objections, Is.EqualTo(new[] { "the document is there, and a delete in MongoDB is final" }));

    [TestCase("mongodb", false)]
    [TestCase("mongodb", true)]
    [TestCase("bigPeer", false)]
    public void Changed_in_MongoDB_and_gone_at_the_Big_Peer_goes_by_the_policy(string policy, bool isGone)
    {
        var epoch = new Epoch("x", policy, Before) { Writes = { Delete(1, UserSide.BigPeer), Edit(2, UserSide.Mongo, "a", "v9") } };
        var judgement = EpochJudge.Judge(epoch, isGone ? null : Fields("a=\"v9\"", "b=\"v2\"", "c=\"v3\"", "n=5"));
        Assert.That(judgement.Objections, policy == "mongodb" ? Is.Empty : Is.Not.Empty);
    }

    [Test]
    public void A_document_that_nobody_deleted_must_be_there() => Check(Judge(Before, null, Edit(1, UserSide.Mongo, "a", "v9")), VerdictKind.Lost, "the document is gone, and nobody deleted it for good");

    [TestCase("12", true)]
    [TestCase("5", false)]
    [TestCase("9", false)]
    public void Counts_add_up(string found, bool isRight) =>
        Assert.That(Judge(Before, Fields("a=\"v1\"", "b=\"v2\"", "c=\"v3\"", $"n={found}"), Count(1, 4), Count(2, 3)).Objections, isRight ? Is.Empty : Is.Not.Empty);

    [TestCase("100", true)]
    [TestCase("103", true)]
    [TestCase("107", true)]
    [TestCase("104", false)]
    [TestCase("12", false)]
    public void A_number_set_in_MongoDB_stands_and_later_counts_add_up(string found, bool isRight) =>
        Assert.That(Judge(Before, Fields("a=\"v1\"", "b=\"v2\"", "c=\"v3\"", $"n={found}"), Count(1, 4), Count(2, 3), Edit(3, UserSide.Mongo, "n", "100", isText: false)).Objections, isRight ? Is.Empty : Is.Not.Empty);

    [TestCase(false, "v8", true)]
    [TestCase(false, "v9", false)]
    [TestCase(true, "v7", true)]
    [TestCase(true, "v8", true)]
    public void Two_new_documents_are_one_conflict_until_somebody_goes_on_writing(bool goesOn, string found, bool isRight)
    {
        List<UserWrite> writes = [Edit(1, UserSide.Mongo, "a", "v8") with { Kind = WriteKind.Create }, Edit(2, UserSide.BigPeer, "a", "v9") with { Kind = WriteKind.Create }];
        if (goesOn) writes.Add(Edit(3, UserSide.BigPeer, "a", "v7"));
        Assert.That(Judge(null, Fields($"a=\"{found}\""), writes).Objections, isRight ? Is.Empty : Is.Not.Empty);
    }

    [Test]
    public void What_was_deleted_and_made_again_holds_nothing_of_before()
    {
        var create = new UserWrite(2, UserSide.Mongo, WriteKind.Create) { Fields = new Dictionary<string, FieldValue?> { ["a"] = FieldValue.Text("v9") } };
        Assert.That(Judge(Before, Fields("a=\"v9\""), Delete(1, UserSide.Mongo), create).Objections, Is.Empty);
        Assert.That(Judge(Before, Fields("a=\"v9\"", "b=\"v2\""), Delete(1, UserSide.Mongo), create).Objections, Is.EqualTo(new[] { "b is \"v2\" and should be missing" }));
    }

    private static void Check(Judgement judgement, VerdictKind kind, params IReadOnlyList<string> objections)
    {
        Assert.Multiple(() =>
        {
            Assert.That(judgement.Verdicts.Select(v => v.Kind), Has.Some.EqualTo(kind));
            Assert.That(judgement.Verdicts.Any(v => v.Kind == VerdictKind.Lost), Is.EqualTo(kind == VerdictKind.Lost));
            Assert.That(judgement.Objections, Is.EqualTo(objections));
        });
    }

    private static Judgement Judge(DocumentFields? before, DocumentFields? found, params IReadOnlyList<UserWrite> writes)
    {
        var epoch = new Epoch("x", "mongodb", before);
        epoch.Writes.AddRange(writes);
        return EpochJudge.Judge(epoch, found);
    }

    private static DocumentFields Fields(params IReadOnlyList<string> members) => new(members.Select(m => m.Split('=')).ToDictionary(m => m[0], m => m[1]));

    private static UserWrite Edit(int number, UserSide side, string path, string value, bool isText = true) =>
        new(number, side, WriteKind.Edit) { Fields = new Dictionary<string, FieldValue?> { [path] = isText ? FieldValue.Text(value) : new FieldValue(value, value, value) } };

    private static UserWrite Delete(int number, UserSide side) => new(number, side, WriteKind.Delete);

    private static UserWrite Count(int number, int by) => new(number, UserSide.BigPeer, WriteKind.Count) { By = by };
}
