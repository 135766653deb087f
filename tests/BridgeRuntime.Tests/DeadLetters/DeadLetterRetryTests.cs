using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Feeds;
using BridgeRuntime.Tests.Mongo;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.DeadLetters;

/// <summary>Parked documents are tried again on a schedule, and what found no room is looked for again.</summary>
internal sealed class DeadLetterRetryTests : MongoFixture
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(60);

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _lookedThrough = [];
    private FeedLog _log = null!;
    private KeyQueue _queue = null!;
    private DeadLetterStore _letters = null!;

    [SetUp]
    public void SetUp()
    {
        _lookedThrough.Clear();
        _log = new FeedLog();
        _queue = new KeyQueue(["cars"], 1000, _time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1));
        _letters = new DeadLetterStore(Client, Database, new BridgeShard("b", 0), new DeadLetterSettings { Maximum = 3 }, _log, _time);
    }

    [TearDown]
    public void TearDown() => _queue.Dispose();

    private DeadLetterRetry Retry(double random)
    {
        var settings = new PlanCase().Settings;
        var mongo = new MongoDocuments(Client, Database);
        var hints = new Dictionary<string, MongoHints> { ["cars"] = new(settings, new MongoLedger(Client, Database, new BridgeShard("b", 0)), mongo, _queue) };
        var replay = new DeadLetterReplay(_queue, _letters, mongo, new Dictionary<string, CollectionSettings> { ["cars"] = settings }, hints, _log);
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1);
        return new DeadLetterRetry(_letters, replay, LookThrough, Interval, () => random, new RetryLoop("dead-letters", _log, backoff, _time), _log, _time);
    }

    private Task LookThrough(string collection, CancellationToken cancellation)
    {
        _lookedThrough.Add(collection);
        return Task.CompletedTask;
    }

    private static DeadLetter Keyed(string id) => new(Side.Mongo, "cars", new DittoId(id), BsonValue.Of(7), DeadLetterReason.RefusedByBigPeer, "why");

    [TestCase(0, 45)]
    [TestCase(1, 75)]
    public async Task Every_letter_is_tried_again_after_the_interval_give_or_take_a_quarter(double random, int minutes)
    {
        await _letters.PutAsync([Keyed("1"), Keyed("2"), Keyed("3")], default);
        await _letters.DiscardAsync(Keyed("2").Address, default);
        using var stop = new CancellationTokenSource();
        var running = Retry(random).RunAsync(stop.Token);
        await AdvanceAsync(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(10));
        Assert.That(_queue.Count(Lane.Bulk), Is.Zero);
        await AdvanceAsync(TimeSpan.FromSeconds(20));
        await Eventually.HoldsAsync("both are in the queue", () => Task.FromResult(_queue.Count(Lane.Bulk) == 2 ? null : $"{_queue.Count(Lane.Bulk)}"), TimeSpan.FromSeconds(30));
        Assert.That((await _queue.TakeAsync(10, default)).Select(i => (i.Key.Id.Json, i.Hints, i.MongoIds.Single())), Is.EquivalentTo(new[] { ("1", HintSides.Recheck, BsonValue.Of(7)), ("3", HintSides.Recheck, BsonValue.Of(7)) }));
        await Eventually.HoldsAsync("it is told", () => Task.FromResult(_log.LetterRetries.IsEmpty ? "not yet" : null), TimeSpan.FromSeconds(30));
        Assert.That(_log.LetterRetries, Is.EqualTo(new[] { ("cars", RetryCause.Schedule, 2) }));
        await EndAsync(stop, running);
    }

    [Test]
    public async Task A_collection_is_looked_through_only_when_there_is_room_again()
    {
        await _letters.PutAsync([Keyed("1"), Keyed("2"), Keyed("3"), Keyed("4")], default);
        using var stop = new CancellationTokenSource();
        var running = Retry(0).RunAsync(stop.Token);
        await AdvanceAsync(TimeSpan.FromMinutes(46));
        await Eventually.HoldsAsync("all are tried", () => Task.FromResult(_queue.Count(Lane.Bulk) == 3 ? null : "not yet"), TimeSpan.FromSeconds(30));
        Assert.That(_lookedThrough, Is.Empty);
        await _letters.RemoveAsync([new DocumentKey("cars", new DittoId("1"))], _letters.Mark(), default);
        await AdvanceAsync(TimeSpan.FromMinutes(46));
        await Eventually.HoldsAsync("it was looked through", () => Task.FromResult(_letters.Overflowed.Count == 0 && _lookedThrough.Count == 1 ? null : "not yet"), TimeSpan.FromSeconds(30));
        await EndAsync(stop, running);
    }

    /// <summary>In steps, as time passes: each of the loop's waits must have begun before it can end.</summary>
    private async Task AdvanceAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(5))
        {
            await Eventually.HoldsAsync("the loop waits", () => Task.FromResult(_time.PendingTimers > 0 ? null : "it does not"), TimeSpan.FromSeconds(30));
            _time.Advance(left < TimeSpan.FromSeconds(5) ? left : TimeSpan.FromSeconds(5));
        }
    }

    private static async Task EndAsync(CancellationTokenSource stop, Task running)
    {
        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }
}
