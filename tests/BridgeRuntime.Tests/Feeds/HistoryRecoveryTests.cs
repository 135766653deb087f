using BridgeRuntime.Checkpoints;
using BridgeRuntime.Documents;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Documents;
using BridgeRuntime.Tests.Mongo;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

/// <summary>A gap in MongoDB's history: what stands in the checkpoint at each moment, and when it counts as made good.</summary>
internal sealed class HistoryRecoveryTests : MongoFixture
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<(string Collection, Action Done)> _sweeps = [];
    private readonly List<Action> _passes = [];
    private FeedLog _log = null!;
    private CheckpointStore _store = null!;
    private CheckpointKeeper _checkpoints = null!;
    private HistoryRecovery _history = null!;

    private static SideException Loss => new(Side.Mongo, SideFailure.HistoryLost, "HistoryLost: gone");

    [SetUp]
    public async Task SetUp()
    {
        _sweeps.Clear();
        _passes.Clear();
        _store = new CheckpointStore(Client, Database, new BridgeShard("b", 0));
        await BeginAsync();
    }

    /// <summary>A run of the bridge, with what the last one saved.</summary>
    private async Task BeginAsync()
    {
        _log = new FeedLog();
        var retry = new RetryLoop("r", _log, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1), _time);
        _checkpoints = new CheckpointKeeper(_store, await _store.OpenAsync(default), () => 1, TimeSpan.FromSeconds(5), _log, retry, _time);
        _history = new HistoryRecovery(["cars", "bikes"], (name, done) => _sweeps.Add((name, done)), _passes.Add, _checkpoints, _log, _time);
    }

    private void Sweep(string collection) => _sweeps.Last(s => s.Collection == collection).Done();

    [Test]
    public void Nothing_is_looked_through_where_nothing_is_lost()
    {
        _history.Opened();
        _history.Opened();
        Assert.That((_sweeps.Count, _passes.Count, _log.History.Count), Is.EqualTo((0, 0, 0)));
    }

    [Test]
    public void The_stream_is_opened_first_and_then_everything_is_looked_through()
    {
        var position = new DateTimeOffset(2026, 4, 30, 0, 0, 0, TimeSpan.Zero);
        _checkpoints.Update(c => c with { StreamToken = Bsons.Parse("""{"_data":"82"}"""), StreamTime = position });
        _history.Lost(Loss);
        Assert.That((_checkpoints.Current.StreamToken, _checkpoints.Current.StreamTime), Is.EqualTo(((ReadOnlyMemory<byte>?)null, (DateTimeOffset?)null)), "it is of no use any more");
        Assert.That((_checkpoints.Current.Lost!.Since, _checkpoints.Current.Lost.From), Is.EqualTo((_time.GetUtcNow(), (DateTimeOffset?)position)));
        Assert.That(_sweeps, Is.Empty, "what is read before the stream is open could change unseen");
        _history.Opened();
        _history.Opened();
        Assert.That(_sweeps.Select(s => s.Collection), Is.EquivalentTo(new[] { "cars", "bikes" }));
        Assert.That(_passes, Has.Count.EqualTo(1));
        Sweep("cars");
        Assert.That(_checkpoints.Current.Lost!.Left, Is.EqualTo(new[] { "bikes" }));
        _passes[0]();
        Assert.That(_log.History, Is.EqualTo(new[] { "lost PositionUnknown", "recovering bikes,cars" }));
        Sweep("bikes");
        Assert.That(_checkpoints.Current.Lost, Is.Null);
        Assert.That(_log.History.Last(), Is.EqualTo("recovered"));
    }

    [Test]
    public void The_Big_Peer_is_waited_for_too()
    {
        _history.Lost(Loss);
        _history.Opened();
        Sweep("cars");
        Sweep("bikes");
        Assert.That(_checkpoints.Current.Lost, Is.Not.Null);
        _passes[0]();
        Assert.That(_checkpoints.Current.Lost, Is.Null);
    }

    [Test]
    public void What_was_begun_before_the_history_was_lost_again_does_not_count()
    {
        var position = new DateTimeOffset(2026, 4, 30, 0, 0, 0, TimeSpan.Zero);
        _checkpoints.Update(c => c with { StreamTime = position });
        _history.Lost(Loss);
        _history.Opened();
        List<Action> early = [.. _sweeps.Select(s => s.Done), .. _passes];
        _checkpoints.Update(c => c with { StreamTime = _time.GetUtcNow() });
        _history.Lost(Loss);
        Assert.That(_checkpoints.Current.Lost!.From, Is.EqualTo(position), "the first gap is not made good yet");
        foreach (var done in early) done();
        Assert.That(_checkpoints.Current.Lost!.Left, Is.EqualTo(new[] { "bikes", "cars" }));
        _history.Opened();
        foreach (var (_, done) in _sweeps.Skip(2)) done();
        _passes[1]();
        Assert.That(_checkpoints.Current.Lost, Is.Null);
        Assert.That(_log.History.Count(h => h == "recovered"), Is.EqualTo(1));
    }

    [Test]
    public async Task The_next_run_goes_on_with_what_is_left()
    {
        _history.Lost(Loss);
        _history.Opened();
        Sweep("cars");
        _checkpoints.Update(c => c with { StreamToken = Bsons.Parse("""{"_data":"82"}"""), Lost = c.Lost! with { Left = c.Lost!.Left.Add("of an older configuration") } });
        await _checkpoints.SaveAsync(default);

        _sweeps.Clear();
        _passes.Clear();
        await BeginAsync();
        _history.Opened();
        Assert.That(_log.History, Is.EqualTo(new[] { "recovering bikes,of an older configuration" }));
        Assert.That(_sweeps.Select(s => s.Collection), Is.EqualTo(new[] { "bikes" }));
        Sweep("bikes");
        _passes[0]();
        Assert.That(_checkpoints.Current.Lost, Is.Null);
        await _checkpoints.SaveAsync(default);
        Assert.That((await _store.OpenAsync(default)).Lost, Is.Null);
    }
}
