using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Status;

namespace BridgeRuntime.Tests.Status;

internal sealed class BridgeStatusTests
{
    private static readonly SideException Down = new(Side.BigPeer, SideFailure.Unavailable, "no connection to the Big Peer");

    [Test]
    public void a_new_bridge_is_not_ready_and_says_all_that_is_missing()
    {
        var fixture = new StatusFixture();
        Assert.That(fixture.Unready, Is.EqualTo(new[]
        {
            "start", "mongodb", "bigpeer", "stream", "snapshot/orders", "snapshot/stores", "big-peer-read/orders", "big-peer-read/stores",
        }));
        Assert.That(fixture.Condition("Ready").Reason, Is.EqualTo("Starting"));
        Assert.That(fixture.Condition("Synchronizing").Status, Is.EqualTo("False"));
    }

    [Test]
    public void a_bridge_with_everything_in_place_is_ready_and_healthy()
    {
        var fixture = new StatusFixture().MakeReady();
        Assert.That(fixture.Unready, Is.Empty);
        Assert.That(fixture.Condition("Ready"), Is.EqualTo(new StatusCondition("Ready", "True", "Ready", "")));
        Assert.That(fixture.Condition("Synchronizing"), Is.EqualTo(new StatusCondition("Synchronizing", "True", "Streaming", "")));
        Assert.That(StatusChecks.Health(fixture.Report), Is.EqualTo(new HealthReport("healthy", "connected", "connected", 0)));
    }

    private static IEnumerable<TestCaseData<Action<BridgeStatus>, Action<BridgeStatus>, string, string, string>> Disturbances()
    {
        yield return new(s => s.StreamClosed(), s => s.StreamAdvanced(eventTime: null), "stream", "StreamClosed", "degraded") { TestName = "stream closed" };
        yield return new(s => s.SideFailed(Side.Mongo, Down), s => s.SideSucceeded(Side.Mongo), "mongodb", "MongoDBUnavailable", "unhealthy") { TestName = "MongoDB fails" };
        yield return new(s => s.SideFailed(Side.BigPeer, Down), s => s.SideSucceeded(Side.BigPeer), "bigpeer", "BigPeerUnavailable", "unhealthy") { TestName = "Big Peer fails" };
        yield return new(s => s.SnapshotProgress("stores", 7, done: false), s => s.SnapshotProgress("stores", 9, done: true), "snapshot/stores", "InitialSync", "degraded") { TestName = "snapshot runs" };
        yield return new(s => s.MassDeleteBlocked("orders", new MassDeleteReport("mongodb", "3fa9c1", DateTimeOffset.UnixEpoch, 120, Releasing: false)), s => s.MassDeleteCleared("orders", "mongodb"), "mass-delete-guard/orders", "MassDeleteBlocked", "degraded") { TestName = "mass delete blocked" };
    }

    [TestCaseSource(nameof(Disturbances))]
    public void each_disturbance_alone_takes_readiness_away_and_its_end_gives_it_back(
        Action<BridgeStatus> disturb, Action<BridgeStatus> mend, string check, string reason, string health)
    {
        var fixture = new StatusFixture().MakeReady();
        disturb(fixture.Status);
        Assert.That(fixture.Unready, Is.EqualTo(new[] { check }));
        Assert.That(fixture.Condition("Ready").Reason, Is.EqualTo(reason));
        Assert.That(StatusChecks.Health(fixture.Report).Status, Is.EqualTo(health));
        mend(fixture.Status);
        Assert.That(fixture.Unready, Is.Empty);
        Assert.That(StatusChecks.Health(fixture.Report).Status, Is.EqualTo("healthy"));
    }

    [Test]
    public void a_side_counts_failures_until_it_succeeds_and_keeps_the_last_error()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.SideFailed(Side.BigPeer, Down);
        fixture.Time.Advance(TimeSpan.FromSeconds(5));
        var at = fixture.Time.GetUtcNow();
        fixture.Status.SideFailed(Side.BigPeer, new SideException(Side.BigPeer, SideFailure.Unauthorized, "the key is refused"));

        var side = fixture.Report.Sides.Single(s => s.Side == "bigpeer");
        Assert.That(side, Is.EqualTo(new SideReport("bigpeer", Connected: false, at - TimeSpan.FromSeconds(5), "Unauthorized: the key is refused", at, 2)));
        Assert.That(fixture.Condition("BigPeerConnected"), Is.EqualTo(new StatusCondition("BigPeerConnected", "False", "LastCallFailed", "Unauthorized: the key is refused")));
        Assert.That(fixture.Condition("MongoDBConnected").Status, Is.EqualTo("True"));

        fixture.Status.SideSucceeded(Side.BigPeer);
        Assert.That(fixture.Report.Sides.Single(s => s.Side == "bigpeer"), Is.EqualTo(side with { Connected = true, LastSuccessAt = at, Failures = 0 }));
    }

    [Test]
    public void an_endless_error_text_is_cut()
    {
        var fixture = new StatusFixture();
        fixture.Status.SideFailed(Side.Mongo, new SideException(Side.Mongo, SideFailure.Protocol, new string('x', 100_000)));
        Assert.That(fixture.Report.Sides[0].LastError, Has.Length.EqualTo(1000));
    }

    [Test]
    public void a_loop_that_misses_its_deadline_is_not_alive_until_it_ticks_again()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.Loops.Register("mongo-stream", TimeSpan.FromSeconds(30));
        fixture.Status.Loops.Register("worker-0", TimeSpan.FromSeconds(60));

        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(StatusChecks.Liveness(fixture.Report), Has.All.Property("Passed").True, "exactly at the deadline");

        fixture.Time.Advance(TimeSpan.FromMilliseconds(1));
        var failed = StatusChecks.Liveness(fixture.Report).Single(c => !c.Passed);
        Assert.That(failed.Name, Is.EqualTo("loop/mongo-stream"));
        Assert.That(failed.Message, Is.EqualTo("no progress since 2026-01-01T00:00:00Z, more than 30 s ago"));
        Assert.That(fixture.Unready, Is.EqualTo(new[] { "loop/mongo-stream" }), "a stalled bridge is not ready either");
        Assert.That(fixture.Condition("Live").Reason, Is.EqualTo("LoopStalled"));
        Assert.That(fixture.Condition("Synchronizing").Status, Is.EqualTo("False"));
        Assert.That(StatusChecks.Health(fixture.Report).Status, Is.EqualTo("unhealthy"));

        fixture.Status.Loops.Tick("mongo-stream");
        Assert.That(StatusChecks.Liveness(fixture.Report), Has.All.Property("Passed").True);
        Assert.That(fixture.Unready, Is.Empty);
    }

    [Test]
    public void a_loop_that_has_ended_is_waited_for_no_more()
    {
        var fixture = new StatusFixture();
        fixture.Status.Loops.Register("snapshot", TimeSpan.FromSeconds(1));
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(StatusChecks.Liveness(fixture.Report), Has.One.Property("Passed").False);
        fixture.Status.Loops.Ended("snapshot");
        Assert.That(StatusChecks.Liveness(fixture.Report), Is.Empty);
    }

    [Test]
    public void a_loop_or_collection_nobody_knows_is_a_fault_of_the_caller()
    {
        var status = new StatusFixture().Status;
        Assert.That(() => status.Loops.Tick("nobody"), Throws.InvalidOperationException.With.Message.Contains("nobody"));
        Assert.That(() => status.BigPeerRead("nothing"), Throws.ArgumentException.With.Message.Contains("nothing"));
    }

    [Test]
    public void the_first_synchronisation_counts_as_synchronizing_but_not_as_ready()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.SnapshotProgress(StatusFixture.Orders, 1500, done: false);
        var condition = fixture.Condition("Synchronizing");
        Assert.That((condition.Status, condition.Reason), Is.EqualTo(("True", "InitialSync")));
        Assert.That(condition.Message, Does.Contain("snapshot/orders").And.Contains("1500"));
        Assert.That(fixture.Condition("Ready").Status, Is.EqualTo("False"));
    }

    [Test]
    public void lag_is_the_age_of_the_oldest_hint_and_zero_without_any()
    {
        var fixture = new StatusFixture().MakeReady();
        Assert.That(fixture.Report.LagSeconds, Is.Zero);
        fixture.Outstanding(2.5);
        Assert.That(fixture.Report.LagSeconds, Is.EqualTo(2.5));
        Assert.That(StatusChecks.Health(fixture.Report).LagSeconds, Is.EqualTo(2.5));
        Assert.That(fixture.Report.Lag, Is.EqualTo(new LagReport(2.5, 0)));
        Assert.That(fixture.Report.Collections.Select(c => c.Lag), Is.EqualTo(new[] { new LagReport(2.5, 0), new LagReport(0, 0) }), "the other collection has none");
    }

    [Test]
    public void lag_grows_while_the_stream_is_closed_and_ends_when_it_has_caught_up()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.StreamClosed();
        Advance(fixture, 40, fixture.Status.BigPeerLooked);
        Assert.That(fixture.Report.Lag, Is.EqualTo(new LagReport(40, 0)));
        Assert.That(fixture.Report.Collections.Select(c => c.Lag.MongodbToBigPeerSeconds), Has.All.EqualTo(40), "what is unread may be of any collection");
        fixture.Status.StreamAdvanced(fixture.Time.GetUtcNow() - TimeSpan.FromSeconds(25));
        Assert.That(fixture.Report.LagSeconds, Is.EqualTo(25), "it reads what happened 25 s ago");
        fixture.Status.StreamAdvanced(eventTime: null);
        Assert.That(fixture.Report.LagSeconds, Is.Zero);
        Assert.That(fixture.Report.Stream.Reopens, Is.EqualTo(1));
    }

    [Test]
    public void what_happened_since_the_last_run_is_lag_until_the_stream_has_read_it()
    {
        var fixture = new StatusFixture();
        fixture.Status.StreamResumesFrom(fixture.Time.GetUtcNow() - TimeSpan.FromHours(3));
        Assert.That(fixture.Report.LagSeconds, Is.EqualTo(3 * 3600));
        fixture.MakeReady();
        Assert.That(fixture.Report.LagSeconds, Is.Zero);
        Assert.That(fixture.Report.Stream.Reopens, Is.Zero, "the first opening is none again");
    }

    [Test]
    public void a_stream_that_is_open_and_says_nothing_is_behind_after_a_while()
    {
        var fixture = new StatusFixture().MakeReady();
        Advance(fixture, 10, fixture.Status.BigPeerLooked);
        Assert.That(fixture.Report.LagSeconds, Is.Zero);
        Advance(fixture, 1, fixture.Status.BigPeerLooked);
        Assert.That(fixture.Report.Lag, Is.EqualTo(new LagReport(11, 0)));
    }

    [Test]
    public void lag_grows_while_somebody_elses_writes_at_the_big_peer_are_not_looked_through()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.BigPeerBehind();
        Advance(fixture, 4, _ => fixture.Status.StreamAdvanced(eventTime: null));
        Assert.That(fixture.Report.Lag, Is.EqualTo(new LagReport(0, 4)));
        fixture.Status.BigPeerLooked(TimeSpan.FromSeconds(3));
        Assert.That(fixture.Report.Lag, Is.EqualTo(new LagReport(0, 0)));
        Assert.That(fixture.Report.Poll.HintedUpTo, Is.EqualTo(fixture.Time.GetUtcNow() - TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void lag_grows_at_once_while_the_big_peer_does_not_answer()
    {
        var fixture = new StatusFixture().MakeReady();
        Advance(fixture, 5, _ => fixture.Status.StreamAdvanced(eventTime: null));
        Assert.That(fixture.Report.LagSeconds, Is.Zero);
        fixture.Status.SideFailed(Side.BigPeer, Down);
        Assert.That(fixture.Report.Lag, Is.EqualTo(new LagReport(0, 5)));
    }

    [Test]
    public void a_pass_that_takes_long_is_no_lag_at_rest()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.BigPeerPassTook(TimeSpan.FromSeconds(20));
        Advance(fixture, 60, _ => fixture.Status.StreamAdvanced(eventTime: null));
        Assert.That(fixture.Report.LagSeconds, Is.Zero);
        Assert.That(fixture.Report.Poll.LastPassSeconds, Is.EqualTo(20));
    }

    [Test]
    public void the_oplogs_window_is_known_where_both_its_ends_are()
    {
        var fixture = new StatusFixture().MakeReady();
        var now = fixture.Time.GetUtcNow();
        fixture.Status.OplogRead(now - TimeSpan.FromHours(2), whyNot: null);
        Assert.That(fixture.Report.Oplog, Is.EqualTo(new OplogReport(now - TimeSpan.FromHours(2), PositionAt: null, WindowSeconds: null, Rolling: false, Unreadable: null)));
        fixture.SavedPosition = now - TimeSpan.FromHours(3);
        Assert.That(fixture.Report.Oplog.WindowSeconds, Is.EqualTo(-3600), "the position is lost already");
        fixture.Status.OplogRead(oldest: null, "forbidden");
        Assert.That(fixture.Report.Oplog, Is.EqualTo(new OplogReport(null, fixture.SavedPosition, WindowSeconds: null, Rolling: false, "forbidden")));
    }

    [Test]
    public void an_oplog_is_short_only_where_it_drops_entries_and_holds_less_than_an_hour()
    {
        var fixture = new StatusFixture().MakeReady();
        var now = fixture.Time.GetUtcNow();
        Assert.That(fixture.Condition("OplogWindowShort"), Is.EqualTo(new StatusCondition("OplogWindowShort", "False", "Unknown", "the oplog has not been looked at yet")));
        fixture.SavedPosition = now;
        fixture.Status.OplogRead(now - TimeSpan.FromMinutes(30), whyNot: null);
        Assert.That(fixture.Condition("OplogWindowShort"), Is.EqualTo(new StatusCondition("OplogWindowShort", "False", "NothingDropped", "")), "a young replica set");
        fixture.Status.OplogRead(now - TimeSpan.FromMinutes(20), whyNot: null);
        Assert.That(fixture.Condition("OplogWindowShort"), Has.Property("Status").EqualTo("True").And.Property("Reason").EqualTo("WindowBelowAnHour").And.Property("Message").StartsWith("in 1200 s the oplog will no longer hold"));
        Assert.That(fixture.Unready, Is.Empty, "nothing is lost yet");
        fixture.Status.OplogRead(now - TimeSpan.FromHours(1), whyNot: null);
        Assert.That(fixture.Condition("OplogWindowShort"), Is.EqualTo(new StatusCondition("OplogWindowShort", "False", "WindowLongEnough", "")));
        fixture.Status.OplogRead(oldest: null, "forbidden");
        Assert.That(fixture.Condition("OplogWindowShort"), Is.EqualTo(new StatusCondition("OplogWindowShort", "False", "Unknown", "forbidden")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void lost_history_keeps_the_bridge_from_being_ready_until_it_is_made_good(bool byThisRun)
    {
        var fixture = new StatusFixture().MakeReady();
        var now = fixture.Time.GetUtcNow();
        var lost = new LostHistory(HistoryLossReason.OplogRolledOver, now - TimeSpan.FromMinutes(1), now - TimeSpan.FromHours(5), [StatusFixture.Orders]);
        if (byThisRun) fixture.Status.History(h => h.Lose(lost));
        fixture.Status.History(h => h.Begin(lost));
        fixture.Status.Sweep(StatusFixture.Orders, _ => new SweepReport(Running: true, 40, 100));
        Assert.That(fixture.Unready, Is.EqualTo(new[] { "history" }));
        Assert.That(fixture.Condition("Ready").Reason, Is.EqualTo("HistoryLost"));
        Assert.That((fixture.Condition("Synchronizing").Status, fixture.Condition("Synchronizing").Reason), Is.EqualTo(("True", "HistoryLost")));
        Assert.That(fixture.Condition("HistoryLost"), Is.EqualTo(new StatusCondition(
            "HistoryLost", "True", "OplogRolledOver",
            "MongoDB's oplog no longer held the bridge's position of 2025-12-31T19:00:00Z, noticed at 2025-12-31T23:59:00Z. Both sides are looked through, 40 of about 100 documents so far; it ends by itself")));
        Assert.That(fixture.Report.Lag.MongodbToBigPeerSeconds, Is.EqualTo(5 * 3600), "what was changed in the gap is outstanding");
        Assert.That(fixture.Report.History, Is.EqualTo(new HistoryReport(Lost: true, "OplogRolledOver", lost.Since, lost.From, byThisRun ? 1 : 0, RecoveredAt: null)));

        fixture.Status.History(h => h.Recover());
        Assert.That(fixture.Unready, Is.Empty);
        Assert.That(fixture.Condition("HistoryLost"), Is.EqualTo(new StatusCondition("HistoryLost", "False", "NothingLost", "")));
        Assert.That(fixture.Report.History, Is.EqualTo(new HistoryReport(Lost: false, "OplogRolledOver", lost.Since, lost.From, byThisRun ? 1 : 0, now)));
        Assert.That(fixture.Report.LagSeconds, Is.Zero);
    }

    [Test]
    public void a_collection_keeps_its_last_error_and_one_that_is_not_configured_has_none()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.CollectionFailed(StatusFixture.Stores, "Unavailable: no primary");
        fixture.Status.CollectionFailed("unknown", "no");
        Assert.That(fixture.Report.Collections.Select(c => c.LastError?.Message), Is.EqualTo(new[] { null, "Unavailable: no primary" }));
    }

    [Test]
    public void the_checkpoints_age_is_unknown_at_first_and_starts_anew_with_every_save()
    {
        var fixture = new StatusFixture();
        fixture.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.That(fixture.Report.CheckpointAgeSeconds, Is.Null);
        Assert.That(fixture.Status.CheckpointAge, Is.EqualTo(TimeSpan.FromSeconds(10)), "an alert must fire where none was ever saved");
        fixture.Status.CheckpointSaved();
        fixture.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.That(fixture.Report.CheckpointAgeSeconds, Is.EqualTo(3));
        Assert.That(fixture.Status.CheckpointAge, Is.EqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public void the_stream_shows_its_last_event_and_its_last_progress()
    {
        var fixture = new StatusFixture();
        var eventTime = new DateTimeOffset(2025, 12, 31, 23, 59, 59, TimeSpan.Zero);
        fixture.Status.StreamAdvanced(eventTime);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        fixture.Status.StreamAdvanced(eventTime: null);
        Assert.That(fixture.Report.Stream, Is.EqualTo(new StreamReport(Open: true, fixture.Time.GetUtcNow(), eventTime, HintedUpTo: fixture.Time.GetUtcNow(), Reopens: 0, WedgedInARow: 0)));
    }

    [Test]
    public void dead_letters_show_every_reason_and_raise_a_condition()
    {
        var fixture = new StatusFixture().MakeReady();
        Assert.That(fixture.Condition("DeadLetters").Status, Is.EqualTo("False"));
        fixture.Letters[DeadLetterReason.RefusedByBigPeer] = 2;
        Assert.That(fixture.Report.DeadLetters, Has.Count.EqualTo(Enum.GetValues<DeadLetterReason>().Length));
        Assert.That(fixture.Report.DeadLetters["RefusedByBigPeer"], Is.EqualTo(2));
        Assert.That(fixture.Condition("DeadLetters"), Is.EqualTo(new StatusCondition("DeadLetters", "True", "DocumentsParked", "2 documents cannot be synchronised")));
        Assert.That(fixture.Unready, Is.Empty, "a parked document does not stop the others");
    }

    [Test]
    public void the_report_can_be_read_while_every_fact_changes()
    {
        var fixture = new StatusFixture().MakeReady();
        fixture.Status.Loops.Register("worker-0", TimeSpan.FromSeconds(30));
        fixture.Status.SnapshotProgress(StatusFixture.Orders, 0, done: true);
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(n => Task.Run(() =>
        {
            for (var i = 1; i <= 2000; i++)
            {
                fixture.Status.Loops.Tick("worker-0");
                fixture.Status.Loops.Register($"loop-{n}", TimeSpan.FromSeconds(1));
                if (i % 2 == 0) fixture.Status.SideFailed(Side.BigPeer, Down);
                else fixture.Status.SideSucceeded(Side.BigPeer);
                fixture.Status.SnapshotProgress(StatusFixture.Orders, i, i % 2 == 0);
                fixture.Status.Loops.Ended($"loop-{n}");
            }
        })).ToArray();
        var reader = Task.Run(() =>
        {
            var reports = 0;
            do
            {
                var report = fixture.Report;
                Assert.That(report.Collections[0].Snapshot.Done, Is.EqualTo(report.Collections[0].Snapshot.Documents % 2 == 0));
                Assert.That(report.Sides[1].Connected, Is.EqualTo(report.Sides[1].Failures == 0));
                reports++;
            }
            while (!done.IsCancellationRequested);
            return reports;
        });
        Task.WaitAll(writers);
        done.Cancel();
        Assert.That(reader.GetAwaiter().GetResult(), Is.Positive);
        Assert.That(fixture.Report.Loops.Select(l => l.Name), Is.EqualTo(new[] { "worker-0" }));
    }

    [Test]
    public void Letters_without_room_make_the_bridge_unready_and_it_goes_on_synchronising()
    {
        var fixture = new StatusFixture().MakeReady();
        Assert.That(fixture.Condition("DeadLettersFull").Status, Is.EqualTo("False"));
        fixture.LettersFull = true;
        Assert.Multiple(() =>
        {
            Assert.That(fixture.Unready, Is.EqualTo(new[] { "dead-letters" }));
            Assert.That((fixture.Condition("DeadLettersFull").Status, fixture.Condition("DeadLettersFull").Reason), Is.EqualTo(("True", "MaximumReached")));
            Assert.That(fixture.Condition("Ready").Reason, Is.EqualTo("DeadLettersFull"));
            Assert.That(fixture.Condition("Synchronizing").Status, Is.EqualTo("True"));
        });
    }

    /// <summary>Lets time pass while the other feed goes on.</summary>
    private static void Advance(StatusFixture fixture, int seconds, Action<TimeSpan> other)
    {
        fixture.Time.Advance(TimeSpan.FromSeconds(seconds));
        other(TimeSpan.Zero);
    }
}
