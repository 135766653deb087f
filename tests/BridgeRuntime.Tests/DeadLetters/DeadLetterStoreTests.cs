using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Tests.Mongo;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.DeadLetters;

internal sealed class DeadLetterStoreTests : MongoFixture
{
    private readonly FakeTimeProvider _time = new();

    private DeadLetterStore Store(string bridge = "b") => new(Client, Database, new BridgeShard(bridge, 0), _time);

    private static DeadLetter Keyed(string id, DeadLetterReason reason = DeadLetterReason.RefusedByMongo, string message = "why") =>
        new(Side.BigPeer, "cars", new DittoId(id), BsonValue.Of(7), reason, message);

    private static DeadLetter Keyless(int mongoId) => new(Side.Mongo, "cars", Id: null, BsonValue.Of(mongoId), DeadLetterReason.MissingIdentity, "no field");

    private static DocumentKey Key(string id) => new("cars", new DittoId(id));

    private async Task<ReadOnlyMemory<byte>> LetterAsync() => (await BsonAsync(StateCollections.Unsynced)).Single();

    [Test]
    public async Task A_letter_names_its_document_the_reason_and_the_times()
    {
        var started = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await Store().PutAsync([Keyed("1")], default);
        var letter = await LetterAsync();
        Assert.Multiple(() =>
        {
            Assert.That(BsonDocuments.Text(letter, "reason"), Is.EqualTo("RefusedByMongo"));
            Assert.That(BsonDocuments.Text(letter, "message"), Is.EqualTo("why"));
            Assert.That(BsonDocuments.Text(letter, "side"), Is.EqualTo("bigPeer"));
            Assert.That(BsonDocuments.Text(BsonDocuments.Nested(letter, "_id")!, "d"), Is.EqualTo("1"));
            Assert.That(BsonDocuments.Value(letter, "mongoId"), Is.EqualTo(BsonValue.Of(7)));
            Assert.That(BsonDocuments.Value(letter, "firstSeen"), Is.EqualTo(BsonValue.OfDateTime(started)));
            Assert.That(BsonDocuments.Integer(letter, "attempts"), Is.EqualTo(1));
        });
    }

    [Test]
    public async Task The_same_letter_is_written_again_only_after_a_while_or_with_news()
    {
        var store = Store();
        var started = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await store.PutAsync([Keyed("1")], default);
        _time.Advance(DeadLetterStore.RenewInterval - TimeSpan.FromSeconds(1));
        await store.PutAsync([Keyed("1")], default);
        Assert.That(BsonDocuments.Integer(await LetterAsync(), "attempts"), Is.EqualTo(1));
        await store.PutAsync([Keyed("1", message: "another why")], default);
        Assert.That(BsonDocuments.Integer(await LetterAsync(), "attempts"), Is.EqualTo(2));
        _time.Advance(DeadLetterStore.RenewInterval);
        await store.PutAsync([Keyed("1", message: "another why")], default);
        var letter = await LetterAsync();
        Assert.That(BsonDocuments.Integer(letter, "attempts"), Is.EqualTo(3));
        Assert.That(BsonDocuments.Value(letter, "firstSeen"), Is.EqualTo(BsonValue.OfDateTime(started)));
        Assert.That(BsonDocuments.Value(letter, "lastSeen"), Is.EqualTo(BsonValue.OfDateTime(_time.GetUtcNow().ToUnixTimeMilliseconds())));
    }

    [Test]
    public async Task A_letter_goes_when_its_document_is_synchronised_and_others_stay()
    {
        var store = Store();
        await store.PutAsync([Keyed("1"), Keyed("2"), Keyless(1), Keyless(2)], default);
        Assert.That(store.Open, Is.EquivalentTo(new Dictionary<DeadLetterReason, long> { [DeadLetterReason.RefusedByMongo] = 2, [DeadLetterReason.MissingIdentity] = 2 }));
        await store.RemoveAsync([Key("1"), Key("absent")], default);
        await store.RemoveAsync("cars", [BsonValue.Of(2)], default);
        Assert.That(store.Open, Is.EquivalentTo(new Dictionary<DeadLetterReason, long> { [DeadLetterReason.RefusedByMongo] = 1, [DeadLetterReason.MissingIdentity] = 1 }));
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(2));
        await store.PutAsync([Keyed("1")], default);
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(3), "what was removed is news again");
    }

    [Test]
    public async Task The_next_run_knows_the_letters_that_lie_there_and_can_remove_them()
    {
        await Store().PutAsync([Keyed("""{"a":1}"""), Keyless(1)], default);
        await Store("other").PutAsync([Keyed("9")], default);
        var next = Store();
        await next.RemoveAsync([Key("""{"a":1}""")], default);
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(3), "before it has loaded them it knows none");
        await next.LoadAsync(default);
        Assert.That(next.Open.Values.Sum(), Is.EqualTo(2));
        await next.RemoveAsync([Key("""{"a":1}""")], default);
        await next.RemoveAsync("cars", [BsonValue.Of(1)], default);
        Assert.That(next.Open, Is.Empty);
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(1), "another bridge's stays");
    }

    [Test]
    public async Task Another_reason_replaces_the_one_before()
    {
        var store = Store();
        await store.PutAsync([Keyed("1")], default);
        await store.PutAsync([Keyed("1", DeadLetterReason.IdentityMismatch)], default);
        Assert.That(BsonDocuments.Text(await LetterAsync(), "reason"), Is.EqualTo("IdentityMismatch"));
        Assert.That(store.Open.Keys, Is.EqualTo(new[] { DeadLetterReason.IdentityMismatch }));
    }
}
