using System.Text;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Documents;
using BridgeRuntime.Tests.Documents;

namespace BridgeRuntime.Tests.BigPeer;

internal sealed class BigPeerDocumentsTests
{
    private static readonly CollectionSettings Cars = new PlanCase().Settings;

    private ScriptedBigPeer _peer = null!;
    private BigPeerClient _client = null!;
    private BigPeerDocuments _documents = null!;

    [SetUp]
    public async Task SetUp()
    {
        _peer = await ScriptedBigPeer.StartAsync();
        _client = _peer.Client();
        _documents = new BigPeerDocuments(_client, maxStatementBytes: 100);
    }

    [TearDown]
    public async Task TearDown()
    {
        _client.Dispose();
        await _peer.DisposeAsync();
    }

    private static DittoId Id(string json) => new(json);

    private static BigPeerWrite Write(string id, int bytes = 30, bool empty = false)
    {
        var head = $$"""{"_id":{{id}},"x":""";
        return new BigPeerWrite(Id(id), Encoding.UTF8.GetBytes($"{head}\"{new string('x', bytes - head.Length - 3)}\"}}"), empty);
    }

    [Test]
    public async Task Ids_are_read_in_statements_of_one_shape_and_of_500_at_most()
    {
        _peer.Answer = c => (200, ScriptedBigPeer.Selection(1, [.. c.Array("ids").Take(1).Select(i => $$"""{"v":1,"_id":{{i}}}""")]));
        List<DittoId> ids = [.. Enumerable.Range(0, 501).Select(i => Id($"\"{i}\"")), Id("1"), Id("""{"a":1,"b":"x"}""")];
        var found = await _documents.FindAsync(Cars, ids, default);
        Assert.That(_peer.Calls.Select(c => c.Array("ids").Length), Is.EqualTo(new[] { 500, 1, 1, 1 }));
        Assert.That(_peer.Calls.Select(c => c.Statement).Distinct(), Is.EqualTo(new[] { "SELECT * FROM `cars` WHERE _id IN :ids" }));
        Assert.That(found.Keys, Is.EquivalentTo(new[] { Id("\"0\""), Id("\"500\""), Id("1"), Id("""{"a":1,"b":"x"}""") }));
    }

    [Test]
    public async Task Documents_are_found_by_id_in_whatever_order_and_form_they_come()
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(1, """{"_id":{"b":1,"a":"\u0078"},"v":1}"""));
        var found = await _documents.FindAsync(Cars, [Id("""{"a":"x","b":1}""")], default);
        Assert.That(found.Keys.Single(), Is.EqualTo(Id("""{"a":"x","b":1}""")));
    }

    [TestCase("5")]
    [TestCase("""{"v":1}""")]
    public void An_item_that_is_no_document_is_a_protocol_failure(string item)
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(1, item));
        Assert.That(() => _documents.FindAsync(Cars, [Id("1")], default), Throws.TypeOf<SideException>().With.Property(nameof(SideException.Failure)).EqualTo(SideFailure.Protocol));
    }

    [Test]
    public async Task Upserts_are_cut_by_bytes_and_a_large_document_goes_alone()
    {
        await _documents.UpsertAsync(Cars, [Write("1", 40), Write("2", 60), Write("3", 30), Write("4", 500), Write("5", 30), Write("6", 70)], default);
        Assert.That(_peer.Calls.Select(c => string.Join(' ', c.Args.GetProperty("docs").EnumerateArray().Select(d => d.GetProperty("_id").GetRawText()))), Is.EqualTo(new[] { "1 2", "3", "4", "5 6" }));
        Assert.That(_peer.Calls[0].Statement, Is.EqualTo("INSERT INTO `cars` DOCUMENTS (:docs) ON ID CONFLICT DO UPDATE_LOCAL_DIFF RETURNING *"));
    }

    [Test]
    public async Task Documents_with_an_empty_map_are_written_by_a_plain_update()
    {
        await _documents.UpsertAsync(Cars, [Write("1"), Write("2", empty: true), Write("3")], default);
        Assert.That(_peer.Calls.Select(c => (c.Array("docs").Length, c.Statement.Split(" DO ")[1])), Is.EqualTo(new[] { (2, "UPDATE_LOCAL_DIFF RETURNING *"), (1, "UPDATE RETURNING *") }));
    }

    [Test]
    public async Task An_upsert_gives_the_documents_as_they_are_afterwards()
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Mutation(1, ["1"], ["""{"_id":1,"x":1,"other":2}"""]));
        var after = await _documents.UpsertAsync(Cars, [Write("1"), Write("2")], default);
        Assert.That(after.Keys, Is.EqualTo(new[] { Id("1") }), "one that was equal already is left out");
        Assert.That(after[Id("1")].Leaves.Length, Is.EqualTo(2));
    }

    [Test]
    public async Task An_insert_gives_the_ids_that_were_new()
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Mutation(1, ["""{"b":1,"a":2}"""]));
        var created = await _documents.InsertIfAbsentAsync(Cars, [Write("""{"a":2,"b":1}""", 60), Write("2")], default);
        Assert.That(created, Is.EquivalentTo(new[] { Id("""{"a":2,"b":1}""") }));
        Assert.That(_peer.Calls.Single().Statement, Is.EqualTo("INSERT INTO `cars` DOCUMENTS (:docs) ON ID CONFLICT DO NOTHING"));
    }

    [Test]
    public async Task Paths_are_unset_quoted_and_absent_documents_are_left_out()
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Mutation(1, ["1"], ["""{"_id":1,"o":{}}"""]));
        var after = await _documents.UnsetAsync(Cars, [new FieldPath("a`b"), new FieldPath("o", "x.y")], [Id("1"), Id("2")], default);
        Assert.That(_peer.Calls.Single().Statement, Is.EqualTo("UPDATE `cars` UNSET `a``b`, `o`.`x.y` WHERE _id IN :ids RETURNING *"));
        Assert.That(after.Keys, Is.EqualTo(new[] { Id("1") }));
    }

    [Test]
    public async Task An_unset_that_uncovers_an_older_variant_is_repeated_for_those_documents()
    {
        var round = 0;
        _peer.Answer = _ => (200, round++ switch
        {
            0 => ScriptedBigPeer.Mutation(1, ["1", "2", "3"], ["""{"_id":1,"o":5}""", """{"_id":2,"o":{"old":1}}""", """{"_id":3}"""]),
            1 => ScriptedBigPeer.Mutation(2, ["1", "2"], ["""{"_id":1}""", """{"_id":2,"o":7}"""]),
            _ => ScriptedBigPeer.Mutation(3, ["2"], ["""{"_id":2}"""]),
        });
        var after = await _documents.UnsetAsync(Cars, [new FieldPath("o")], [Id("1"), Id("2"), Id("3")], default);
        Assert.That(_peer.Calls.Select(c => string.Join(' ', c.Array("ids"))), Is.EqualTo(new[] { "1 2 3", "1 2", "2" }));
        Assert.That(after.Values.Select(s => s.Leaves.Length), Is.All.Zero);
        Assert.That(after, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task An_unset_ends_after_as_many_rounds_as_there_are_variants()
    {
        _peer.Answer = c => (200, ScriptedBigPeer.Mutation(1, ["1"], ["""{"_id":1,"o":5}"""]));
        var after = await _documents.UnsetAsync(Cars, [new FieldPath("o")], [Id("1")], default);
        Assert.That(_peer.Calls, Has.Count.EqualTo(5));
        Assert.That(after[Id("1")].Leaves.Length, Is.EqualTo(1));
    }

    [Test]
    public async Task A_map_is_pruned_only_where_it_is_empty()
    {
        await _documents.PruneAsync(Cars, new FieldPath("o", "p"), [Id("1")], default);
        Assert.That(_peer.Calls.Single().Statement, Is.EqualTo("UPDATE `cars` UNSET `o`.`p` WHERE _id IN :ids AND object_length(`o`.`p`) = 0 RETURNING *"));
    }

    [Test]
    public async Task What_a_pruned_map_covered_goes_too()
    {
        _peer.Answer = c => (200, c.Statement.Contains("object_length", StringComparison.Ordinal)
            ? ScriptedBigPeer.Mutation(1, ["1", "2"], ["""{"_id":1,"o":{"old":1}}""", """{"_id":2}"""]) : ScriptedBigPeer.Mutation(2, ["1"], ["""{"_id":1}"""]));
        await _documents.PruneAsync(Cars, new FieldPath("o"), [Id("1"), Id("2")], default);
        Assert.That(_peer.Calls.Select(c => string.Join(' ', c.Array("ids"))), Is.EqualTo(new[] { "1 2", "1" }));
        Assert.That(_peer.Calls[1].Statement, Is.EqualTo("UPDATE `cars` UNSET `o` WHERE _id IN :ids RETURNING *"));
    }

    [Test]
    public async Task A_register_is_read_by_its_type()
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(1, """{"_id":1,"o":{"p":{"a":1}}}"""));
        var found = await _documents.FindRegisterAsync(Cars, new FieldPath("o", "p"), [Id("1")], default);
        Assert.That(_peer.Calls.Single().Statement, Is.EqualTo("SELECT * FROM COLLECTION `cars` (`o` MAP(`p` REGISTER)) WHERE _id IN :ids"));
        Assert.That(found[Id("1")].IndexOf(new FieldPath("o", "p", "a").Hash), Is.Zero);
    }

    [Test]
    public async Task Deletes_go_in_statements_of_one_shape()
    {
        await _documents.DeleteAsync(Cars, [Id("1"), Id("\"1\""), Id("2")], default);
        Assert.That(_peer.Calls.Select(c => (c.Statement, string.Join(' ', c.Array("ids")))), Is.EqualTo(new[] { ("DELETE FROM `cars` WHERE _id IN :ids", "1 2"), ("DELETE FROM `cars` WHERE _id IN :ids", "\"1\"") }));
    }

    [Test]
    public async Task A_server_that_does_not_know_RETURNING_is_read_back()
    {
        _peer.Answer = c => c.Statement.Contains("RETURNING", StringComparison.Ordinal) ? (400, """{"message":"parse error near RETURNING"}""")
            : c.Statement.StartsWith("SELECT", StringComparison.Ordinal) ? (200, ScriptedBigPeer.Selection(2, [.. c.Array("ids").Select(i => $$"""{"_id":{{i}},"x":1}""")]))
            : (200, ScriptedBigPeer.Mutation(2, ["2"]));
        await _documents.ProbeAsync(Cars, default);
        var after = await _documents.UpsertAsync(Cars, [Write("1"), Write("2")], default);
        var unset = await _documents.UnsetAsync(Cars, [new FieldPath("y")], [Id("1"), Id("2")], default);
        Assert.That(after.Keys, Is.EqualTo(new[] { Id("2") }), "only what was written");
        Assert.That(unset.Keys, Is.EqualTo(new[] { Id("2") }));
        Assert.That(_peer.Calls.Skip(1).Select(c => c.Statement.Split(' ')[0]), Is.EqualTo(new[] { "INSERT", "SELECT", "UPDATE", "SELECT" }));
        Assert.That(_peer.Calls[2].Transaction, Is.EqualTo("2"), "the read waits for the write");
    }

    [Test]
    public void A_probe_does_not_take_an_unavailable_server_for_one_without_RETURNING()
    {
        _peer.Answer = _ => (503, "later");
        Assert.That(() => _documents.ProbeAsync(Cars, default), Throws.TypeOf<SideException>().With.Property(nameof(SideException.Failure)).EqualTo(SideFailure.Unavailable));
    }

    private static readonly CollectionSettings Stock = new PlanCase { Counters = ["n", "o.k"] }.Settings;

    [Test]
    public async Task Counters_are_read_beside_the_documents_in_one_statement()
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(1, """{"d":{"_id":1,"n":5,"o":{"k":6}},"n":{"0":5,"1":6}}""", """{"n":{"1":2},"d":{"_id":2,"n":5,"o":{"k":6}}}""", """{"d":{"_id":3,"x":"y"},"n":{}}"""));
        var found = await _documents.FindAsync(Stock, [Id("1"), Id("2"), Id("3")], default);
        Assert.That(_peer.Calls.Single().Statement, Is.EqualTo(
            "SELECT d, {'0': n.`n`, '1': n.`o`.`k`} AS n FROM `cars` d JOIN COLLECTION `cars` (`n` COUNTER, `o` MAP(`k` COUNTER)) n ON d._id = n._id WHERE d._id IN :ids"));
        Assert.That(found[Id("1")].PlainCounters, Is.Empty);
        Assert.That(found[Id("2")].PlainCounters, Is.EquivalentTo(new Dictionary<ulong, long> { [new FieldPath("n").Hash] = 5, [new FieldPath("o", "k").Hash] = 6 }));
        Assert.That(found[Id("3")].PlainCounters, Is.Empty);
        Assert.That(found.Values.Select(s => ValueKinds.Of(s.Leaves[0].ValueHash)), Is.EqualTo(new[] { ValueKind.Counter, ValueKind.Counter, ValueKind.Register }));
    }

    [TestCase("""{"_id":1,"n":5}""")]
    [TestCase("""{"d":{"_id":1},"n":5}""")]
    [TestCase("5")]
    public void An_item_that_is_no_document_with_counters_is_a_protocol_failure(string item)
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(1, item));
        Assert.That(() => _documents.FindAsync(Stock, [Id("1")], default), Throws.TypeOf<SideException>().With.Property(nameof(SideException.Failure)).EqualTo(SideFailure.Protocol));
    }

    [Test]
    public async Task A_server_that_cannot_join_shows_the_newest_value()
    {
        _peer.Answer = c => c.Statement.Contains("JOIN", StringComparison.Ordinal) ? (400, """{"message":"parse error near JOIN"}""") : (200, ScriptedBigPeer.Selection(2, """{"_id":1,"n":5}"""));
        await _documents.ProbeCountersAsync(Stock, default);
        var found = await _documents.FindAsync(Stock, [Id("1")], default);
        Assert.That(_peer.Calls[^1].Statement, Is.EqualTo("SELECT * FROM `cars` WHERE _id IN :ids"));
        Assert.That(ValueKinds.Of(found[Id("1")].Leaves[0].ValueHash), Is.EqualTo(ValueKind.Counter));
        _peer.Answer = _ => (503, "later");
        Assert.That(() => _documents.ProbeCountersAsync(Stock, default), Throws.TypeOf<SideException>());
    }

    [Test]
    public async Task Documents_are_written_with_the_counters_that_each_can_declare()
    {
        var (all, some) = (Stock.Counters, new CounterPaths([new FieldPath("n")]));
        await _documents.UpsertAsync(Stock, [Write("1") with { Counters = all }, Write("2") with { Counters = some }, Write("3") with { Counters = all }], default);
        await _documents.InsertIfAbsentAsync(Stock, [Write("4") with { Counters = all }], default);
        Assert.That(_peer.Calls.Select(c => $"{c.Statement.Split(" DOCUMENTS")[0]} {c.Array("docs").Length}"), Is.EqualTo(new[]
        {
            "INSERT INTO COLLECTION `cars` (`n` COUNTER, `o` MAP(`k` COUNTER)) 2", "INSERT INTO COLLECTION `cars` (`n` COUNTER) 1", "INSERT INTO COLLECTION `cars` (`n` COUNTER, `o` MAP(`k` COUNTER)) 1",
        }));
    }

    [Test]
    public async Task Strict_collections_use_the_strict_path()
    {
        await _documents.DeleteAsync(new PlanCase { Strict = true }.Settings, [Id("1")], default);
        Assert.That(_peer.Calls.Single().Path, Does.Contain("/v4/"));
    }
}
