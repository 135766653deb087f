using System.Collections.Concurrent;
using BridgeRuntime.Documents;
using BridgeRuntime.Queue;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.Queue;

internal sealed class KeyQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private FakeTimeProvider _time = null!;
    private CancellationTokenSource _deadline = null!;

    [SetUp]
    public void SetUp() => (_time, _deadline) = (new FakeTimeProvider(), new CancellationTokenSource(Patience));

    [TearDown]
    public void TearDown() => _deadline.Dispose();

    [Test]
    public async Task A_key_is_found_by_its_MongoDB_documents_until_it_is_complete()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 2);
        await Enqueue(queue, "b", HintSides.Mongo, mongoId: 2);
        Assert.That(Found(), Is.EquivalentTo(new[] { "a 1", "a 2", "b 2" }));
        await Take(queue, 2);
        queue.Complete([Done("b")]);
        Assert.That(Found(), Is.EquivalentTo(new[] { "a 1", "a 2" }), "it is being worked on");
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
        queue.Complete([Done("a")]);
        Assert.That(Found(), Is.EquivalentTo(new[] { "a 1", "a 2" }), "it runs again");
        await Take(queue, 2);
        queue.Complete([Done("a")]);
        Assert.That(Found(), Is.Empty);

        IEnumerable<string> Found() => queue.KeysOf(Key("a").Collection, [BsonValue.Of(1), BsonValue.Of(2)]).Select(k => $"{k.Key.Id} {k.MongoId.AsElement().AsInt32()}");
    }

    [Test]
    public async Task A_key_that_changes_all_the_time_runs_a_few_times_a_second_and_loses_no_hint()
    {
        using var queue = Queue();
        var runs = 0;
        for (var change = 0; change < 500; change++)
        {
            await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
            await RunIfGiven();
            _time.Advance(TimeSpan.FromMilliseconds(2));
        }
        Assert.That(runs, Is.InRange(5, 10), "the first three at once, then after 50, 100, 200 and 250 ms");
        _time.Advance(TimeSpan.FromMilliseconds(250));
        await RunIfGiven();
        Assert.That(queue.Knows(Key("a")), Is.False, "the last change has had its run");

        async Task RunIfGiven()
        {
            using var now = new CancellationTokenSource();
            var taken = queue.TakeAsync(1, now.Token);
            await now.CancelAsync();
            if (!taken.IsCompletedSuccessfully) return;
            queue.Complete([Done("a")]);
            runs++;
        }
    }

    [Test]
    public async Task A_key_is_not_linked_where_nobody_asks_for_its_documents()
    {
        using var queue = new KeyQueue(["c"], 1000, _time, Waits()) { IsLinked = name => name != "c" };
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
        queue.Link(Key("a"), BsonValue.Of(2));
        Assert.That(queue.KeysOf("c", [BsonValue.Of(1), BsonValue.Of(2)]), Is.Empty);
        Assert.That((await Take(queue)).Single().MongoIds, Is.EqualTo(new[] { BsonValue.Of(1), BsonValue.Of(2) }), "the run knows them");
        queue.Complete([Done("a")]);
        Assert.That(queue.Knows(Key("a")), Is.False);
    }

    [Test]
    public async Task A_held_queue_gives_nothing_out_and_loses_nothing()
    {
        using var queue = Queue();
        queue.Hold();
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
        Assert.That(await queue.TakeAsync(10, _deadline.Token), Is.Empty);
        Assert.That((queue.IsHeld, queue.Released.IsCompleted, queue.Knows(Key("a"))), Is.EqualTo((true, false, true)));
        queue.Release();
        Assert.That((await queue.TakeAsync(10, _deadline.Token)).Select(i => i.Key), Is.EqualTo(new[] { Key("a") }), "the permit for it is still there");
    }

    [Test]
    public async Task Many_hints_for_one_key_are_one_run_that_knows_all_of_them()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
        await Enqueue(queue, "a", HintSides.BigPeer);
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 2);
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
        var items = await Take(queue);
        Assert.Multiple(() =>
        {
            Assert.That(items, Has.Count.EqualTo(1));
            Assert.That(items[0].Hints, Is.EqualTo(HintSides.Mongo | HintSides.BigPeer));
            Assert.That(items[0].MongoIds, Is.EqualTo(new[] { BsonValue.Of(1), BsonValue.Of(2) }));
            Assert.That(queue.Count(Lane.Live), Is.EqualTo(1), "also while it is worked on");
        });
        queue.Complete([Done("a")]);
        Assert.That(queue.Count(Lane.Live), Is.Zero);
    }

    [Test]
    public async Task A_hint_while_a_key_is_worked_on_makes_it_run_again_afterwards_and_not_before()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo);
        await Take(queue);
        await Enqueue(queue, "a", HintSides.BigPeer);
        var waiting = Take(queue);
        Assert.That(waiting.IsCompleted, Is.False, "the key is being worked on");
        queue.Complete([Done("a")]);
        Assert.That((await waiting).Single().Hints, Is.EqualTo(HintSides.BigPeer), "only what came meanwhile");
        queue.Complete([Done("a")]);
        Assert.That(queue.Count(Lane.Live), Is.Zero);
    }

    [Test]
    public async Task A_batch_is_of_one_collection_and_collections_take_turns()
    {
        using var queue = Queue("x", "y");
        foreach (var (collection, id) in new[] { ("x", "1"), ("x", "2"), ("x", "3"), ("y", "4"), ("y", "5") })
            await queue.EnqueueAsync(new Hint(new DocumentKey(collection, new DittoId(id)), HintSides.Mongo), Lane.Live, mark: null, _deadline.Token);
        var batches = new List<string>();
        for (var i = 0; i < 3; i++) batches.Add(string.Join(' ', (await queue.TakeAsync(2, _deadline.Token)).Select(item => item.Key)));
        Assert.That(batches, Is.EqualTo(new[] { "x/1 x/2", "y/4 y/5", "x/3" }));
    }

    [Test]
    public async Task Live_keys_go_before_bulk_ones()
    {
        using var queue = Queue("x", "y");
        await queue.EnqueueAsync(new Hint(new DocumentKey("x", new DittoId("1")), HintSides.Mongo), Lane.Bulk, mark: null, _deadline.Token);
        await queue.EnqueueAsync(new Hint(new DocumentKey("y", new DittoId("2")), HintSides.Mongo), Lane.Live, mark: null, _deadline.Token);
        Assert.That((await Take(queue)).Single().Key.ToString(), Is.EqualTo("y/2"));
        Assert.That((await Take(queue)).Single().Key.ToString(), Is.EqualTo("x/1"));
    }

    [Test]
    public async Task A_full_lane_makes_its_feed_wait_until_a_key_is_complete()
    {
        using var queue = Queue(capacity: 2);
        await Enqueue(queue, "a", HintSides.Mongo);
        await Enqueue(queue, "b", HintSides.Mongo);
        var third = Enqueue(queue, "c", HintSides.Mongo);
        Assert.That(third.IsCompleted, Is.False);

        await Enqueue(queue, "a", HintSides.BigPeer);
        await Enqueue(queue, "d", HintSides.Mongo, lane: Lane.Bulk);
        var items = await Take(queue, 2);
        Assert.That(third.IsCompleted, Is.False, "keys that are worked on count");

        queue.Complete([Done(items[1].Key.Id.Json)]);
        await third;
        Assert.That(queue.Count(Lane.Live), Is.EqualTo(2));
    }

    [Test]
    public async Task A_hint_that_waited_for_room_for_a_key_that_came_meanwhile_takes_no_room()
    {
        using var queue = Queue(capacity: 2);
        await Enqueue(queue, "a", HintSides.Mongo);
        await Enqueue(queue, "b", HintSides.Mongo);
        var (first, second) = (Enqueue(queue, "c", HintSides.Mongo), Enqueue(queue, "c", HintSides.BigPeer));
        await Take(queue, 2);
        queue.Complete([Done("a"), Done("b")]);
        await Task.WhenAll(first, second);
        Assert.That((await Take(queue)).Single().Hints, Is.EqualTo(HintSides.Mongo | HintSides.BigPeer));
        Assert.That(Enqueue(queue, "d", HintSides.Mongo).IsCompletedSuccessfully, Is.True, "one of two places is free");
        Assert.That(queue.Count(Lane.Live), Is.EqualTo(2));
    }

    [Test]
    public async Task A_feed_that_waits_for_room_can_be_cancelled()
    {
        using var queue = Queue(capacity: 1);
        using var stop = new CancellationTokenSource();
        await Enqueue(queue, "a", HintSides.Mongo);
        var waiting = queue.EnqueueAsync(new Hint(Key("b"), HintSides.Mongo), Lane.Live, mark: null, stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(queue.Count(Lane.Live), Is.EqualTo(1));
    }

    [Test]
    public async Task A_returned_batch_runs_again_with_everything_read()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo, mongoId: 1);
        queue.Return(await Take(queue));
        var item = (await Take(queue)).Single();
        Assert.That(item.Hints, Is.EqualTo(HintSides.Mongo | HintSides.Recheck));
        Assert.That(item.MongoIds, Is.EqualTo(new[] { BsonValue.Of(1) }));
    }

    [Test]
    public async Task An_overtaken_key_runs_again_at_once_five_times_and_then_after_growing_waits()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo);
        for (var i = 0; i < 5; i++)
        {
            await Take(queue);
            queue.Complete([Again("a")]);
        }
        await Take(queue);
        foreach (var seconds in new[] { 1, 2, 4, 5, 5 })
        {
            queue.Complete([Again("a")]);
            var next = queue.TakeAsync(1, _deadline.Token);
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.That(next.IsCompleted, Is.False, $"it waits {seconds} s");
            Assert.That(queue.Count(Lane.Live), Is.EqualTo(1), "and keeps its room");
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.That((await next).Single().Hints, Is.EqualTo(HintSides.Mongo | HintSides.Recheck));
        }
    }

    [Test]
    public async Task A_key_that_was_complete_has_its_runs_counted_anew()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo);
        for (var i = 0; i < 5; i++)
        {
            await Take(queue);
            queue.Complete([Again("a")]);
        }
        await Take(queue);
        await Enqueue(queue, "a", HintSides.BigPeer);
        queue.Complete([Done("a")]);
        await Take(queue);
        queue.Complete([Again("a")]);
        Assert.That(Take(queue).IsCompletedSuccessfully, Is.True, "its runs are counted anew");
    }

    [Test]
    public async Task A_queue_that_ended_is_left_alone_by_keys_that_still_wait()
    {
        var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo);
        for (var i = 0; i < 6; i++)
        {
            await Take(queue);
            queue.Complete([Again("a")]);
        }
        Assert.That(_time.PendingTimers, Is.EqualTo(1));
        queue.Dispose();
        Assert.That(() => _time.Advance(TimeSpan.FromMinutes(1)), Throws.Nothing, "an exception in a timer ends the process");
    }

    [Test]
    public async Task The_ages_are_of_the_hints_that_wait_longest_on_each_side()
    {
        using var queue = Queue();
        Assert.That(queue.Ages(), Is.Empty);
        await Enqueue(queue, "a", HintSides.Mongo);
        Advance(3);
        await Enqueue(queue, "b", HintSides.BigPeer);
        await Enqueue(queue, "a", HintSides.Mongo);
        Assert.That(queue.Ages(), Is.EquivalentTo(new[] { Aged(Side.Mongo, 3), Aged(Side.BigPeer, 0) }));
        await Take(queue, 2);
        queue.Complete([Done("a")]);
        Advance(1);
        Assert.That(queue.Ages(), Is.EqualTo(new[] { Aged(Side.BigPeer, 1) }), "what is worked on is not done");
        queue.Complete([Again("b")]);
        Advance(1);
        Assert.That(queue.Ages(), Is.EqualTo(new[] { Aged(Side.BigPeer, 2) }), "a key that runs again is as old as it was");
        await Take(queue);
        queue.Complete([Done("b")]);
        Advance(1);
        Assert.That(queue.Ages(), Is.Empty);
    }

    [Test]
    public async Task A_hint_is_as_old_as_the_change_it_tells_of()
    {
        using var queue = Queue();
        await queue.EnqueueAsync(new Hint(Key("a"), HintSides.Mongo, MongoId: null, TimeSpan.FromMinutes(7)), Lane.Live, mark: null, _deadline.Token);
        await Enqueue(queue, "b", HintSides.Mongo);
        Assert.That(queue.Ages(), Is.EqualTo(new[] { Aged(Side.Mongo, 7 * 60) }));
    }

    [Test]
    public async Task A_hint_that_came_while_its_key_was_worked_on_is_as_old_as_it_is()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Mongo);
        await Take(queue);
        Advance(10);
        await Enqueue(queue, "a", HintSides.Mongo);
        Advance(2);
        Assert.That(queue.Ages(), Is.EqualTo(new[] { Aged(Side.Mongo, 12) }));
        queue.Complete([Done("a")]);
        Advance(1);
        Assert.That(queue.Ages(), Is.EqualTo(new[] { Aged(Side.Mongo, 3) }));
    }

    [Test]
    public async Task A_key_that_is_looked_at_for_no_sides_sake_is_outstanding_for_both()
    {
        using var queue = Queue();
        await Enqueue(queue, "a", HintSides.Recheck);
        Advance(1);
        Assert.That(queue.Ages(), Is.EquivalentTo(new[] { Aged(Side.Mongo, 1), Aged(Side.BigPeer, 1) }));
    }

    [Test]
    public async Task Marks_are_passed_when_their_keys_are_complete_and_not_when_they_run_again()
    {
        using var queue = Queue();
        var passed = new List<int>();
        var positions = new PositionTracker<int>(passed.Add);
        var (first, second) = (positions.Begin(1), positions.Begin(2));
        await Enqueue(queue, "a", HintSides.Mongo, mark: first);
        first.Complete();
        await Take(queue);
        await Enqueue(queue, "a", HintSides.Mongo, mark: second);
        second.Complete();
        queue.Complete([Again("a")]);
        Assert.That(passed, Is.Empty, "the key runs again");
        await Take(queue);
        queue.Complete([Done("a")]);
        Assert.That(passed, Is.EqualTo(new[] { 1, 2 }), "both: the run that ended saw both hints");
    }

    [Test]
    public async Task A_mark_of_a_hint_that_came_during_the_run_waits_for_the_next()
    {
        using var queue = Queue();
        var passed = new List<int>();
        var positions = new PositionTracker<int>(passed.Add);
        var (first, second) = (positions.Begin(1), positions.Begin(2));
        await Enqueue(queue, "a", HintSides.Mongo, mark: first);
        first.Complete();
        await Take(queue);
        await Enqueue(queue, "a", HintSides.Mongo, mark: second);
        second.Complete();
        queue.Complete([Done("a")]);
        Assert.That(passed, Is.EqualTo(new[] { 1 }));
        await Take(queue);
        queue.Complete([Done("a")]);
        Assert.That(passed, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Several_workers_never_have_one_key_at_once_and_lose_none()
    {
        using var queue = new KeyQueue(["x", "y"], 64, TimeProvider.System, new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), () => 0));
        const int Keys = 200, Hints = 20_000, Workers = 6;
        var held = new ConcurrentDictionary<DocumentKey, int>();
        var seen = new ConcurrentDictionary<DocumentKey, int>();
        var passed = 0;
        var twice = 0;
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var positions = new PositionTracker<int>(p =>
        {
            Volatile.Write(ref passed, p);
            if (p == Hints) end.TrySetResult();
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        var workers = Enumerable.Range(0, Workers).Select(w => Task.Run(async () =>
        {
            var random = new Random(w);
            try
            {
                while (true)
                {
                    var items = await queue.TakeAsync(1 + random.Next(20), stop.Token);
                    foreach (var item in items) if (!held.TryAdd(item.Key, w)) Interlocked.Increment(ref twice);
                    foreach (var item in items) seen.AddOrUpdate(item.Key, 1, (_, n) => n + 1);
                    await Task.Yield();
                    foreach (var item in items) held.TryRemove(item.Key, out _);
                    if (random.Next(10) == 0) queue.Return(items);
                    else queue.Complete([.. items.Select(i => new ReconcileOutcome(i.Key, random.Next(8) == 0 ? ReconcileResult.Again : ReconcileResult.Done))]);
                }
            }
            catch (OperationCanceledException)
            {
                return;
            }
        })).ToList();

        var hints = new Random(1);
        for (var i = 1; i <= Hints; i++)
        {
            var mark = positions.Begin(i);
            var key = new DocumentKey(hints.Next(2) == 0 ? "x" : "y", new DittoId(hints.Next(Keys).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            await queue.EnqueueAsync(new Hint(key, HintSides.Mongo), (Lane)hints.Next(2), mark, _deadline.Token);
            mark.Complete();
        }
        await end.Task.WaitAsync(_deadline.Token);
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.Multiple(() =>
        {
            Assert.That(twice, Is.Zero, "one key with two workers");
            Assert.That(seen, Has.Count.EqualTo(2 * Keys));
            Assert.That(passed, Is.EqualTo(Hints));
            Assert.That(positions.Outstanding, Is.Zero);
            Assert.That(queue.Count(Lane.Live) + queue.Count(Lane.Bulk), Is.Zero);
        });
    }

    private KeyQueue Queue(params string[] collections) => new(collections.Length == 0 ? ["c"] : collections, 1000, _time, Waits());

    private KeyQueue Queue(int capacity) => new(["c"], capacity, _time, Waits());

    /// <summary>1, 2, 4 and then always 5 seconds.</summary>
    private static Backoff Waits() => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), () => 1);

    private static QueueAge Aged(Side from, int seconds) => new("c", from, TimeSpan.FromSeconds(seconds));

    private void Advance(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private static DocumentKey Key(string id) => new("c", new DittoId(id));

    private static ReconcileOutcome Done(string id) => new(Key(id), ReconcileResult.Done);

    private static ReconcileOutcome Again(string id) => new(Key(id), ReconcileResult.Again);

    private Task Enqueue(KeyQueue queue, string id, HintSides side, int? mongoId = null, Lane lane = Lane.Live, FeedMark? mark = null) =>
        queue.EnqueueAsync(new Hint(Key(id), side, mongoId is { } n ? BsonValue.Of(n) : null), lane, mark, _deadline.Token).AsTask();

    private async Task<IReadOnlyList<ReconcileItem>> Take(KeyQueue queue, int size = 1) => await queue.TakeAsync(size, _deadline.Token);
}
