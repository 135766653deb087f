using System.Text.Json;
using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;
using BridgeRuntime.Verification;
using TestKit;

namespace BridgeRuntime.Tests.Verification;

/// <summary>What a run has found, and how a later one goes on from it.</summary>
internal sealed class VerificationProgressTests
{
    private readonly FakeTimeProvider _time = new();

    private VerificationProgress Progress(VerificationRequest? request = null, params IReadOnlyList<string> collections) =>
        new(request ?? new VerificationRequest(), collections.Count == 0 ? ["cars"] : collections, ConflictPolicy.BigPeer, _time);

    private static Difference Difference(int id, string collection = "cars")
    {
        using var document = JsonDocument.Parse($"{id}");
        return new Difference { Collection = collection, Id = document.RootElement.Clone(), Kind = "differs", Action = "merge" };
    }

    [Test]
    public void Only_what_was_asked_for_is_reported()
    {
        var progress = Progress(new VerificationRequest { Collections = ["cars"], Sample = 0.5, Filter = "n = 1" }, "cars", "trucks");
        progress.Begin("cars", expected: 10);
        var report = progress.Report();
        Assert.That(report.Collections.Select(c => c.Name), Is.EqualTo(new[] { "cars" }));
        Assert.That((report.State, report.ConflictPolicy, report.Sample, report.Filter, report.EndedAt), Is.EqualTo((VerificationState.Running, "bigPeer", (double?)0.5, "n = 1", (DateTimeOffset?)null)));
        progress.End(VerificationState.Cancelled);
        Assert.That((progress.IsRunning, progress.Report().EndedAt), Is.EqualTo((false, (DateTimeOffset?)_time.GetUtcNow())));
    }

    [Test]
    public void A_collection_that_is_begun_again_counts_from_its_last_position()
    {
        var progress = Progress();
        Assert.That(progress.Begin("cars", expected: 10), Is.EqualTo(KeyPosition.Start));
        progress.Count("cars", new VerificationCounts { Checked = 4, Equal = 4 });
        progress.Passed("cars", new KeyPosition(KeyPhase.Ledger, After: "4"), new VerificationCounts { Checked = 4, Equal = 4 });
        progress.Count("cars", new VerificationCounts { Checked = 2, Equal = 2 });
        Assert.That(progress.Report().Collections[0].Counts.Checked, Is.EqualTo(6));
        Assert.That(progress.Begin("cars", expected: 10), Is.EqualTo(new KeyPosition(KeyPhase.Ledger, After: "4")), "a side failed meanwhile");
        Assert.That(progress.Report().Collections[0].Counts.Checked, Is.EqualTo(4), "what is read again is not counted twice");
    }

    [Test]
    public void What_a_run_reports_another_goes_on_from_after_a_restart()
    {
        var first = Progress();
        first.Begin("cars", expected: 10);
        first.Count("cars", new VerificationCounts { Checked = 5, Equal = 3, Held = 1, Differs = 1, LackingInBigPeer = 1 });
        first.Passed("cars", new KeyPosition(KeyPhase.MongoDB), new VerificationCounts { Checked = 5, Equal = 3, Held = 1, Differs = 1, LackingInBigPeer = 1 });
        first.Count("cars", new VerificationCounts { Checked = 1, Equal = 1 });
        var text = JsonSerializer.Serialize(first.Report(), StatusJson.Readable.VerificationReport);

        var resumed = Progress(new VerificationRequest { Resume = JsonSerializer.Deserialize(text, StatusJson.Readable.VerificationReport)!.Collections });
        Assert.That(resumed.Begin("cars", expected: 12), Is.EqualTo(new KeyPosition(KeyPhase.MongoDB)));
        var counts = resumed.Report().Collections[0].Counts;
        Assert.That((counts.Checked, counts.Equal, counts.Held, counts.Differs, counts.LackingInBigPeer), Is.EqualTo((5L, 3L, 1L, 1L, 1L)), "what came after the position is read again");
        resumed.Passed("cars", new KeyPosition(KeyPhase.End), new VerificationCounts());
        Assert.That(resumed.Report().Collections[0].Done, Is.True);
    }

    [Test]
    public void Differences_are_listed_once_each_and_no_further_than_a_person_reads()
    {
        var progress = Progress();
        progress.Found(Difference(1));
        progress.Found(Difference(1));
        Assert.That(progress.Report().Listed, Is.EqualTo(1));
        for (var i = 2; i <= VerificationProgress.MostListed + 5; i++) progress.Found(Difference(i));
        Assert.That((progress.Report().Listed, progress.Report().Truncated), Is.EqualTo((VerificationProgress.MostListed, true)));
        var last = progress.Differences(VerificationProgress.MostListed - 1, 1000);
        Assert.That((last.Items.Count, last.Next), Is.EqualTo((1, (int?)null)));
        Assert.That(progress.Differences(0, 1000).Next, Is.EqualTo(1000));
        Assert.That(progress.Differences(VerificationProgress.MostListed + 50, 1000).Items, Is.Empty);
    }

    [Test]
    public void Of_documents_that_cannot_go_over_the_first_hundred_are_told()
    {
        var progress = Progress();
        for (var i = 0; i < 150; i++) progress.Found(new DeadLetter(Side.Mongo, "cars", new DittoId($"{i}"), MongoId: null, DeadLetterReason.RefusedByBigPeer, "why"));
        Assert.That(progress.Report().Refusals, Has.Count.EqualTo(100));
    }

    [Test]
    public void A_report_is_a_picture_of_its_moment()
    {
        var progress = Progress();
        progress.Begin("cars", expected: 1);
        var before = progress.Report();
        progress.Count("cars", new VerificationCounts { Checked = 1 });
        progress.Failed("MongoDB does not answer");
        Assert.That((before.Collections[0].Counts.Checked, before.LastError), Is.EqualTo((0L, (string?)null)));
        Assert.That((progress.Report().Collections[0].Counts.Checked, progress.Report().LastError), Is.EqualTo((1L, "MongoDB does not answer")));
    }
}
