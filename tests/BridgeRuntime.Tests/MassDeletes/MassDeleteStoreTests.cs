using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Tests.Mongo;

namespace BridgeRuntime.Tests.MassDeletes;

/// <summary>What the guard keeps, over the real protocol.</summary>
internal sealed class MassDeleteStoreTests : MongoFixture
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    private long _epoch = 3;

    private MassDeleteStore Store(string bridge = "shop") => new(Client, Database, new BridgeShard(bridge, 0), () => _epoch);

    private static MassDeleteRecord Record(Side lacking = Side.Mongo, bool isBlocked = true) => new(
        "cars", lacking, isBlocked ? new MassDeleteBlock("3fa9c1", Noon, 60) : null, isBlocked ? new MassDeleteRelease("3fa9c1", IsMarked: true) : null)
    {
        Deletes = [new CountedDeletes(Noon.AddMinutes(-30), 12), new CountedDeletes(Noon, 3)],
    };

    [Test]
    public async Task What_is_saved_is_read_again_by_the_bridge_of_its_name_alone([Values] Side lacking, [Values] bool isBlocked)
    {
        var saved = Record(lacking, isBlocked);
        await Store().SaveAsync(saved, default);
        await Store("other").SaveAsync(Record() with { Collection = "trucks" }, default);
        var read = (await Store().LoadAsync(default)).Single();
        Assert.That(read with { Deletes = [] }, Is.EqualTo(saved with { Deletes = [] }));
        Assert.That(read.Deletes, Is.EqualTo(saved.Deletes));
    }

    [Test]
    public async Task Of_an_empty_record_nothing_stays()
    {
        await Store().SaveAsync(Record(), default);
        await Store().SaveAsync(Record(isBlocked: false) with { Deletes = [] }, default);
        Assert.That(await AllAsync(StateCollections.State), Is.Empty);
    }

    [Test]
    public async Task Who_was_replaced_overwrites_nothing()
    {
        _epoch = 4;
        await Store().SaveAsync(Record(), default);
        var before = await AllAsync(StateCollections.State);
        _epoch = 3;
        Assert.That(async () => await Store().SaveAsync(Record(isBlocked: false), default), Throws.TypeOf<FencedException>());
        Assert.That(await AllAsync(StateCollections.State), Is.EqualTo(before));
    }
}
