using BridgeRuntime.Documents;
using BridgeRuntime.Queue;
using BridgeRuntime.Verification;
using TestKit;

namespace BridgeRuntime.Tests.Verification;

/// <summary>When a difference counts.</summary>
internal sealed class MotionTests
{
    private static readonly DocumentKey Key = new("cars", new DittoId("1"));

    private readonly FakeTimeProvider _time = new();
    private (DateTimeOffset Stream, DateTimeOffset Poll) _reached;
    private KeyQueue _queue = null!;

    [SetUp]
    public void SetUp()
    {
        _queue = new KeyQueue(["cars"], 100, _time, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1));
        _reached = (_time.GetUtcNow(), _time.GetUtcNow());
    }

    [TearDown]
    public void TearDown() => _queue.Dispose();

    private Motion Live() => new LiveMotion(_queue, () => _reached).Of(Key, _time.GetUtcNow());

    [Test]
    public void A_running_bridge_has_settled_what_both_feeds_have_looked_past()
    {
        var past = _time.GetUtcNow().AddSeconds(2);
        Assert.That(Live(), Is.EqualTo(Motion.Moving), "neither feed has come so far");
        _reached = (past, _reached.Poll);
        Assert.That(Live(), Is.EqualTo(Motion.Moving), "the poll has not");
        _reached = (past, past);
        Assert.That(Live(), Is.EqualTo(Motion.Settled));
        _reached = (_time.GetUtcNow().AddSeconds(1), past);
        Assert.That(Live(), Is.EqualTo(Motion.Moving), "MongoDB tells whole seconds");
    }

    [Test]
    public async Task A_key_that_the_queue_knows_moves_until_it_is_reconciled_and_is_held_while_a_person_pauses()
    {
        var past = _time.GetUtcNow().AddSeconds(10);
        _reached = (past, past);
        await _queue.EnqueueAsync(new Hint(Key, HintSides.Mongo), Lane.Live, mark: null, default);
        Assert.That(Live(), Is.EqualTo(Motion.Moving));
        _queue.Hold();
        Assert.That(Live(), Is.EqualTo(Motion.Held));
        _queue.Release();
        var items = await _queue.TakeAsync(10, default);
        Assert.That(Live(), Is.EqualTo(Motion.Moving), "a worker has it");
        _queue.Complete([.. items.Select(i => new ReconcileOutcome(i.Key, ReconcileResult.Done))]);
        Assert.That(Live(), Is.EqualTo(Motion.Settled));
    }

    [Test]
    public void Without_a_bridge_what_has_stood_still_is_settled()
    {
        var (motion, since) = (new TimedMotion(TimeSpan.FromSeconds(5), _time), _time.GetUtcNow());
        Assert.That(motion.Of(Key, since), Is.EqualTo(Motion.Moving));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(motion.Of(Key, since), Is.EqualTo(Motion.Settled));
    }
}
