using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Tests.Mongo;

namespace BridgeRuntime.Tests.Ledger;

/// <summary>Intents are durable before the writes they announce, and found again by the next run.</summary>
internal sealed class IntentTests : MongoFixture
{
    private MongoIntentSlots Slots(string bridge = "b") => new(Client, Database, new BridgeShard(bridge, 0));

    private static DocumentKey Key(string id, string collection = "cars") => new(collection, new DittoId(id));

    private static KeyValuePair<DocumentKey, OpenIntents> Intent(DocumentKey key, long version, ulong value)
    {
        var intents = new OpenIntents(version);
        intents.Add(HintSides.Mongo, ulong.MaxValue, value);
        intents.Add(HintSides.BigPeer, 1, 0);
        if (value > 5) intents.Overrule(HintSides.BigPeer, 1, value);
        if (value > 5) intents.Delete(HintSides.Mongo);
        if (value < 2) intents.Delete(HintSides.BigPeer);
        return KeyValuePair.Create(key, intents);
    }

    [Test]
    public async Task They_read_back_as_they_were_written()
    {
        await Slots().WriteAsync(3, [Intent(Key("""{"a":1}"""), 9, 5), Intent(Key("2", "a.b$"), 0, 6), Intent(Key("3"), 0, 1)], default);
        var read = (await Slots().ReadAllAsync(default)).ToDictionary();
        Assert.That(read.Keys, Is.EquivalentTo(new[] { Key("""{"a":1}"""), Key("2", "a.b$"), Key("3") }));
        Assert.That(read.Values.Select(i => (i.DeletesInMongo, i.DeletesAtBigPeer)), Is.EqualTo(new[] { (false, false), (true, false), (false, true) }));
        var intents = read[Key("""{"a":1}""")];
        Assert.That(intents.BaseVersion, Is.EqualTo(9));
        Assert.That(intents.ToMongo, Is.EqualTo(new[] { (ulong.MaxValue, 5UL) }));
        Assert.That(intents.ToBigPeer, Is.EqualTo(new[] { (1UL, 0UL) }));
        Assert.That(intents.OverruledAtBigPeer, Is.Empty);
        Assert.That(read[Key("2", "a.b$")].OverruledAtBigPeer, Is.EqualTo(new[] { (1UL, 6UL) }));
        Assert.That(read[Key("2", "a.b$")].OverruledInMongo, Is.Empty);
    }

    [Test]
    public async Task A_slot_is_replaced_whole_and_slots_and_bridges_are_apart()
    {
        await Slots().WriteAsync(0, [Intent(Key("1"), 1, 1), Intent(Key("2"), 1, 1)], default);
        await Slots().WriteAsync(1, [Intent(Key("3"), 1, 1)], default);
        await Slots("other").WriteAsync(0, [Intent(Key("4"), 1, 1)], default);
        await Slots().WriteAsync(0, [Intent(Key("5"), 1, 1)], default);
        Assert.That((await Slots().ReadAllAsync(default)).Select(i => i.Key.Id.Json), Is.EquivalentTo(new[] { "3", "5" }));
        await Slots().WriteAsync(0, [], default);
        Assert.That((await Slots().ReadAllAsync(default)).Select(i => i.Key.Id.Json), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public async Task The_next_run_finds_what_did_not_complete_and_only_on_the_version_it_was_made_on()
    {
        var book = new IntentBook(Slots());
        await book.OpenAsync(0, [Intent(Key("1"), 4, 1), Intent(Key("2"), 4, 2)], default);
        book.Close(Key("1"));
        Assert.That(book.Of(Key("1"), 4), Is.Null);
        await book.OpenAsync(0, [Intent(Key("3"), 4, 3)], default);

        var next = new IntentBook(Slots());
        Assert.That(await next.RestoreAsync(default), Is.EquivalentTo(new[] { Key("2"), Key("3") }), "the closed one left with the slot's next write");
        Assert.Multiple(() =>
        {
            Assert.That(next.Of(Key("2"), 4)!.IsOpen(HintSides.Mongo, ulong.MaxValue, 2), Is.True);
            Assert.That(next.Of(Key("2"), 5), Is.Null, "the ledger has moved on");
            Assert.That(next.Count, Is.EqualTo(2));
        });
    }

    [Test]
    public async Task Where_several_slots_name_a_key_the_ledgers_version_tells_which_is_open()
    {
        // A slot is not written when its keys are done, so the older word of one outlives the newer of another.
        foreach (var (older, newer) in new[] { (0, 1), (1, 0) })
        {
            await Slots().WriteAsync(older, [Intent(Key("1"), 0, 1)], default);
            await Slots().WriteAsync(newer, [Intent(Key("1"), 7, 2)], default);
            var next = new IntentBook(Slots());
            Assert.That(await next.RestoreAsync(default), Is.EqualTo(new[] { Key("1") }));
            Assert.That(next.Of(Key("1"), 7)!.IsOpen(HintSides.Mongo, ulong.MaxValue, 2), Is.True);
            Assert.That(next.Of(Key("1"), 0)!.IsOpen(HintSides.Mongo, ulong.MaxValue, 1), Is.True, "the document may have been deleted since");
            Assert.That(next.Of(Key("1"), 6), Is.Null);
        }
    }

    [Test]
    public async Task What_was_restored_outlives_a_second_crash_whichever_slot_is_written_first()
    {
        await Slots().WriteAsync(1, [Intent(Key("1"), 7, 2)], default);
        var second = new IntentBook(Slots());
        await second.RestoreAsync(default);
        await second.OpenAsync(1, [Intent(Key("2"), 3, 3)], default);
        var third = new IntentBook(Slots());
        Assert.That(await third.RestoreAsync(default), Is.EquivalentTo(new[] { Key("1"), Key("2") }));
        Assert.That(third.Of(Key("1"), 7)!.IsOpen(HintSides.Mongo, ulong.MaxValue, 2), Is.True);
        third.Close(Key("1"));
        Assert.That(third.Of(Key("1"), 7), Is.Null);
        Assert.That(third.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_key_that_could_not_move_to_another_slot_stays_in_its_own()
    {
        var slots = Slots();
        var book = new IntentBook(slots);
        await book.OpenAsync(0, [Intent(Key("1"), 4, 1)], default);
        slots.BeforeWrite = _ => throw new SideException(Side.Mongo, SideFailure.Unavailable, "no");
        Assert.That(async () => await book.OpenAsync(1, [Intent(Key("1"), 4, 2)], default), Throws.TypeOf<SideException>());
        slots.BeforeWrite = _ => Task.CompletedTask;
        await book.OpenAsync(0, [Intent(Key("2"), 4, 3)], default);
        var next = new IntentBook(Slots());
        Assert.That(await next.RestoreAsync(default), Is.EquivalentTo(new[] { Key("1"), Key("2") }), "the write of key 1 may be on its way");
        await book.OpenAsync(1, [Intent(Key("1"), 4, 2)], default);
        await book.OpenAsync(0, [Intent(Key("3"), 4, 3)], default);
        Assert.That((await Slots().ReadAllAsync(default)).Count(i => i.Key == Key("1")), Is.EqualTo(1), "it has moved");
    }

    [Test]
    public async Task Intents_of_a_key_that_runs_again_add_up_and_move_to_its_new_slot()
    {
        var book = new IntentBook(Slots());
        await book.OpenAsync(0, [Intent(Key("1"), 4, 1)], default);
        await book.OpenAsync(1, [Intent(Key("1"), 4, 2)], default);
        var open = new IntentBook(Slots());
        await open.RestoreAsync(default);
        var intents = book.Of(Key("1"), 4)!;
        Assert.That(intents.IsOpen(HintSides.Mongo, ulong.MaxValue, 1) && intents.IsOpen(HintSides.Mongo, ulong.MaxValue, 2), Is.True);
        await book.OpenAsync(1, [Intent(Key("1"), 5, 3)], default);
        intents = book.Of(Key("1"), 5)!;
        Assert.That(intents.IsOpen(HintSides.Mongo, ulong.MaxValue, 1), Is.False, "those on an older version are settled");
    }
}
