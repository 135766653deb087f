using BridgeRuntime.Control;
using BridgeRuntime.Documents;
using BridgeRuntime.Queue;
using BridgeRuntime.Verification;

namespace BridgeRuntime.Tests.Control;

/// <summary>Resyncs: one at a time, waited for to the last key, ended in the middle; and single keys beside them.</summary>
[Category("Engine")]
[CancelAfter(180_000)]
internal sealed class ResyncDeskTests : ControlFixture
{
    private ResyncReport Report => Desks.Resync.Current!;

    private async Task<int> ReconcileAsync(int atMost)
    {
        var items = await Queue.TakeAsync(atMost, default);
        Queue.Complete([.. items.Select(i => new ReconcileOutcome(i.Key, ReconcileResult.Done))]);
        return items.Count;
    }

    [Test]
    public async Task It_is_done_when_the_last_key_is_reconciled()
    {
        await FillAsync(30);
        await PutAsync(Cars, """{"_id":100,"n":1}""");
        await BigPeer.InsertAsync("""{"_id":200,"n":1}""");
        Assert.That(Desks.Resync.Current, Is.Null);
        Assert.That(Desks.Resync.TryStart(new ResyncRequest()), Is.True);
        await UntilAsync("all are given", () => Report.AllHinted ? null : $"{Report}", TimeSpan.Zero);
        Assert.That((Report.State, Report.Hinted, Queue.Count(Lane.Bulk)), Is.EqualTo((VerificationState.Running, 32L, 32)), "of the ledger, of MongoDB and of the Big Peer");
        Assert.That(Desks.Resync.TryStart(new ResyncRequest()), Is.False);
        for (var left = 31; left > 0;) left -= await ReconcileAsync(left);
        Assert.That(Report.State, Is.EqualTo(VerificationState.Running), "one is left");
        await ReconcileAsync(1);
        await UntilAsync("it ends", () => Report.State == VerificationState.Done ? null : "not yet");
        Assert.That(Report.EndedAt, Is.EqualTo(Time.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task One_that_waits_for_room_is_ended_and_what_it_gave_stays_given()
    {
        await LaunchAsync(queueSize: 10);
        await FillAsync(50);
        Desks.Resync.TryStart(new ResyncRequest());
        await UntilAsync("the queue is full", () => Queue.Count(Lane.Bulk) == 10 ? null : $"{Queue.Count(Lane.Bulk)}", TimeSpan.Zero);
        Assert.That(Desks.Resync.Cancel(), Is.True);
        await UntilAsync("it ends", () => Report.State == VerificationState.Cancelled ? null : "not yet");
        Assert.That((Report.AllHinted, Report.Hinted, Queue.Count(Lane.Bulk)), Is.EqualTo((false, 10L, 10)));
        await UntilAsync("the next is taken", () => Desks.Resync.TryStart(new ResyncRequest()) ? null : "busy", TimeSpan.Zero);
    }

    [Test]
    public async Task Only_what_matches_on_one_side_or_the_other_is_given()
    {
        await FillAsync(5);
        await BigPeer.UpdateAsync("1", "SET n = 7");
        await PutAsync(Cars, """{"_id":2,"n":7}""");
        Desks.Resync.TryStart(new ResyncRequest { Filter = "n = 7" });
        await UntilAsync("all are given", () => Report.AllHinted ? null : "not yet", TimeSpan.Zero);
        Assert.That((await Queue.TakeAsync(10, default)).Select(i => $"{i.Key.Id} {i.Hints}"), Is.EquivalentTo(new[] { "1 Recheck", "2 Recheck" }));
    }

    [Test]
    public async Task Single_keys_that_find_no_room_are_for_the_next_call()
    {
        await LaunchAsync(queueSize: 3);
        var keys = Enumerable.Range(0, 5).Select(i => new DocumentKey(Cars, new DittoId($"{i}"))).ToList();
        var giving = Desks.Resync.HintAsync(keys, default);
        await UntilAsync("the caller is told how many", () => giving.IsCompleted ? null : "it waits", TimeSpan.FromSeconds(3));
        Assert.That(await giving, Is.EqualTo(3));
        await ReconcileAsync(3);
        Assert.That(await Desks.Resync.HintAsync(keys[3..], default), Is.EqualTo(2));
        Assert.That(Desks.Resync.Current, Is.Null, "single keys are no resync");
    }

    [Test]
    public async Task A_caller_who_hangs_up_is_not_told()
    {
        await LaunchAsync(queueSize: 1);
        using var call = new CancellationTokenSource();
        var giving = Desks.Resync.HintAsync([.. Enumerable.Range(0, 2).Select(i => new DocumentKey(Cars, new DittoId($"{i}")))], call.Token);
        await call.CancelAsync();
        Assert.That(async () => await giving, Throws.InstanceOf<OperationCanceledException>());
    }
}
