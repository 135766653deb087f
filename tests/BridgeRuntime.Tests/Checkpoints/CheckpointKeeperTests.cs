using BridgeRuntime.Checkpoints;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Feeds;
using BridgeRuntime.Tests.Mongo;
using TestKit;

namespace BridgeRuntime.Tests.Checkpoints;

internal sealed class CheckpointKeeperTests : MongoFixture
{
    private FakeTimeProvider _time = null!;
    private FeedLog _log = null!;

    [SetUp]
    public void SetUp() => (_time, _log) = (new FakeTimeProvider(), new FeedLog());

    private CheckpointStore Store() => new(Client, Database, new BridgeShard("b", 0));

    private async Task<CheckpointKeeper> KeeperAsync(Func<long> transaction)
    {
        var store = Store();
        var start = await store.OpenAsync(default);
        var retry = new RetryLoop(LoopName.Checkpoint, _log, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1), _time);
        return new CheckpointKeeper(store, start, transaction, TimeSpan.FromSeconds(5), _log, retry, _time);
    }

    [Test]
    public async Task What_changed_is_saved_with_the_transaction_of_that_moment()
    {
        long transaction = 1;
        var keeper = await KeeperAsync(() => transaction);
        keeper.Update(c => c.With("cars", p => p with { SnapshotDone = true }));
        transaction = 7;
        await keeper.SaveAsync(default);
        Assert.That(_log.CheckpointsSaved, Is.EqualTo(1));
        await keeper.SaveAsync(default);
        Assert.That(_log.CheckpointsSaved, Is.EqualTo(1), "nothing changed since");
        var read = await Store().OpenAsync(default);
        Assert.That((read.Transaction, read.Of("cars").SnapshotDone), Is.EqualTo((7L, true)));
    }

    [Test]
    public async Task Urgent_changes_are_saved_each_interval_and_idle_ones_seldom()
    {
        var keeper = await KeeperAsync(() => 3);
        using var stop = new CancellationTokenSource();
        var running = keeper.RunAsync(stop.Token);
        keeper.Update(c => c.With("idle", p => p with { SnapshotDone = true }), urgent: false);
        await TicksAsync(1);
        Assert.That((await SavedAsync()).ContainsKey("idle"), Is.False);
        keeper.Update(c => c.With("urgent", p => p with { SnapshotDone = true }));
        await TicksAsync(1);
        Assert.That((await SavedAsync()).Keys, Is.EquivalentTo(new[] { "idle", "urgent" }));
        keeper.Update(c => c.With("idle2", p => p with { SnapshotDone = true }), urgent: false);
        await TicksAsync((int)(CheckpointKeeper.IdleInterval / TimeSpan.FromSeconds(5)) - 1);
        Assert.That((await SavedAsync()).ContainsKey("idle2"), Is.False);
        await TicksAsync(1);
        Assert.That((await SavedAsync()).ContainsKey("idle2"), Is.True);
        await stop.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task TicksAsync(int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        for (var i = 0; i < count; i++)
        {
            var before = _log.Ticks(LoopName.Checkpoint);
            _time.Advance(TimeSpan.FromSeconds(5));
            while (_log.Ticks(LoopName.Checkpoint) == before)
            {
                deadline.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    /// <summary>The collections of the saved checkpoint, read without beginning an epoch.</summary>
    private async Task<Dictionary<string, bool>> SavedAsync()
    {
        var text = string.Concat(await AllAsync(StateCollections.State));
        return new[] { "idle", "urgent", "idle2" }.Where(n => text.Contains($"\"{n}\"", StringComparison.Ordinal)).ToDictionary(n => n, _ => true);
    }
}
