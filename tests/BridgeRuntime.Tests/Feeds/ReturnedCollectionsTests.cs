using BridgeRuntime.Checkpoints;
using BridgeRuntime.Feeds;
using BridgeRuntime.Ledger;
using BridgeRuntime.Queue;
using BridgeRuntime.Tests.Mongo;
using TestKit;

namespace BridgeRuntime.Tests.Feeds;

/// <summary>Which collections were away from the configuration, from run to run.</summary>
internal sealed class ReturnedCollectionsTests : MongoFixture
{
    private readonly List<(string Collection, bool WithMongo, Action Done)> _sweeps = [];
    private readonly HashSet<string> _recorded = [];
    private CheckpointKeeper _checkpoints = null!;

    /// <summary>A run with these collections, up to the moment when its stream is open.</summary>
    private async Task<string[]> RunAsync(params string[] configured)
    {
        var (log, time, store) = (new FeedLog(), new FakeTimeProvider(), new CheckpointStore(Client, Database, new BridgeShard("b", 0)));
        var retry = new RetryLoop("r", log, new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), () => 1), time);
        _checkpoints = new CheckpointKeeper(store, await store.OpenAsync(default), () => 1, TimeSpan.FromSeconds(5), log, retry, time);
        _sweeps.Clear();
        var returned = new ReturnedCollections(configured, _recorded.Contains, (name, withMongo, done) => _sweeps.Add((name, withMongo, done)), _checkpoints);
        // What a first reading notes of a collection must not make it one that was there before.
        foreach (var name in configured) _checkpoints.Update(c => c.With(name, p => p with { SnapshotDone = true }));
        returned.Ask();
        return [.. _sweeps.Select(s => s.Collection)];
    }

    private Task EndAsync()
    {
        _checkpoints.Update(c => c with { StreamToken = new byte[] { 5, 0, 0, 0, 0 } });
        return _checkpoints.SaveAsync(default);
    }

    [Test]
    public async Task Only_what_was_there_and_was_away_is_looked_through_and_until_that_is_done()
    {
        Assert.That(await RunAsync("cars", "bikes"), Is.Empty, "the first run");
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes", "new"), Is.Empty, "a new one is read by its own first reading");
        await EndAsync();
        Assert.That(await RunAsync("cars"), Is.Empty);
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.EqualTo(new[] { "bikes" }));
        Assert.That(_sweeps[0].WithMongo, Is.True, "it may have anything by now");
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.EqualTo(new[] { "bikes" }), "the last run did not end it");
        _sweeps[0].Done();
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.Empty);
    }

    [Test]
    public async Task What_a_run_recorded_that_never_saved_a_position_is_looked_through_until_that_is_done()
    {
        await RunAsync("cars", "bikes");
        _recorded.Add("cars");
        Assert.That(await RunAsync("cars", "bikes"), Is.EqualTo(new[] { "cars" }), "killed before it saved anything");
        Assert.That(_sweeps[0].WithMongo, Is.False, "what MongoDB has is the initial sync's");
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.EqualTo(new[] { "cars" }), "the last run did not end it");
        _sweeps[0].Done();
        await EndAsync();
        Assert.That(await RunAsync("cars", "bikes"), Is.Empty);
    }

    [Test]
    public async Task The_checkpoint_of_an_older_version_tells_of_none()
    {
        await RunAsync("cars");
        _checkpoints.Update(c => c with { Served = null });
        await EndAsync();
        Assert.That(await RunAsync("cars"), Is.Empty);
    }
}
