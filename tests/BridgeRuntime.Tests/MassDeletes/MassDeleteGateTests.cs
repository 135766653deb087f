using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Tests.Feeds;
using TestKit;

namespace BridgeRuntime.Tests.MassDeletes;

internal sealed class MassDeleteGateTests
{
    private readonly FakeTimeProvider _time = new();
    private FeedLog _log = null!;
    private MassDeletesOfTest _side = null!;
    private MassDeleteGate _gate = null!;
    private int _ids;

    [SetUp]
    public void SetUp()
    {
        (_log, _side, _ids) = (new FeedLog(), new MassDeletesOfTest(), 0);
        _gate = Gate();
    }

    [TearDown]
    public void TearDown() => _gate.Dispose();

    /// <summary>A look that finds so many lacking.</summary>
    private Task<bool> LookAsync(Side lacking, long found) => _gate.ObservedAsync(_gate.BeginLook("cars", lacking), found, default);

    private MassDeleteGate Gate(double share = 0.2, int minimum = 100) =>
        new(["cars"], new MassDeleteGuardSettings { Share = share, Minimum = minimum }, _side, _side, () => $"block-{++_ids}", _log, _time);

    private static List<BatchEntry> Entries(int count, string? release = null) => [.. Enumerable.Range(0, count).Select(i => new BatchEntry(new ReconcileItem(new DocumentKey("cars", new DittoId($"{i}")), HintSides.Mongo))
    {
        Ledger = new LedgerEntry(new DittoId($"{i}"), MongoId: null, AgreedState.Empty, Version: 1, IsBaseline: false) { Release = release },
    })];

    /// <summary>Has a batch's deletes judged and written.</summary>
    /// <returns>How many may go.</returns>
    private async Task<int> DeleteAsync(int count, Side lacking = Side.Mongo, bool isWritten = true, string? release = null)
    {
        var entries = Entries(count, release);
        using var permit = await _gate.AdmitAsync("cars", lacking, entries, default);
        if (isWritten) permit.Done();
        return entries.Count(e => e.IsGoing);
    }

    private GuardedSide Guarded(Side lacking = Side.Mongo) => _gate.Find("cars", lacking)!;

    [Test]
    public async Task A_few_deletes_go_as_long_as_no_more_is_lacking([Values] Side lacking)
    {
        for (var i = 0; i < 20; i++) Assert.That(await DeleteAsync(10, lacking), Is.EqualTo(10));
        Assert.That(_log.MassDeletes, Is.Empty, "200 of 1200 are less than a fifth");
    }

    [Test]
    public async Task One_batch_of_too_many_is_held_as_a_whole_and_the_block_is_saved_before([Values] Side lacking)
    {
        Assert.That(await DeleteAsync(300, lacking), Is.Zero);
        Assert.That(_side.Saved.Single().Deletes, Is.Empty);
        Assert.That(_side.Saved.Single() with { Deletes = [] }, Is.EqualTo(new MassDeleteRecord("cars", lacking, new MassDeleteBlock("block-1", _time.GetUtcNow(), 300), Release: null)));
        Assert.That(_log.MassDeletes, Is.EqualTo(new[] { ("cars", lacking, "block-1", 300L) }));
        Assert.That(await DeleteAsync(1, lacking), Is.Zero, "a single one too");
        Assert.That(await DeleteAsync(1, lacking == Side.Mongo ? Side.BigPeer : Side.Mongo), Is.EqualTo(1), "the other direction goes on");
    }

    [Test]
    public async Task Deletes_that_come_one_by_one_are_held_before_the_first_where_a_glance_says_that_more_is_lacking()
    {
        (_side.MayLack, _side.Missing) = (true, 300);
        Assert.That(await DeleteAsync(1), Is.Zero);
        Assert.That(_side.Looks, Is.EqualTo(1));
        Assert.That(_log.MassDeletes.Single().Missing, Is.EqualTo(201), "counted no further than needed");
    }

    [Test]
    public async Task A_glance_that_is_wrong_holds_nothing_and_is_not_taken_for_each_delete()
    {
        (_side.MayLack, _side.Missing) = (true, 3);
        for (var i = 0; i < 12; i++) Assert.That(await DeleteAsync(1), Is.EqualTo(1));
        Assert.That(_side.Glances, Is.EqualTo(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        await DeleteAsync(1);
        Assert.That(_side.Glances, Is.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task Where_no_glance_helps_the_ledger_is_looked_through_a_few_times_and_stops_them_early()
    {
        var gone = 0;
        _side.Missing = 0;
        while (gone < 100)
        {
            if (gone == 40) _side.Missing = 500;
            var went = await DeleteAsync(1);
            if (went == 0) break;
            gone++;
        }
        Assert.That(gone, Is.InRange(40, 60), "far from the fifth at which the number alone would stop them");
        Assert.That(_side.Looks, Is.LessThan(8));
    }

    [Test]
    public async Task What_could_not_be_written_does_not_count()
    {
        for (var i = 0; i < 50; i++) Assert.That(await DeleteAsync(50, Side.BigPeer, isWritten: false), Is.EqualTo(50), "tried again while a side is down");
        Assert.That(_log.MassDeletes, Is.Empty);
    }

    [Test]
    public async Task What_several_workers_are_writing_at_once_counts()
    {
        var (first, second) = (Entries(150), Entries(150));
        using var one = await _gate.AdmitAsync("cars", Side.BigPeer, first, default);
        using var two = await _gate.AdmitAsync("cars", Side.BigPeer, second, default);
        Assert.That((first.Count(e => e.IsGoing), second.Count(e => e.IsGoing)), Is.EqualTo((150, 0)));
    }

    [Test]
    public async Task Documents_that_expire_slowly_are_deleted_however_many_they_are()
    {
        var known = 1000L;
        _side.Known = () => Task.FromResult<long?>(known);
        for (var i = 0; i < 500; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.That(await DeleteAsync(1), Is.EqualTo(1));
            known--;
        }
    }

    [Test]
    public async Task A_block_that_cannot_be_saved_lets_nothing_pass_and_is_tried_again()
    {
        _side.Refusal = new SideException(Side.Mongo, SideFailure.Unavailable, "down");
        Assert.That(async () => await DeleteAsync(300), Throws.TypeOf<SideException>());
        _side.Refusal = null;
        Assert.That(await DeleteAsync(300), Is.Zero);
        Assert.That(Guarded().Block, Is.Not.Null);
    }

    [Test]
    public async Task A_block_and_its_release_outlive_the_process()
    {
        await DeleteAsync(300);
        using var next = Gate();
        next.Restore([.. _side.Saved]);
        var entries = Entries(1);
        using (await next.AdmitAsync("cars", Side.Mongo, entries, default)) Assert.That(entries[0].IsGoing, Is.False);
        Assert.That(next.Find("cars", Side.Mongo)!.Block!.Id, Is.EqualTo("block-1"));
    }

    [Test]
    public async Task What_was_counted_outlives_the_process_too([Values] Side lacking)
    {
        Assert.That(await DeleteAsync(150, lacking), Is.EqualTo(150));
        using var next = Gate();
        next.Restore([.. _side.Saved]);
        var entries = Entries(90);
        using (await next.AdmitAsync("cars", lacking, entries, default)) Assert.That(entries.Count(e => e.IsGoing), Is.Zero, "with those before they are too many");
        _time.Advance(TimeSpan.FromHours(2));
        using var later = Gate();
        later.Restore([.. _side.Saved.Select(r => r with { Block = null })]);
        using (await later.AdmitAsync("cars", lacking, Entries(90), default)) Assert.That(later.Find("cars", lacking)!.Block, Is.Null, "a restart lets nothing count for longer");
    }

    [Test]
    public async Task A_delete_is_counted_for_the_next_run_before_it_is_written()
    {
        var entries = Entries(50);
        using var permit = await _gate.AdmitAsync("cars", Side.Mongo, entries, default);
        Assert.That(_side.Saved.Single().Deletes.Sum(d => d.Count), Is.GreaterThanOrEqualTo(50), "a kill may come when it is written and before anything is noted");
        _side.Refusal = new SideException(Side.Mongo, SideFailure.Unavailable, "down");
        Assert.That(async () => await DeleteAsync(50), Throws.TypeOf<SideException>(), "nothing is deleted that a restart would not count");
    }

    [Test]
    public async Task However_often_it_is_restarted_no_delete_is_forgotten_and_few_are_counted_that_never_were()
    {
        var random = new Random(20269);
        var deleted = new List<(DateTimeOffset At, int Count)>();
        _side.Known = () => Task.FromResult<long?>(1_000_000);
        for (var run = 0; run < 40; run++)
        {
            for (var batch = random.Next(30); batch > 0; batch--)
            {
                var count = random.Next(1, 40);
                Assert.That(await DeleteAsync(count), Is.EqualTo(count));
                deleted.Add((_time.GetUtcNow(), count));
                _time.Advance(TimeSpan.FromSeconds(random.Next(0, 60)));
            }
            _gate.Dispose();
            _gate = Gate();
            _gate.Restore([.. _side.Saved]);
            var within = deleted.Where(d => _time.GetUtcNow() - d.At <= TimeSpan.FromHours(1)).Sum(d => d.Count);
            var justBefore = deleted.Where(d => _time.GetUtcNow() - d.At <= TimeSpan.FromMinutes(76)).Sum(d => d.Count);
            Assert.That(Guarded().Written, Is.InRange(within, justBefore * 9 / 8));
        }
    }

    [Test]
    public async Task Ten_thousand_deletes_one_by_one_take_few_saves_and_none_that_is_tried_again_takes_another()
    {
        _side.Known = () => Task.FromResult<long?>(1_000_000);
        for (var i = 0; i < 10_000; i++) await DeleteAsync(1);
        Assert.That(_side.Saves, Is.InRange(10, 80));
        var before = _side.Saves;
        for (var i = 0; i < 1000; i++) await DeleteAsync(400, isWritten: false);
        Assert.That(_side.Saves - before, Is.LessThanOrEqualTo(1));
        Assert.That(Guarded().Recent, Is.EqualTo(10_000));
    }

    [Test]
    public async Task A_block_and_a_release_keep_what_was_counted_and_their_end_does_not()
    {
        await DeleteAsync(150);
        await DeleteAsync(300);
        Assert.That((_side.Saved.Single().Block?.Id, _side.Saved.Single().Deletes.Sum(d => d.Count)), Is.EqualTo(("block-1", 168L)), "150, and an eighth ahead");
        await _gate.ChangeAsync(Guarded(), g => g.Record with { Release = new MassDeleteRelease("block-1", IsMarked: false) }, default);
        Assert.That(_side.Saved.Single().Deletes.Sum(d => d.Count), Is.EqualTo(168));
        await _gate.ChangeAsync(Guarded(), g => g.Record with { Block = null, Release = g.Release! with { IsMarked = true } }, default);
        Assert.That(_side.Saved.Single().Deletes, Is.Empty, "a person has decided about those");
        Assert.That(Guarded().Recent, Is.Zero);
    }

    [Test]
    public async Task A_release_lets_go_what_it_covers_and_nothing_else()
    {
        await DeleteAsync(300);
        await _gate.ChangeAsync(Guarded(), g => g.Record with { Release = new MassDeleteRelease("block-1", IsMarked: false) }, default);
        Assert.That((await DeleteAsync(300, release: "block-1"), await DeleteAsync(1), await DeleteAsync(1, release: "an older one")), Is.EqualTo((300, 0, 0)), "until everything is marked, the block stands");
        await _gate.ChangeAsync(Guarded(), g => g.Record with { Block = null, Release = g.Release! with { IsMarked = true } }, default);
        Assert.That(await DeleteAsync(1), Is.EqualTo(1), "a later delete is counted anew");
        Assert.That(await DeleteAsync(300), Is.Zero, "and a later mass delete has a block of its own");
        Assert.That(Guarded().FreshRecord, Is.EqualTo(new MassDeleteRecord("cars", Side.Mongo, Guarded().Block! with { Id = "block-2" }, new MassDeleteRelease("block-1", IsMarked: true))));
        Assert.That(await DeleteAsync(300, release: "block-1"), Is.EqualTo(300), "what was released goes on all the same");
        await _gate.ChangeAsync(Guarded(), g => g.Record with { Release = null }, default);
        Assert.That(await DeleteAsync(1, release: "block-1"), Is.Zero, "a release that has ended covers nothing");
    }

    [Test]
    public async Task A_block_ends_when_all_documents_are_back()
    {
        await DeleteAsync(300);
        Assert.That(await LookAsync(Side.Mongo, 40), Is.True, "somebody is bringing them back; none of the rest may go now");
        Assert.That(await LookAsync(Side.Mongo, 0), Is.False);
        Assert.That((Guarded().Block, _side.Saved.Count, _log.MassDeletes.Last().Id), Is.EqualTo(((MassDeleteBlock?)null, 0, "back")));
        Assert.That(await DeleteAsync(1), Is.EqualTo(1));
    }

    [Test]
    public async Task A_look_that_began_before_a_block_does_not_end_it()
    {
        var look = _gate.BeginLook("cars", Side.Mongo);
        await DeleteAsync(300);
        var block = Guarded().Block!;
        Assert.That(await _gate.ObservedAsync(look, 0, default), Is.True, "they were there when it looked, and have gone since");
        Assert.That((Guarded().Block, Guarded().Missing), Is.EqualTo((block, 300)));
        Assert.That(await _gate.ObservedAsync(look, 310, default), Is.True);
        Assert.That(Guarded().Missing, Is.EqualTo(310), "it may well have seen more of them");
        Assert.That(await LookAsync(Side.Mongo, 0), Is.False);

        look = _gate.BeginLook("cars", Side.Mongo);
        await DeleteAsync(300);
        Assert.That(await _gate.ObservedAsync(look, 0, default), Is.True);
        await _gate.ChangeAsync(Guarded(), g => g.Record with { Block = null }, default);
        await DeleteAsync(300);
        Assert.That(await _gate.ObservedAsync(look, 0, default), Is.True, "nor a later one");
    }

    [Test]
    public async Task A_block_ends_when_most_are_back_and_the_rest_has_stood_still()
    {
        await DeleteAsync(300);
        Assert.That(await LookAsync(Side.Mongo, 5), Is.True);
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.That(await LookAsync(Side.Mongo, 4), Is.True);
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.That(await LookAsync(Side.Mongo, 4), Is.True);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.That(await LookAsync(Side.Mongo, 4), Is.False);
    }

    [Test]
    public async Task A_block_does_not_end_by_waiting()
    {
        for (var i = 0; i < 10; i++) await DeleteAsync(10, Side.BigPeer);
        Assert.That(await LookAsync(Side.BigPeer, 150), Is.True, "with the hundred before they are more than a fifth");
        _time.Advance(TimeSpan.FromDays(1));
        Assert.That(await LookAsync(Side.BigPeer, 150), Is.True, "alone they would not be, but none of them has come back");
    }

    [Test]
    public async Task Documents_that_the_bridge_itself_is_deleting_are_not_lacking()
    {
        var released = Entries(300, release: "block-1");
        await DeleteAsync(300, Side.BigPeer);
        await _gate.ChangeAsync(Guarded(Side.BigPeer), g => g.Record with { Block = null, Release = new MassDeleteRelease("block-1", IsMarked: true) }, default);
        using var writing = await _gate.AdmitAsync("cars", Side.BigPeer, released, default);
        (_side.MayLack, _side.Missing) = (true, 300);
        Assert.That(await DeleteAsync(1, Side.Mongo), Is.EqualTo(1), "the 300 are gone in MongoDB because the bridge has just deleted them there");
    }

    [TestCase(1.0, 0)]
    [TestCase(0.2, 1_000_000)]
    public async Task A_guard_that_is_set_so_never_stops_deletes(double share, int minimum)
    {
        _gate.Dispose();
        _gate = Gate(share, minimum);
        (_side.MayLack, _side.Missing) = (true, 1000);
        Assert.That(await DeleteAsync(1000), Is.EqualTo(1000));
        Assert.That(_side.Saves, Is.EqualTo(share < 1 ? 1 : 0), "a guard that is off has nothing to keep");
        Assert.That(await LookAsync(Side.BigPeer, 1000), Is.False);
    }

    [Test]
    public async Task A_guard_without_a_minimum_stops_the_deletes_of_a_small_collection_too()
    {
        _gate.Dispose();
        _gate = Gate(share: 0, minimum: 0);
        Assert.That(await DeleteAsync(1), Is.Zero);
    }
}
