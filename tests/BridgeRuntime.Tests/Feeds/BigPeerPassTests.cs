using BridgeModel;
using BridgeRuntime.BigPeer;
using BridgeRuntime.Checkpoints;
using BridgeRuntime.DeadLetters;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.MassDeletes;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.BigPeer;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.MassDeletes;
using BridgeRuntime.Tests.Mongo;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

/// <summary>Passes over a Big Peer's collection: what differs from the ledger, what was deleted, the baseline, and the guard against mass deletes.</summary>
internal sealed class BigPeerPassTests : MongoFixture
{
    private readonly FakeTimeProvider _time = new();
    private readonly Dictionary<string, string> _documents = [];
    private FeedLog _log = null!;
    private ScriptedBigPeer _peer = null!;
    private BigPeerClient _client = null!;
    private KeyQueue _queue = null!;
    private LedgerVersions _versions = null!;
    private CheckpointKeeper _checkpoints = null!;
    private MassDeleteGate? _gate;

    [SetUp]
    public async Task SetUp()
    {
        _documents.Clear();
        (_log, _versions) = (new FeedLog(), new LedgerVersions(1));
        Letters = new DeadLetterStore(Client, Database, new BridgeShard("b", 0), new DeadLetterSettings(), _log, TimeProvider.System);
        _peer = await ScriptedBigPeer.StartAsync();
        _peer.Answer = Answer;
        _client = _peer.Client();
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1);
        _queue = new KeyQueue(["cars"], 10_000, _time, backoff);
        var store = new CheckpointStore(Client, Database, new BridgeShard("b", 0));
        _checkpoints = new CheckpointKeeper(store, await store.OpenAsync(default), () => 1, TimeSpan.FromSeconds(5), _log, new RetryLoop("r", _log, backoff, _time), _time);
    }

    [TearDown]
    public async Task TearDown()
    {
        _gate?.Dispose();
        _client.Dispose();
        _queue.Dispose();
        await _peer.DisposeAsync();
    }

    private DeadLetterStore Letters { get; set; } = null!;

    private static DeadLetter Parked(string id, string members, Side side = Side.BigPeer) =>
        new(side, "cars", new DittoId(id), MongoId: null, DeadLetterReason.RefusedByMongo, "why") { State = LetterState.Of(new PlanCase().State(members)) };

    private MongoLedger Ledger => new(Client, Database, new BridgeShard("b", 0));

    private BigPeerPass Pass(bool initialSync = true, double share = 0.2, int minimum = 100, string? changeField = null, int pageSize = 100)
    {
        var settings = new CollectionSettings("cars", new CollectionSpec { Fields = ["_id"], DqlStrictMode = false, InitialSync = initialSync, ChangeField = changeField }, ConflictPolicy.MongoDB);
        _gate = new MassDeleteGate(["cars"], new MassDeleteGuardSettings { Share = share, Minimum = minimum }, new MassDeletesOfTest { Known = () => Ledger.CountAsync("cars", default) }, new MassDeletesOfTest(), () => "3fa9c1", _log, _time);
        return new BigPeerPass(settings, _client, new BigPeerDocuments(_client, 1 << 20), Ledger, _queue, Letters, _checkpoints, _gate, _versions, new BatchSizer(pageSize, 1 << 20), _log);
    }

    /// <summary>The few statements of a pass, over the documents of the test.</summary>
    private (int, string) Answer(ScriptedBigPeer.Call call)
    {
        if (call.Statement.StartsWith("SELECT _id", StringComparison.Ordinal)) return (200, ScriptedBigPeer.Selection(1, [.. _documents.Keys.Select(i => $$"""{"_id":{{i}}}""")]));
        if (call.Statement.Contains("_id IN", StringComparison.Ordinal)) return (200, ScriptedBigPeer.Selection(1, [.. call.Array("ids").Where(_documents.ContainsKey).Select(Whole)]));
        var changed = _documents.OrderBy(d => ChangeOf(d.Key)).Select(d => d.Key);
        if (call.Statement.Contains("DESC LIMIT 1", StringComparison.Ordinal)) return (200, ScriptedBigPeer.Selection(1, [.. changed.Reverse().Take(1).Select(Whole)]));
        var (last, limit) = (call.Args.GetProperty("last").GetInt32(), int.Parse(call.Statement.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture));
        return (200, ScriptedBigPeer.Selection(1, [.. changed.Where(i => ChangeOf(i) >= last).Take(limit).Select(Whole)]));
    }

    private int ChangeOf(string id) => new PlanCase().State(_documents[id]).SubtreeJson(new FieldPath("at")) is { IsEmpty: false } at
        ? int.Parse(at.Span, System.Globalization.CultureInfo.InvariantCulture)
        : 0;

    private string Whole(string id) => $$"""{"_id":{{id}},{{_documents[id][1..]}}""";

    private Task KnowAsync(params (string Id, string Members)[] entries) => Ledger.RecordAsync(
        "cars", [.. entries.Select(e => new LedgerEntry(new DittoId(e.Id), Id(1), AgreedState.Of(new PlanCase().State(e.Members)), _versions.Next(), IsBaseline: false))], [], default);

    private async Task<string[]> HintedAsync()
    {
        var all = new List<string>();
        while (_queue.Count(Lane.Live) > all.Count) all.AddRange((await _queue.TakeAsync(1000, default)).Select(i => $"{i.Key.Id} {i.Hints}"));
        return [.. all];
    }

    [Test]
    public async Task Only_what_differs_from_the_ledger_is_hinted()
    {
        foreach (var (id, members) in new[] { ("1", """{"a":1}"""), ("2", """{"a":2}"""), ("\"new\"", """{"a":3}""") }) _documents[id] = members;
        await KnowAsync(("1", """{"a":1}"""), ("2", """{"a":1}"""));
        await Pass().RunFullAsync(isThorough: true, default);
        Assert.That(await HintedAsync(), Is.EquivalentTo(new[] { "2 BigPeer", "\"new\" BigPeer" }));
    }

    [Test]
    public async Task A_parked_document_is_hinted_again_only_when_it_has_changed_or_is_gone()
    {
        await Letters.PutAsync([Parked("1", """{"a":1}"""), Parked("2", """{"a":1}"""), Parked("3", """{"a":1}"""), Parked("4", """{"a":1}""", Side.Mongo), Parked("5", """{"a":1,"b":2}""")], default);
        await Letters.DiscardAsync(Parked("5", "{}").Address, default);
        _documents["1"] = """{"a":1}""";
        _documents["2"] = """{"a":2}""";
        _documents["5"] = """{"b":2,"a":1}""";
        await Pass().RunFullAsync(isThorough: true, default);
        Assert.That(await HintedAsync(), Is.EquivalentTo(new[] { "2 BigPeer", "3 Recheck" }));
    }

    [Test]
    public async Task What_the_ledger_knows_and_the_Big_Peer_lacks_is_hinted([Values] bool isThorough)
    {
        _documents["1"] = """{"a":1}""";
        await KnowAsync(("1", """{"a":1}"""), ("2", """{"a":1}"""), ("\"1\"", """{"a":1}"""));
        await Pass().RunFullAsync(isThorough, default);
        Assert.That(await HintedAsync(), Is.EquivalentTo(new[] { "2 BigPeer", "\"1\" BigPeer" }));
        Assert.That(_log.MassDeletes, Is.Empty);
    }

    [Test]
    public async Task Without_initial_sync_the_first_pass_takes_the_baseline_and_hints_nothing()
    {
        for (var i = 0; i < 250; i++) _documents[$"{i}"] = """{"a":1}""";
        await KnowAsync(("5", """{"a":1}"""), ("9999", """{"a":1}"""));
        await Pass(initialSync: false).RunFullAsync(isThorough: true, default);
        Assert.That(await HintedAsync(), Is.Empty, "and no delete is inferred");
        var entries = await Ledger.FindAsync("cars", [new DittoId("7"), new DittoId("5")], default);
        Assert.That(entries[new DittoId("7")].IsBaseline, Is.True);
        Assert.That(entries[new DittoId("7")].MongoId, Is.Null);
        Assert.That(entries[new DittoId("5")].IsBaseline, Is.False, "what is known is no baseline");
        Assert.That(_checkpoints.Current.Of("cars").BigPeerRead, Is.True);

        _documents["7"] = """{"a":2}""";
        _documents["new"] = """{"a":2}""";
        _documents.Remove("new");
        _documents["\"new\""] = """{"a":2}""";
        _documents.Remove("8");
        await Pass(initialSync: false).RunFullAsync(isThorough: true, default);
        Assert.That(await HintedAsync(), Is.EquivalentTo(new[] { "7 BigPeer", "\"new\" BigPeer", "8 BigPeer", "9999 BigPeer" }), "the second pass is an ordinary one");
    }

    [Test]
    public async Task With_initial_sync_the_first_pass_hints_everything_and_is_done_when_that_is_reconciled()
    {
        _documents["1"] = """{"a":1}""";
        await Pass().RunFullAsync(isThorough: true, default);
        Assert.That(_checkpoints.Current.Of("cars").BigPeerRead, Is.False);
        var items = await _queue.TakeAsync(10, default);
        _queue.Complete([.. items.Select(i => new ReconcileOutcome(i.Key, ReconcileResult.Done))]);
        Assert.That(_checkpoints.Current.Of("cars").BigPeerRead, Is.True);
    }

    [TestCase(0.2, 3, 3, true, TestName = "The_guard_blocks(as many as the minimum and more than the share)")]
    [TestCase(0.2, 2, 3, true, TestName = "The_guard_blocks(more than both)")]
    [TestCase(0.2, 4, 3, false, TestName = "The_guard_lets_pass(fewer than the minimum)")]
    [TestCase(0.3, 1, 3, false, TestName = "The_guard_lets_pass(exactly the share)")]
    [TestCase(0.5, 0, 3, false, TestName = "The_guard_lets_pass(less than the share)")]
    [TestCase(1.0, 0, 10, false, TestName = "The_guard_lets_pass(everything where the share is 1)")]
    [TestCase(0.2, 0, 10, true, TestName = "The_guard_blocks(everything)")]
    public async Task The_guard_against_mass_deletes(double share, int minimum, int missing, bool blocked)
    {
        for (var i = 0; i < 10; i++)
        {
            if (i >= missing) _documents[$"{i}"] = """{"a":1}""";
            await KnowAsync(($"{i}", """{"a":1}"""));
        }
        await Pass(share: share, minimum: minimum).RunFullAsync(isThorough: true, default);
        Assert.That(_log.MassDeletes, blocked ? Is.EqualTo(new[] { ("cars", Side.BigPeer, "3fa9c1", (long)missing) }) : Is.Empty);
        Assert.That(await HintedAsync(), Has.Length.EqualTo(blocked ? 0 : missing));
    }

    [Test]
    public async Task A_narrow_pass_asks_for_what_is_not_older_than_the_newest_seen()
    {
        for (var i = 0; i < 5; i++) _documents[$"{i}"] = $$"""{"at":{{i}}}""";
        var pass = Pass(changeField: "at", pageSize: 2);
        Assert.That(pass.CanNarrow, Is.False, "before a full pass");
        await KnowAsync([.. _documents.Select(d => (d.Key, d.Value))]);
        await pass.RunFullAsync(isThorough: true, default);
        Assert.That(pass.CanNarrow, Is.True);
        for (var i = 10; i < 15; i++) _documents[$"{i}"] = """{"at":7}""";
        _documents["20"] = """{"at":8}""";
        _documents["1"] = """{"at":6}""";
        await pass.RunNarrowAsync(default);
        Assert.That(await HintedAsync(), Is.EquivalentTo(new[] { "1 BigPeer", "10 BigPeer", "11 BigPeer", "12 BigPeer", "13 BigPeer", "14 BigPeer", "20 BigPeer" }), "past a page of one and the same value, too");
    }

    [Test]
    public void An_item_without_an_id_is_a_protocol_failure()
    {
        _peer.Answer = _ => (200, ScriptedBigPeer.Selection(1, """{"x":1}"""));
        Assert.That(() => Pass().RunFullAsync(isThorough: true, default), Throws.TypeOf<SideException>().With.Property(nameof(SideException.Failure)).EqualTo(SideFailure.Protocol));
    }
}
