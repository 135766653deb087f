using BridgeRuntime.Documents;
using BridgeRuntime.Ledger;
using BridgeRuntime.Mongo;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Mongo;
using MongoC;
using MongoC.Bson;

namespace BridgeRuntime.Tests.Ledger;

internal sealed class MongoLedgerTests : MongoFixture
{
    private static readonly PlanCase Mode = new();

    private MongoLedger Ledger(string bridge = "b", int shard = 0) => new(Client, Database, new BridgeShard(bridge, shard));

    private static LedgerEntry Entry(string id, string members = """{"a":1}""", long version = 1, int? mongoId = 1, bool isBaseline = false) =>
        new(new DittoId(id), mongoId is { } n ? BsonValue.Of(n) : null, AgreedState.Of(Mode.State(members)), version, isBaseline);

    private static string Text(LedgerEntry e) => $"{e.Id} {e.MongoId?.AsElement().AsInt32()} {Convert.ToHexString(e.State.ToBytes())} {e.Version} {e.IsBaseline}";

    private static async Task<List<DittoId>> ScanAsync(MongoLedger ledger, string collection)
    {
        var ids = new List<DittoId>();
        await foreach (var entry in ledger.ScanAsync(collection, default)) ids.Add(entry.Id);
        return ids;
    }

    [Test]
    public async Task Entries_read_back_as_they_were_recorded()
    {
        var ledger = Ledger();
        LedgerEntry[] entries = [Entry("\"x\""), Entry("1", "{}", version: long.MaxValue, mongoId: null, isBaseline: true), Entry("""{"a":"ü","b":2}""", """{"o":{"x":[1],"y":null}}""", mongoId: 7)];
        await ledger.RecordAsync("cars", entries, [], default);
        var found = await Ledger().FindAsync("cars", [.. entries.Select(e => e.Id), new DittoId("\"absent\"")], default);
        Assert.That(found.Values.Select(Text), Is.EquivalentTo(entries.Select(Text)));
        foreach (var (id, entry) in found) Assert.That(entry.Id, Is.EqualTo(id));
    }

    [Test]
    public async Task A_recorded_entry_replaces_the_one_before_and_a_removed_one_is_gone()
    {
        var ledger = Ledger();
        await ledger.RecordAsync("cars", [Entry("1"), Entry("2")], [], default);
        await ledger.RecordAsync("cars", [Entry("1", """{"b":2}""", version: 5)], [new DittoId("2"), new DittoId("3")], default);
        var found = await ledger.FindAsync("cars", [new DittoId("1"), new DittoId("2")], default);
        Assert.That(found.Values.Select(Text), Is.EqualTo(new[] { Text(Entry("1", """{"b":2}""", version: 5)) }));
    }

    [Test]
    public async Task Collections_bridges_and_shards_are_apart()
    {
        await Ledger().RecordAsync("cars", [Entry("1", version: 1)], [], default);
        await Ledger().RecordAsync("bikes", [Entry("1", version: 2)], [], default);
        await Ledger("other").RecordAsync("cars", [Entry("1", version: 3), Entry("2")], [], default);
        await Ledger(shard: 1).RecordAsync("cars", [Entry("1", version: 4)], [], default);
        Assert.That((await Ledger().FindAsync("cars", [new DittoId("1"), new DittoId("2")], default)).Values.Select(e => e.Version), Is.EqualTo(new[] { 1 }));
        Assert.That(await ScanAsync(Ledger("other"), "cars"), Is.EqualTo(new[] { new DittoId("1"), new DittoId("2") }));
        Assert.That((await Ledger().FindByMongoIdsAsync("cars", [BsonValue.Of(1)], default)).Select(e => e.Version), Is.EqualTo(new[] { 1 }));
        Assert.That(await Ledger("other").CountAsync("cars", default), Is.EqualTo(2));
        Assert.That(await Ledger("nobody").CountAsync("cars", default), Is.Zero);
    }

    [Test]
    public async Task A_scan_gives_every_entry_once_over_many_pages_whatever_the_ids_look_like()
    {
        var ledger = Ledger();
        var ids = Enumerable.Range(0, 4500).Select(i => i % 3 == 0 ? $"\"{i}\"" : i % 3 == 1 ? $"{i}" : $$"""{"a":{{i}}}""").Append("\"\"").Append("\"\uffff\"").ToList();
        await ledger.RecordAsync("cars", [.. ids.Select(i => Entry(i))], [], default);
        await ledger.RecordAsync("cars2", [Entry("\"no\"")], [], default);
        await ledger.RecordAsync("car", [Entry("\"no\"")], [], default);
        Assert.That((await ScanAsync(ledger, "cars")).Select(i => i.Json), Is.EquivalentTo(ids));
    }

    [Test]
    public async Task The_count_is_kept_up_to_date()
    {
        var ledger = Ledger();
        await ledger.RecordAsync("cars", [Entry("1"), Entry("2")], [], default);
        Assert.That(await ledger.CountAsync("cars", default), Is.EqualTo(2));
        await ledger.RecordAsync("cars", [Entry("2"), Entry("3"), Entry("4")], [new DittoId("1"), new DittoId("9")], default);
        Assert.That(await ledger.CountAsync("cars", default), Is.EqualTo(3));
        Assert.That(await Ledger().CountAsync("cars", default), Is.EqualTo(3), "as counted anew");
    }

    [Test]
    public async Task Entries_are_found_by_MongoDBs_ids_with_the_index()
    {
        var ledger = Ledger();
        await ledger.PrepareAsync(default);
        await ledger.PrepareAsync(default);
        await ledger.RecordAsync("cars", [Entry("1", mongoId: 10), Entry("2", mongoId: 20), Entry("3", mongoId: 10), Entry("4", mongoId: null)], [], default);
        var found = await ledger.FindByMongoIdsAsync("cars", [BsonValue.Of(10), BsonValue.Of(99)], default);
        Assert.That(found.Select(e => e.Id.Json), Is.EquivalentTo(new[] { "1", "3" }));
    }

    [Test]
    public async Task A_foreign_document_in_the_ledger_is_named_and_not_guessed_at()
    {
        await PutAsync(StateCollections.Documents, """{"_id":{"b":"b","s":0,"c":"cars","d":"1"},"p":"not binary"}""");
        Assert.That(() => Ledger().FindAsync("cars", [new DittoId("1")], default), Throws.TypeOf<SideException>().With.Message.Contains(StateCollections.Documents));
    }

    [Test]
    public async Task Nothing_of_a_document_but_hashes_is_stored()
    {
        await Ledger().RecordAsync("cars", [Entry("1", """{"secretName":"secret value"}""")], [], default);
        var stored = (await BsonAsync(StateCollections.Documents)).Single();
        Assert.That(System.Text.Encoding.Latin1.GetString(stored.Span), Does.Not.Contain("secret"));
        Assert.That(BsonDocuments.Value(stored, "p")!.Value.AsElement().AsBinary(out _).Length, Is.EqualTo(16));
    }

    [Test]
    public void Versions_are_never_given_twice_not_even_to_a_later_run()
    {
        var (first, second) = (new LedgerVersions(5), new LedgerVersions(6));
        var given = Enumerable.Range(0, 1000).Select(_ => first.Next()).ToList();
        Assert.That(given, Is.Ordered.Ascending.And.Unique);
        Assert.That(first.Last, Is.EqualTo(given[^1]));
        Assert.That(second.Next(), Is.GreaterThan(given[^1]));
        Assert.That(given[0], Is.GreaterThan(0));
    }
}
