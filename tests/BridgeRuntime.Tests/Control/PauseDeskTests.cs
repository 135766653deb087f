using BridgeRuntime.Documents;
using BridgeRuntime.Queue;
using MongoC;

namespace BridgeRuntime.Tests.Control;

/// <summary>A pause holds at once, and says whether a restart would keep it.</summary>
[Category("Engine")]
[CancelAfter(180_000)]
internal sealed class PauseDeskTests : ControlFixture
{
    private async Task<T> WithTimeAsync<T>(Task<T> call)
    {
        await UntilAsync("the call returns", () => call.IsCompleted ? null : "not yet");
        return await call;
    }

    [Test]
    public async Task A_pause_is_saved_and_a_restart_knows_since_when()
    {
        Assert.That(Desks.Pause.Current(), Is.EqualTo(new BridgeRuntime.Control.PauseReport(Paused: false, Since: null, Saved: true)));
        var report = await WithTimeAsync(Desks.Pause.PauseAsync(default));
        Assert.That((report.Paused, report.Saved, Queue.IsHeld), Is.EqualTo((true, true, true)));
        Assert.That(Log.Pauses, Is.EqualTo(new[] { report.Since }));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await WithTimeAsync(Desks.Pause.PauseAsync(default))).Since, Is.EqualTo(report.Since), "a second pause changes nothing");
        await LaunchAsync();
        Assert.That(Checkpoints.Current.PausedSince, Is.EqualTo(report.Since).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That((await WithTimeAsync(Desks.Pause.ResumeAsync(default))).Paused, Is.False);
        await LaunchAsync();
        Assert.That(Checkpoints.Current.PausedSince, Is.Null);
    }

    [Test]
    public async Task While_MongoDB_takes_no_checkpoint_a_pause_holds_all_the_same_and_says_that_it_is_not_saved()
    {
        await Client.RunCommandAsync("admin", Documents.Bsons.Parse("""{"configureFailPoint":"failCommand","mode":"alwaysOn","data":{"errorCode":91,"failCommands":["update"]}}"""));
        try
        {
            var pausing = Desks.Pause.PauseAsync(default);
            Assert.That(Queue.IsHeld, Is.True, "at once");
            Assert.That((await WithTimeAsync(pausing)).Saved, Is.False);
            await Queue.EnqueueAsync(new Hint(new DocumentKey(Cars, new DittoId("1")), HintSides.Mongo), Lane.Live, mark: null, default);
            Assert.That(Queue.Released.IsCompleted, Is.False);
        }
        finally
        {
            await Client.RunCommandAsync("admin", Documents.Bsons.Parse("""{"configureFailPoint":"failCommand","mode":"off"}"""));
        }
        // The next try to save may come later than a call has patience.
        var isSaved = false;
        for (var i = 0; i < 10 && !isSaved; i++) isSaved = (await WithTimeAsync(Desks.Pause.PauseAsync(default))).Saved;
        Assert.That(isSaved, Is.True, "asked again, it is");
    }

    [Test]
    public async Task Pauses_and_resumes_at_once_end_in_one_of_the_two_that_the_queue_and_the_checkpoint_share()
    {
        var calls = Enumerable.Range(0, 20).Select(i => Task.Run(() => i % 2 == 0 ? Desks.Pause.PauseAsync(default) : Desks.Pause.ResumeAsync(default))).ToList();
        await UntilAsync("all return", () => calls.TrueForAll(c => c.IsCompleted) ? null : "not yet");
        await Task.WhenAll(calls);
        Assert.That(Queue.IsHeld, Is.EqualTo(Checkpoints.Current.PausedSince is not null));
    }
}
