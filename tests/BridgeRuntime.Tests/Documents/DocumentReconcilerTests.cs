using System.Text;
using System.Text.Json.Nodes;
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

    /// <summary>The change of MongoDB is seen first. Written without a look at the Big Peer, it would leave an intent of which nobody can tell whether the other change came before it or after.</summary>
    [Test]
    public async Task What_was_changed_on_both_sides_while_no_bridge_ran_is_settled_by_the_policy_though_the_first_try_is_killed()
    {
        var one = new OneDocument(ConflictPolicy.MongoDB);
        var (gate, mongo, bigPeer, ledger, key) = (one.Gate, one.Mongo, one.BigPeer, one.Ledger, one.Key);
        mongo.Documents[BsonValue.Of(1)] = Bsons.Parse("""{"_id":1,"v":"from MongoDB"}""");
        bigPeer.Put(key.Id, JsonNode.Parse("""{"_id":1,"v":"from Ditto"}""")!.AsObject(), byBridge: false);
        ledger.Entries[key.Id] = new LedgerEntry(key.Id, BsonValue.Of(1), OneDocument.Agreed("""{"_id":1,"v":"before"}"""), 1, IsBaseline: false);

        var killed = one.Start().ReconcileAsync(slot: 0, [one.Item(HintSides.Mongo)], default);
        while ((await ledger.ReadAllAsync(default)).Count == 0) gate.Resume();
        gate.Abandon();
        Assert.That((killed.IsCompleted, bigPeer.BridgeWrites), Is.EqualTo((false, 0)), "it died between the intent and the write");

        var again = one.Start();
        await Through(gate, again.ReconcileAsync(slot: 0, [one.Item(HintSides.Mongo | HintSides.BigPeer | HintSides.Recheck)], default));
        Assert.That(bigPeer.Documents[key.Id]["v"]!.GetValue<string>(), Is.EqualTo("from MongoDB"));
    }

    /// <summary>Both users create it at about the same time; the bridge has read the Big Peer when the second does.</summary>
    [TestCase(ConflictPolicy.MongoDB, "from MongoDB")]
    [TestCase(ConflictPolicy.BigPeer, "from Ditto")]
    public async Task What_is_created_at_the_Big_Peer_between_the_read_and_the_write_is_not_written_over(ConflictPolicy policy, string expected)
    {
        var one = new OneDocument(policy);
        var (gate, mongo, bigPeer, ledger, key) = (one.Gate, one.Mongo, one.BigPeer, one.Ledger, one.Key);
        var reconciler = one.Start();
        mongo.Documents[BsonValue.Of(1)] = Bsons.Parse("""{"_id":1,"v":"from MongoDB"}""");

        var run = reconciler.ReconcileAsync(slot: 0, [one.Item(HintSides.Mongo | HintSides.Recheck)], default);
        while ((await ledger.ReadAllAsync(default)).Count == 0) gate.Resume();
        Assert.That((run.IsCompleted, bigPeer.BridgeWrites), Is.EqualTo((false, 0)), "it has read both sides and written to none");
        bigPeer.Put(key.Id, JsonNode.Parse("""{"_id":1,"v":"from Ditto"}""")!.AsObject(), byBridge: false);

        Assert.That((await Through(gate, run))[0].Result, Is.EqualTo(ReconcileResult.Again));
        Assert.That((await Through(gate, reconciler.ReconcileAsync(slot: 0, [one.Item(HintSides.Mongo | HintSides.Recheck)], default)))[0].Result, Is.EqualTo(ReconcileResult.Done));
        Assert.That(bigPeer.Documents[key.Id]["v"]!.GetValue<string>(), Is.EqualTo(expected));
        Assert.That(mongo.Documents[BsonValue.Of(1)], Is.EqualTo(Bsons.Parse($$"""{"_id":1,"v":"{{expected}}"}""")));
    }

    /// <summary>The bridge carries a user's delete and is killed before the ledger has recorded it; a user of the side that deleted creates it again.</summary>
    [Test]
    public async Task What_is_created_again_where_it_was_deleted_is_not_lost_though_the_bridge_is_killed_behind_its_own_delete([Values] ConflictPolicy policy, [Values] bool isInMongo, [Values] bool isSame)
    {
        var one = new OneDocument(policy);
        var (gate, mongo, bigPeer, ledger, key) = (one.Gate, one.Mongo, one.BigPeer, one.Ledger, one.Key);
        var (old, again) = ("""{"_id":1,"v":"before"}""", isSame ? """{"_id":1,"v":"before"}""" : """{"_id":1,"v":"after"}""");
        ledger.Entries[key.Id] = new LedgerEntry(key.Id, BsonValue.Of(1), OneDocument.Agreed(old), 1, IsBaseline: false);
        if (isInMongo) bigPeer.Put(key.Id, JsonNode.Parse(old)!.AsObject(), byBridge: false);
        else mongo.Documents[BsonValue.Of(1)] = Bsons.Parse(old);

        var killed = one.Start().ReconcileAsync(slot: 0, [one.Item(HintSides.Mongo | HintSides.BigPeer | HintSides.Recheck)], default);
        while (mongo.Documents.Count + bigPeer.Documents.Count > 0) gate.Resume();
        gate.Abandon();
        Assert.That((killed.IsCompleted, ledger.Entries.Count), Is.EqualTo((false, 1)), "it died between the delete and the record of it");
        if (isInMongo) mongo.Documents[BsonValue.Of(1)] = Bsons.Parse(again);
        else bigPeer.Put(key.Id, JsonNode.Parse(again)!.AsObject(), byBridge: false);

        await Through(gate, one.Start().ReconcileAsync(slot: 0, [one.Item(HintSides.Mongo | HintSides.BigPeer | HintSides.Recheck)], default));
        Assert.That(mongo.Documents.Values, Is.EqualTo(new[] { Bsons.Parse(again) }));
        Assert.That(bigPeer.Documents.Values.Select(d => d.ToJsonString()), Is.EqualTo(new[] { again }));
        Assert.That(ledger.Entries[key.Id].State.ToBytes(), Is.EqualTo(OneDocument.Agreed(again).ToBytes()));
    }

    private static Task<T> Through<T>(StepGate gate, Task<T> run)
    {
        while (!run.IsCompleted) gate.Resume();
        return run;
    }

    /// <summary>Two sides and a ledger that outlive the reconcilers between them.</summary>
    private sealed class OneDocument
    {
        private readonly ConflictPolicy _policy;
        private long _version = 1;

        public OneDocument(ConflictPolicy policy)
        {
            _policy = policy;
            Mongo = new MemoryMongo(Gate);
            BigPeer = new MemoryBigPeer(Gate, new Random(1), StaleReads.None);
            Ledger = new MemoryLedger(Gate, keepIntents: true);
        }

        public StepGate Gate { get; } = new();

        public MemoryMongo Mongo { get; }

        public MemoryBigPeer BigPeer { get; }

        public MemoryLedger Ledger { get; }

        public DocumentKey Key { get; } = new("c", new DittoId("1"));

        public static AgreedState Agreed(string json) => AgreedState.Of(Settings(ConflictPolicy.MongoDB).StateReader.Read(Encoding.UTF8.GetBytes(json)));

        public ReconcileItem Item(HintSides hints) => new(Key, hints) { MongoIds = [BsonValue.Of(1)] };

        /// <summary>The bridge starts, with what an earlier run left.</summary>
        public DocumentReconciler Start()
        {
            var intents = new IntentBook(Ledger);
            intents.RestoreAsync(default).GetAwaiter().GetResult();
            return new DocumentReconciler(Settings(_policy), Mongo, BigPeer, Ledger, intents, () => default, (_, _) => { }, () => ++_version, SilentObserver.Instance);
        }

        private static CollectionSettings Settings(ConflictPolicy policy) => new("c", new CollectionSpec { Fields = ["_id"], DqlStrictMode = false }, policy);
    }
}
