using BridgeModel;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Tests.Simulation;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Documents;

/// <summary>What a batch of several keys is; what becomes of one key is the simulation's.</summary>
internal sealed class DocumentReconcilerTests
{
    private const int Keys = 11;

    [Test]
    public async Task What_is_too_much_to_be_read_at_once_goes_over_in_parts_and_in_its_order()
    {
        var gate = new StepGate();
        var mongo = new MemoryMongo(gate) { MostAtOnce = 2 };
        var bigPeer = new MemoryBigPeer(gate, new Random(1), StaleReads.None);
        var ledger = new MemoryLedger(gate, keepIntents: true);
        var collection = new CollectionSettings("c", new CollectionSpec { Fields = ["_id"], DqlStrictMode = false }, ConflictPolicy.MongoDB);
        var version = 0L;
        var reconciler = new DocumentReconciler(collection, mongo, bigPeer, ledger, new IntentBook(ledger), () => default, (_, _) => { }, () => ++version, SilentObserver.Instance);
        var ids = Enumerable.Range(0, Keys).ToList();
        foreach (var i in ids) mongo.Documents[BsonValue.Of(i)] = Bsons.Parse($$"""{"_id":{{i}},"v":{{i}}}""");
        List<ReconcileItem> items = [.. ids.Select(i => new ReconcileItem(new DocumentKey("c", new DittoId($"{i}")), HintSides.Mongo) { MongoIds = [BsonValue.Of(i)] })];

        var planned = await Through(gate, reconciler.PlanAsync(items, default));
        Assert.That(planned.Select(p => p.Key), Is.EqualTo(items.Select(i => i.Key)));
        Assert.That(bigPeer.Documents, Is.Empty, "a plan writes nothing");

        var outcomes = await Through(gate, reconciler.ReconcileAsync(slot: 0, items, default));
        Assert.Multiple(() =>
        {
            Assert.That(outcomes.Select(o => (o.Key, o.Result)), Is.EqualTo(items.Select(i => (i.Key, ReconcileResult.Done))));
            Assert.That(bigPeer.Documents, Has.Count.EqualTo(Keys));
            Assert.That(ledger.Entries, Has.Count.EqualTo(Keys));
        });
    }

    private static Task<T> Through<T>(StepGate gate, Task<T> run)
    {
        while (!run.IsCompleted) gate.Resume();
        return run;
    }
}
