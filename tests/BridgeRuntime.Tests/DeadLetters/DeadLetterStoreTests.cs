using BridgeModel;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Feeds;
using BridgeRuntime.Tests.Mongo;
using MongoC.Bson;
using TestKit;

namespace BridgeRuntime.Tests.DeadLetters;

internal sealed class DeadLetterStoreTests : MongoFixture
{
    private readonly FakeTimeProvider _time = new();

    private readonly FeedLog _log = new();

    private DeadLetterStore Store(string bridge = "b", int maximum = 100, bool keepDocuments = false) =>
        new(Client, Database, new BridgeShard(bridge, 0), new DeadLetterSettings { Maximum = maximum, KeepDocuments = keepDocuments }, _log, _time);

    [SetUp]
    public void ForgetLog() => _log.Clear();

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
    public async Task A_document_that_is_tried_again_is_counted_in_its_letter_and_is_no_news()
    {
        var store = Store();
        var started = _time.GetUtcNow().ToUnixTimeMilliseconds();
        await store.PutAsync([Keyed("1")], default);
        _time.Advance(TimeSpan.FromMinutes(5));
        await store.PutAsync([Keyed("1")], default);
        var letter = await LetterAsync();
        Assert.That(BsonDocuments.Integer(letter, "attempts"), Is.EqualTo(2));
        Assert.That(BsonDocuments.Value(letter, "firstSeen"), Is.EqualTo(BsonValue.OfDateTime(started)));
        Assert.That(BsonDocuments.Value(letter, "lastSeen"), Is.EqualTo(BsonValue.OfDateTime(_time.GetUtcNow().ToUnixTimeMilliseconds())));
        Assert.That(_log.Letters, Has.Count.EqualTo(1));
        await store.PutAsync([Keyed("1", message: "another why")], default);
        await store.PutAsync([Keyed("1", DeadLetterReason.DuplicateIdentity, "another why")], default);
        Assert.That(_log.Letters, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task What_finds_no_room_is_reported_and_not_kept_and_its_collection_is_remembered()
    {
        var store = Store(maximum: 2);
        await store.PutAsync([Keyless(1), Keyless(2), Keyless(3)], default);
        await store.PutAsync([Keyless(4), Keyless(1)], default);
        Assert.Multiple(() =>
        {
            Assert.That(store.IsFull);
            Assert.That(store.Open.Values.Sum(), Is.EqualTo(2));
            Assert.That(store.Overflowed, Is.EqualTo(new[] { "cars" }));
            Assert.That(_log.Letters.Select(l => l.MongoId), Is.EqualTo(new[] { BsonValue.Of(1), BsonValue.Of(2) }));
            Assert.That(_log.Unkept, Is.EqualTo(new[] { ("cars", 1), ("cars", 1) }));
        });
        var next = Store(maximum: 2);
        await next.LoadAsync(default);
        Assert.That(next.IsFull);
        Assert.That(next.Overflowed, Is.EqualTo(new[] { "cars" }), "known after a restart");
        await next.RemoveAsync("cars", [BsonValue.Of(1)], next.Mark(), default);
        Assert.That(next.IsFull, Is.False);
        next.LookThroughBegins("cars");
        await next.PutAsync([Keyless(3)], default);
        await next.LookThroughEndedAsync("cars", default);
        Assert.That(next.Overflowed, Is.Empty);
        await next.PutAsync([Keyless(4)], default);
        Assert.That(next.Overflowed, Is.EqualTo(new[] { "cars" }));
        Assert.That((await AllAsync(StateCollections.Unsynced)).Count(l => l.Contains("overflow", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task What_the_Big_Peer_has_needs_no_looking_through_for_a_pass_finds_it()
    {
        var store = Store(maximum: 1);
        await store.PutAsync([Keyed("1"), Keyed("2")], default);
        Assert.That(store.Overflowed, Is.Empty);
        Assert.That(_log.Unkept, Is.EqualTo(new[] { ("cars", 1) }));
    }

    [Test]
    public async Task A_discarded_letter_is_silent_until_its_document_changes()
    {
        var store = Store();
        var letter = Keyed("1") with { State = 5 };
        await store.PutAsync([letter], default);
        Assert.That(await store.DiscardAsync(letter.Address, default));
        Assert.That(store.Open, Is.Empty);
        Assert.That(store.ToRetry(), Is.Empty);
        await store.PutAsync([letter], default);
        Assert.That(store.Open, Is.Empty);
        Assert.That(BsonDocuments.Integer(await LetterAsync(), "attempts"), Is.EqualTo(1));

        var next = Store();
        await next.LoadAsync(default);
        await next.PutAsync([letter], default);
        Assert.That(next.Open, Is.Empty, "known after a restart");
        await next.PutAsync([letter with { State = 6 }], default);
        Assert.That(next.Open.Values.Sum(), Is.EqualTo(1));
        Assert.That(BsonDocuments.Value(await LetterAsync(), "discarded"), Is.Null);
        Assert.That(_log.Letters, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_discarded_letter_of_an_unknown_state_speaks_again()
    {
        var store = Store();
        await store.PutAsync([Keyed("1")], default);
        await store.DiscardAsync(Keyed("1").Address, default);
        await store.PutAsync([Keyed("1")], default);
        Assert.That(store.Open.Values.Sum(), Is.EqualTo(1));
    }

    [Test]
    public async Task No_copy_is_kept_unless_it_is_asked_for()
    {
        await PutAsync("cars", """{"_id":1,"secret":"s"}""");
        var state = new DocumentStateReader(strict: true, ejson: false, CounterPaths.None).Read("""{"_id":1,"secret":"s"}"""u8.ToArray());
        await Store().PutAsync([Keyed("1") with { Document = state }, Keyless(1)], default);
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(2).And.All.Not.Contains("secret"));
        await Store(keepDocuments: true).PutAsync([Keyed("1") with { Document = state }, Keyless(1), Keyless(2)], default);
        var letters = await BsonAsync(StateCollections.Unsynced);
        Assert.That(letters.Select(l => BsonDocuments.Text(l, "document")), Is.EquivalentTo(new[] { """{"_id":1,"secret":"s"}""", Bsons.Text(Bsons.Parse("""{"_id":1,"secret":"s"}""")), null }));
        await Store().PutAsync([Keyed("1") with { Document = state }, Keyless(1)], default);
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.All.Not.Contains("secret"), "switched off again, the copies go with the next attempt");
    }

    [Test]
    public async Task A_large_document_is_not_copied()
    {
        await PutAsync("cars", $$"""{"_id":1,"t":"{{new string('x', LetterCopies.MostBytes)}}"}""");
        var state = new DocumentStateReader(strict: true, ejson: false, CounterPaths.None).Read(System.Text.Encoding.UTF8.GetBytes($$"""{"_id":1,"t":"{{new string('x', LetterCopies.MostBytes)}}"}"""));
        await Store(keepDocuments: true).PutAsync([Keyed("1") with { Document = state }, Keyless(1)], default);
        Assert.That((await BsonAsync(StateCollections.Unsynced)).Select(l => BsonDocuments.Text(l, "document")), Is.EqualTo(new string?[] { null, null }));
    }

    [Test]
    public async Task A_duplicate_that_has_an_id_of_its_own_waits_for_the_reconciler_and_one_that_is_gone_does_not()
    {
        var store = Store();
        await store.PutAsync([Keyless(1), Keyless(2) with { Reason = DeadLetterReason.DuplicateIdentity }], default);
        await store.RemoveIdentifiedAsync("cars", [BsonValue.Of(1), BsonValue.Of(2)], store.Mark(), default);
        Assert.That(store.Open.Keys, Is.EqualTo(new[] { DeadLetterReason.DuplicateIdentity }));
        await store.RemoveAsync("cars", [BsonValue.Of(2)], store.Mark(), default);
        Assert.That(store.Open, Is.Empty);
    }

    [Test]
    public async Task Keys_are_found_by_the_MongoDB_documents_that_they_were_parked_for()
    {
        var store = Store();
        await store.PutAsync([Keyed("1"), Keyless(8)], default);
        Assert.That(store.KeysOf("cars", [BsonValue.Of(7), BsonValue.Of(8)]), Is.EqualTo(new[] { (new DittoId("1"), BsonValue.Of(7)) }));
        Assert.That(store.KeysOf("trucks", [BsonValue.Of(7)]), Is.Empty);
        await store.RemoveAsync([Key("1")], store.Mark(), default);
        Assert.That(store.KeysOf("cars", [BsonValue.Of(7)]), Is.Empty);
    }

    [Test]
    public async Task Pages_follow_each_other_by_filter_without_gap_or_repetition()
    {
        var store = Store();
        await Store("other").PutAsync([Keyed("1")], default);
        await store.PutAsync([.. Enumerable.Range(0, 25).Select(i => Keyed($"{i}")), .. Enumerable.Range(0, 7).Select(Keyless)], default);
        await store.DiscardAsync(Keyed("3").Address, default);
        Assert.That(await Pages(new DeadLetterFilter()), Has.Count.EqualTo(31).And.Unique);
        Assert.That(await Pages(new DeadLetterFilter { Side = Side.Mongo }), Has.Count.EqualTo(7));
        Assert.That(await Pages(new DeadLetterFilter { Reason = DeadLetterReason.RefusedByMongo }), Has.Count.EqualTo(24));
        Assert.That(await Pages(new DeadLetterFilter { Discarded = true }), Is.EqualTo(new[] { Keyed("3").Address.LetterId }));
        Assert.That(await Pages(new DeadLetterFilter { Collection = "trucks" }), Is.Empty);

        async Task<List<string>> Pages(DeadLetterFilter filter)
        {
            var (ids, after) = (new List<string>(), ReadOnlyMemory<byte>.Empty);
            while (true)
            {
                var page = await store.ReadAsync(filter, after, 4, default);
                if (page.Count == 0) return ids;
                ids.AddRange(page.Select(l => DeadLetterView.Of(l).Id));
                after = BsonDocuments.Nested(page[^1], "_id")!;
            }
        }
    }

    [Test]
    public async Task A_letter_goes_when_its_document_is_synchronised_and_others_stay()
    {
        var store = Store();
        await store.PutAsync([Keyed("1"), Keyed("2"), Keyless(1), Keyless(2)], default);
        Assert.That(store.Open, Is.EquivalentTo(new Dictionary<DeadLetterReason, long> { [DeadLetterReason.RefusedByMongo] = 2, [DeadLetterReason.MissingIdentity] = 2 }));
        await store.RemoveAsync([Key("1"), Key("absent")], store.Mark(), default);
        await store.RemoveAsync("cars", [BsonValue.Of(2)], store.Mark(), default);
        Assert.That(store.Open, Is.EquivalentTo(new Dictionary<DeadLetterReason, long> { [DeadLetterReason.RefusedByMongo] = 1, [DeadLetterReason.MissingIdentity] = 1 }));
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(2));
        await store.PutAsync([Keyed("1")], default);
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(3), "what was removed is news again");
    }

    [Test]
    public async Task A_letter_that_is_put_while_a_batch_runs_outlives_what_the_batch_had_read()
    {
        var store = Store();
        await store.PutAsync([Keyless(1), Keyless(2), Keyed("1"), Keyed("2")], default);
        var read = store.Mark();
        // Meanwhile the document of a letter loses its field again, another one loses its own, and a third is refused anew.
        await store.PutAsync([Keyless(2), Keyless(3), Keyed("2")], default);
        await store.RemoveAsync([Key("1"), Key("2")], read, default);
        await store.RemoveAsync("cars", [BsonValue.Of(1), BsonValue.Of(2), BsonValue.Of(3)], read, default);
        string[] newer = [Keyless(2).Address.LetterId, Keyless(3).Address.LetterId, Keyed("2").Address.LetterId];
        Assert.That(store.ToRetry().Select(a => a.LetterId), Is.EquivalentTo(newer));
        Assert.That((await BsonAsync(StateCollections.Unsynced)).Select(l => DeadLetterView.Of(l).Id), Is.EquivalentTo(newer));
        await store.RemoveIdentifiedAsync("cars", [BsonValue.Of(2), BsonValue.Of(3)], store.Mark(), default);
        await store.RemoveAsync([Key("2")], store.Mark(), default);
        Assert.That(await AllAsync(StateCollections.Unsynced), Is.Empty, "whoever reads later removes them");
    }

    [Test]
    public async Task A_discarded_letter_that_is_put_again_for_the_same_state_is_newer_as_well()
    {
        var store = Store();
        var letter = Keyless(1) with { State = 5 };
        await store.PutAsync([letter], default);
        await store.DiscardAsync(letter.Address, default);
        var read = store.Mark();
        await store.PutAsync([letter], default);
        await store.RemoveAsync("cars", [BsonValue.Of(1)], read, default);
        Assert.That(store.Find(letter.Address)?.IsDiscarded, Is.True);
    }

    /// <summary>Puts and removals of one address at once, in any order: memory and database must agree when they are through.</summary>
    [Test]
    public async Task What_is_remembered_and_what_lies_in_the_database_agree_whatever_meets()
    {
        var store = Store();
        for (var round = 0; round < 50; round++)
        {
            await Task.WhenAll(store.PutAsync([Keyless(1)], default), store.RemoveAsync("cars", [BsonValue.Of(1)], store.Mark(), default), store.PutAsync([Keyless(2)], default));
            Assert.That((await BsonAsync(StateCollections.Unsynced)).Select(l => DeadLetterView.Of(l).Id), Is.EquivalentTo(store.ToRetry().Select(a => a.LetterId)), $"round {round}");
        }
    }

    [Test]
    public async Task The_next_run_knows_the_letters_that_lie_there_and_can_remove_them()
    {
        await Store().PutAsync([Keyed("""{"a":1}"""), Keyless(1)], default);
        await Store("other").PutAsync([Keyed("9")], default);
        var next = Store();
        await next.RemoveAsync([Key("""{"a":1}""")], next.Mark(), default);
        Assert.That(await AllAsync(StateCollections.Unsynced), Has.Count.EqualTo(3), "before it has loaded them it knows none");
        await next.LoadAsync(default);
        Assert.That(next.Open.Values.Sum(), Is.EqualTo(2));
        await next.RemoveAsync([Key("""{"a":1}""")], next.Mark(), default);
        await next.RemoveAsync("cars", [BsonValue.Of(1)], next.Mark(), default);
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
