using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Queue;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Tests.Control;

/// <summary>Verifications of a running bridge: one at a time, ended in the middle, taken up after a restart.</summary>
[Category("Engine")]
[CancelAfter(180_000)]
internal sealed class VerificationDeskTests : ControlFixture
{
    private VerificationReport Report => Desks.Verification.Current!.Report();

    private VerificationCounts Counts => Report.Collections[0].Counts;

    private Task DoneAsync() => UntilAsync("it ends", () => Desks.Verification.Current!.IsRunning ? $"{Counts}" : null);

    [Test]
    public async Task One_runs_at_a_time_and_its_result_stays_until_the_next()
    {
        Assert.That(Desks.Verification.Current, Is.Null);
        await FillAsync(1500);
        Assert.That(Desks.Verification.TryStart(new VerificationRequest { Rate = 1 }), Is.True);
        await UntilAsync("the first page is judged", () => Counts.Checked >= 1000 ? null : "not yet", TimeSpan.Zero);
        var first = Desks.Verification.Current;
        Assert.That(Desks.Verification.TryStart(new VerificationRequest()), Is.False);
        Assert.That(Desks.Verification.Current, Is.SameAs(first), "who is refused changes nothing of what runs");
        await UntilAsync("it ends", () => first!.IsRunning ? "not yet" : null, TimeSpan.FromMinutes(10));
        Assert.That((Report.State, Counts.Checked, Counts.Equal), Is.EqualTo((VerificationState.Done, 1500L, 1500L)));
        await UntilAsync("the next is taken", () => Desks.Verification.TryStart(new VerificationRequest()) ? null : "busy", TimeSpan.Zero);
        await DoneAsync();
        Assert.That(Desks.Verification.Current, Is.Not.SameAs(first));
    }

    [Test]
    public async Task One_that_is_ended_in_the_middle_goes_on_after_a_restart_where_it_was()
    {
        await FillAsync(2500);
        // The ledger is read in the order of texts.
        await BigPeer.UpdateAsync("10", "SET n = 7");
        Desks.Verification.TryStart(new VerificationRequest { Rate = 100 });
        await UntilAsync("a page is passed", () => Report.Collections[0].CountsAtPosition.Checked >= 1000 ? null : "not yet", TimeSpan.FromMilliseconds(200));
        Assert.That(Desks.Verification.Cancel(), Is.True);
        await DoneAsync();
        var ended = Report;
        Assert.That((ended.State, ended.Collections[0].Done), Is.EqualTo((VerificationState.Cancelled, false)));
        Assert.That(ended.Collections[0].CountsAtPosition.Checked, Is.InRange(1000, 2000));
        Assert.That(Desks.Verification.Cancel(), Is.False);

        await LaunchAsync();
        Assert.That(Desks.Verification.Current, Is.Null, "a restart forgets what the last run found");
        Desks.Verification.TryStart(new VerificationRequest { Resume = ended.Collections });
        await DoneAsync();
        Assert.That((Report.State, Counts.Checked, Counts.Equal, Counts.Differs), Is.EqualTo((VerificationState.Done, 2500L, 2499L, 1L)), "each once, and the difference of the first part is counted still");
        Assert.That(Report.Listed, Is.Zero, "the caller has listed it");
    }

    [Test]
    public async Task What_the_queue_knows_is_in_flight_and_a_difference_only_when_it_is_done()
    {
        await FillAsync(3);
        await BigPeer.UpdateAsync("1", "SET n = 7");
        await Queue.EnqueueAsync(new Hint(new DocumentKey(Cars, new DittoId("1")), HintSides.BigPeer), Lane.Live, mark: null, default);
        Desks.Verification.TryStart(new VerificationRequest());
        await DoneAsync();
        Assert.That((Counts.InFlight, Counts.Differs, Counts.Equal), Is.EqualTo((1L, 0L, 2L)), "it waited for two minutes");
        var items = await Queue.TakeAsync(10, default);
        Queue.Complete([.. items.Select(i => new ReconcileOutcome(i.Key, ReconcileResult.Done))]);
        await UntilAsync("the next is taken", () => Desks.Verification.TryStart(new VerificationRequest()) ? null : "busy", TimeSpan.Zero);
        await DoneAsync();
        Assert.That((Counts.InFlight, Counts.Differs, Counts.Equal), Is.EqualTo((0L, 1L, 2L)));
    }

    [Test]
    public async Task Deletes_that_the_guard_holds_are_no_differences_and_the_others_are([Values] Side lacking)
    {
        await FillAsync(5);
        foreach (var id in (string[])["1", "2"])
        {
            if (lacking == Side.Mongo) await RemoveAsync(Cars, id);
            else await BigPeer.DeleteAsync(id);
        }
        await BigPeer.UpdateAsync("4", "SET n = 7");
        Gate.Restore([new MassDeleteRecord(Cars, lacking, new MassDeleteBlock("3fa9c1", Time.GetUtcNow(), 2), Release: null)]);
        Desks.Verification.TryStart(new VerificationRequest());
        await DoneAsync();
        Assert.That((Counts.Held, Counts.Equal, Counts.Differs, Counts.Differences(), Report.Listed), Is.EqualTo((2L, 2L, 1L, 1L, 1)));

        await LaunchAsync();
        Desks.Verification.TryStart(new VerificationRequest());
        await DoneAsync();
        Assert.That((Counts.Held, Counts.Differences()), Is.EqualTo((0L, 3L)), "nothing is held any more");
    }

    [Test]
    public async Task A_side_that_fails_is_tried_again_and_what_was_passed_is_not_read_twice()
    {
        await FillAsync(1500);
        Desks.Verification.TryStart(new VerificationRequest { Rate = 100 });
        await UntilAsync("a page is passed", () => Report.Collections[0].CountsAtPosition.Checked >= 1000 ? null : "not yet", TimeSpan.FromMilliseconds(200));
        await Client.RunCommandAsync("admin", Documents.Bsons.Parse("""{"configureFailPoint":"failCommand","mode":{"times":6},"data":{"errorCode":91,"failCommands":["find","getMore"]}}"""));
        await DoneAsync();
        Assert.That((Report.State, Counts.Checked, Counts.Equal), Is.EqualTo((VerificationState.Done, 1500L, 1500L)));
        var retries = Log.Retries.Where(r => r.Loop == LoopName.Verification).Select(r => r.Delay).ToList();
        Assert.That(retries, Has.Count.GreaterThan(1).And.Ordered.And.Unique, "each wait is longer than the one before");
    }
}
