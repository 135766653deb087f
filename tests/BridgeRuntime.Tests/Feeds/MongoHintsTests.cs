using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Mongo;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Feeds;

internal sealed class MongoHintsTests : MongoFixture
{
    private static string Text(Hint hint) => $"{hint.Key} {hint.Side} {hint.MongoId?.AsElement().AsInt32()}";

    private MongoLedger Ledger => new(Client, Database, new BridgeShard("b", 0));

    private MongoHints Hints(params string[] fields) => new(new PlanCase { Fields = fields }.Settings, Ledger, new MongoDocuments(Client, Database), _queue);

    private KeyQueue _queue = null!;

    [SetUp]
    public void OpenQueue() => _queue = new KeyQueue(["cars"], 1000, TimeProvider.System, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1));

    [TearDown]
    public void CloseQueue() => _queue.Dispose();

    private Task KnowAsync(string id, int mongoId) => Ledger.RecordAsync("cars", [new LedgerEntry(new DittoId(id), Id(mongoId), AgreedState.Empty, 1, IsBaseline: false)], [], default);

    [Test]
    public async Task With_MongoDBs_own_id_no_document_is_needed()
    {
        var (hints, letters) = await Hints("_id").ResolveAsync([Id(1), BsonValue.Of(1.5), Id(2)], default);
        Assert.That(hints.Select(Text), Is.EqualTo(new[] { "cars/1 Mongo 1", "cars/2 Mongo 2" }));
        Assert.That(letters.Select(l => (l.Reason, l.MongoId, l.Id)), Is.EqualTo(new[] { (DeadLetterReason.UnsupportedIdentity, (BsonValue?)BsonValue.Of(1.5), (DittoId?)null) }));
    }

    [Test]
    public async Task Under_a_field_mapping_a_new_document_is_hinted_by_its_fields()
    {
        await PutAsync("cars", """{"_id":1,"orderId":50}""");
        var (hints, letters) = await Hints("orderId").ResolveAsync([Id(1)], default);
        Assert.That(hints.Select(Text), Is.EqualTo(new[] { "cars/50 Mongo 1" }));
        Assert.That(letters, Is.Empty);
    }

    [Test]
    public async Task A_deleted_document_is_hinted_by_what_the_ledger_knows()
    {
        await KnowAsync("50", 1);
        var (hints, _) = await Hints("orderId").ResolveAsync([Id(1), Id(2)], default);
        Assert.That(hints.Select(Text), Is.EqualTo(new[] { "cars/50 Mongo 1" }));
    }

    [Test]
    public async Task A_mapped_field_that_changed_hints_the_old_key_and_the_new_one()
    {
        await KnowAsync("50", 1);
        await PutAsync("cars", """{"_id":1,"orderId":51}""");
        var (hints, _) = await Hints("orderId").ResolveAsync([Id(1)], default);
        Assert.That(hints.Select(Text), Is.EquivalentTo(new[] { "cars/50 Mongo 1", "cars/51 Mongo 1" }));
    }

    [Test]
    public async Task A_mapped_field_that_was_removed_hints_the_old_key_and_leaves_a_letter()
    {
        await KnowAsync("""{"location":"x","orderId":5}""", 1);
        await PutAsync("cars", """{"_id":1,"location":"x"}""");
        var (hints, letters) = await Hints("location", "orderId").ResolveAsync([Id(1)], default);
        Assert.That(hints.Select(Text), Is.EqualTo(new[] { """cars/{"location":"x","orderId":5} Mongo 1""" }));
        Assert.That(letters.Single().Reason, Is.EqualTo(DeadLetterReason.MissingIdentity));
        Assert.That(letters.Single().MongoId, Is.EqualTo(Id(1)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_mapped_field_that_changes_before_its_document_is_recorded_hints_the_old_key_too(bool isWorkedOn)
    {
        await _queue.EnqueueAsync(new Hint(new DocumentKey("cars", new DittoId("50")), HintSides.Mongo, Id(1)), Lane.Live, mark: null, default);
        if (isWorkedOn) await _queue.TakeAsync(10, default);
        await PutAsync("cars", """{"_id":1,"orderId":51}""");
        await PutAsync("cars", """{"_id":2,"orderId":52}""");
        var (hints, _) = await Hints("orderId").ResolveAsync([Id(1), Id(2)], default);
        Assert.That(hints.Select(Text), Is.EquivalentTo(new[] { "cars/50 Mongo 1", "cars/51 Mongo 1", "cars/52 Mongo 2" }));
    }

    /// <summary>The key was hinted by the Big Peer, and MongoDB's id was made for it.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public async Task A_mapped_field_that_changes_before_a_document_of_Ditto_is_recorded_hints_the_old_key_too(bool isLinked)
    {
        var key = new DocumentKey("cars", new DittoId("50"));
        await _queue.EnqueueAsync(new Hint(key, HintSides.BigPeer), Lane.Live, mark: null, default);
        await _queue.TakeAsync(10, default);
        if (isLinked) _queue.Link(key, Id(1));
        _queue.Link(new DocumentKey("cars", new DittoId("nobody works on it")), Id(1));
        await PutAsync("cars", """{"_id":1,"orderId":51}""");
        var (hints, _) = await Hints("orderId").ResolveAsync([Id(1)], default);
        Assert.That(hints.Select(Text), Is.EquivalentTo(isLinked ? new[] { "cars/50 Mongo 1", "cars/51 Mongo 1" } : ["cars/51 Mongo 1"]));
        _queue.Complete([new ReconcileOutcome(key, ReconcileResult.Done)]);
        Assert.That(_queue.KeysOf("cars", [Id(1)]), Is.Empty, "the ledger knows it now");
    }

    [Test]
    public async Task A_key_that_is_worked_on_is_hinted_once_where_the_document_still_has_it()
    {
        await _queue.EnqueueAsync(new Hint(new DocumentKey("cars", new DittoId("50")), HintSides.Mongo, Id(1)), Lane.Live, mark: null, default);
        await PutAsync("cars", """{"_id":1,"orderId":50}""");
        var (hints, _) = await Hints("orderId").ResolveAsync([Id(1)], default);
        Assert.That(hints.Select(Text), Is.EqualTo(new[] { "cars/50 Mongo 1" }));
    }

    [Test]
    public void A_document_of_a_snapshot_is_hinted_by_its_fields_alone()
    {
        var (hints, letters) = (new List<Hint>(), new List<DeadLetter>());
        Hints("location", "orderId").Add(Bsons.Parse("""{"_id":1,"orderId":5,"location":"x"}"""), hints, letters);
        Hints("_id").Add(Bsons.Parse("""{"_id":2}"""), hints, letters);
        Hints("orderId").Add(Bsons.Parse("""{"_id":3,"orderId":[1]}"""), hints, letters);
        Assert.That(hints.Select(Text), Is.EqualTo(new[] { """cars/{"location":"x","orderId":5} Mongo 1""", "cars/2 Mongo 2" }));
        Assert.That(letters.Single().Reason, Is.EqualTo(DeadLetterReason.UnsupportedIdentity));
    }
}
