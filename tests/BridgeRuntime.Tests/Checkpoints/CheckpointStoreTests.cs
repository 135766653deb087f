using BridgeRuntime.Checkpoints;
using BridgeRuntime.Ledger;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Mongo;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Checkpoints;

internal sealed class CheckpointStoreTests : MongoFixture
{
    private CheckpointStore Store(string bridge = "b", int shard = 0) => new(Client, Database, new BridgeShard(bridge, shard));

    [Test]
    public async Task A_first_start_has_nothing_and_epoch_1()
    {
        var store = Store();
        var checkpoint = await store.OpenAsync(default);
        Assert.Multiple(() =>
        {
            Assert.That(store.Epoch, Is.EqualTo(1));
            Assert.That(checkpoint.StreamToken, Is.Null);
            Assert.That(checkpoint.Served, Is.Null);
            Assert.That(checkpoint.Transaction, Is.Zero);
            Assert.That(checkpoint.Of("cars"), Is.EqualTo(CollectionProgress.None));
        });
    }

    [Test]
    public async Task What_is_saved_is_what_the_next_start_opens()
    {
        var store = Store();
        var token = Bsons.Parse("""{"_data":"8265"}""");
        var checkpoint = (await store.OpenAsync(default) with { StreamToken = token, StreamTime = new DateTimeOffset(2026, 1, 31, 12, 0, 0, 5, TimeSpan.Zero), Transaction = 1L << 40, Served = ["a.b$c", "cars"] })
            .With("a.b$c", p => p with { SnapshotDone = true })
            .With("cars", p => p with { SnapshotPosition = BsonValue.Of("x"), SnapshotDocuments = 3_000_000_000, BigPeerRead = true });
        await store.SaveAsync(checkpoint, default);

        var next = Store();
        var read = await next.OpenAsync(default);
        Assert.Multiple(() =>
        {
            Assert.That(next.Epoch, Is.EqualTo(2));
            Assert.That(read.StreamToken!.Value.ToArray(), Is.EqualTo(token));
            Assert.That(read.StreamTime, Is.EqualTo(checkpoint.StreamTime));
            Assert.That(read.Transaction, Is.EqualTo(1L << 40));
            Assert.That(read.Served, Is.EqualTo(checkpoint.Served));
            Assert.That(read.Lost, Is.Null);
            Assert.That(read.Collections, Is.EquivalentTo(checkpoint.Collections));
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_gap_in_the_history_is_remembered_with_what_is_left_of_it(bool isPositionKnown)
    {
        var store = Store();
        var since = new DateTimeOffset(2026, 1, 31, 12, 0, 0, 5, TimeSpan.Zero);
        var lost = new LostHistory(HistoryLossReason.OplogRolledOver, since, isPositionKnown ? since.AddDays(-3) : null, ["a.b$c", "cars"]);
        await store.SaveAsync(await store.OpenAsync(default) with { Lost = lost }, default);
        var read = await Store().OpenAsync(default);
        Assert.That((read.StreamToken, read.Lost?.Reason, read.Lost?.Since, read.Lost?.From), Is.EqualTo(((ReadOnlyMemory<byte>?)null, (HistoryLossReason?)lost.Reason, (DateTimeOffset?)lost.Since, lost.From)));
        Assert.That(read.Lost!.Left, Is.EqualTo(lost.Left));
    }

    [Test]
    public async Task A_state_that_was_dropped_is_told_apart_from_a_run_that_was_replaced()
    {
        var store = Store();
        var checkpoint = await store.OpenAsync(default);
        await Client.RunWriteCommandAsync(Database, Bsons.Parse($$"""{"drop":"{{StateCollections.State}}"}"""));
        Assert.That(() => store.SaveAsync(checkpoint, default), Throws.TypeOf<StateGoneException>().With.Message.StartsWith("StateGone: "));
    }

    [Test]
    public async Task A_run_that_was_replaced_can_save_no_more()
    {
        var (old, other) = (Store(), Store());
        var checkpoint = await old.OpenAsync(default) with { Transaction = 5 };
        await old.SaveAsync(checkpoint, default);
        await other.OpenAsync(default);
        Assert.That(() => old.SaveAsync(checkpoint with { Transaction = 6 }, default), Throws.TypeOf<FencedException>());
        await other.SaveAsync(checkpoint with { Transaction = 7 }, default);
        Assert.That((await Store().OpenAsync(default)).Transaction, Is.EqualTo(7));
    }

    [Test]
    public async Task Bridges_and_shards_have_epochs_of_their_own()
    {
        var (a, b, c) = (Store(), Store("other"), Store(shard: 1));
        await a.OpenAsync(default);
        await b.OpenAsync(default);
        await c.OpenAsync(default);
        Assert.That((a.Epoch, b.Epoch, c.Epoch), Is.EqualTo((1L, 1L, 1L)));
        await a.SaveAsync(new Checkpoint(), default);
    }
}
